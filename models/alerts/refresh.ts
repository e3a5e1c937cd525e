import { nameOf } from '../words/names.ts';
import type { Segment } from '../workspace/kinds/segment.ts';
import { backToNormal, type Judgement } from './judgement.ts';
import { maskedError } from './masked.ts';

/** What is known of a refresh that is over. */
export interface RefreshAccount {
  status: 'succeeded' | 'failed' | 'cancelled';
  error: { message: string; mend?: string | null | undefined } | null;
  /** Segments that have an alert, each with what the run says of its swing; null where it did not swing. */
  segments: readonly { segment: Segment; swing: string | null }[];
}

/** What a refresh says of its alerts. */
export function judgeRefresh({ status, error, segments }: RefreshAccount): Judgement[] {
  if (status === 'cancelled') return [];
  const swings = segments.flatMap(({ segment, swing }): Judgement[] => {
    const subject = `segment/${segment.slug}`;
    if (swing !== null) {
      return [
        {
          ...{ subject, kind: 'swing', stands: true, lines: [swing] },
          title: `Segment “${nameOf(segment)}” changed in size`,
          mend: `See who entered and left, and why: \`weft segment ${segment.slug}\`.`,
        },
      ];
    }
    // A refresh that failed may not have come as far as the segments.
    if (status === 'failed') return [];
    return [backToNormal({ subject, name: `segment “${nameOf(segment)}”` }, 'swing')];
  });
  const models = { subject: 'models', name: 'the refresh of the models' };
  if (status === 'succeeded') return [backToNormal(models, 'failed'), ...swings];
  const failed: Judgement = {
    ...{ subject: models.subject, kind: 'failed', stands: true },
    title: 'The refresh of the models failed',
    lines: error === null ? [] : [maskedError(error.message)],
    ...(error?.mend == null ? {} : { mend: error.mend }),
  };
  return [failed, ...swings];
}
