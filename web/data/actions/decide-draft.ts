'use server';

import { refresh } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { recordAudit } from '../../../connectors/control/audit.ts';
import { endAsking, findDraft } from '../../../connectors/control/drafts.ts';
import { editResource } from '../../../connectors/control/edit.ts';
import { ConfigError, NotFound } from '../../../connectors/errors.ts';
import { describeProblem } from '../../../models/workspace/problem.ts';
import { isKind } from '../../../models/workspace/resource.ts';
import { authorise } from '../authorise.ts';
import { checkedSpec } from '../checked-spec.ts';
import { withControl } from '../control.ts';
import { editPermission } from '../permissions.ts';
import { attempt } from '../problem.ts';
import { refusal, unreadable } from './acted.ts';
import type { ActionState } from './action-state.ts';

const decided = z.object({
  draft: z.string().min(1).max(100),
  decision: z.enum(['approve', 'decline']),
  /** When its author asked: a draft that was changed since is looked at again. */
  asked: z.string().max(40),
});

const asBefore = 'draftWaits';

/** Puts a draft of somebody else in force, or gives it back to its author. */
export async function decideDraft(_previous: ActionState, form: FormData): Promise<ActionState> {
  const parsed = decided.safeParse(Object.fromEntries(form));
  if (!parsed.success) return unreadable(asBefore);
  const outcome = await attempt(() => decide(parsed.data), asBefore);
  refresh();
  return refusal(outcome) ?? { problem: null };
}

async function decide({ draft: id, decision, asked }: z.output<typeof decided>): Promise<void> {
  await authorise('read');
  const words = await getTranslations('problems.refused');
  const draft = await withControl((control) => findDraft(control, id));
  if (draft === null || !isKind(draft.kind) || draft.askedAt?.toISOString() !== asked) {
    throw new NotFound(words('draftChanged'), { mend: words('draftChangedMend') });
  }
  const { kind, slug, author, spec, baseVersion } = draft;
  const actor = await authorise(editPermission[kind]);
  if (author === actor.name) {
    throw new ConfigError(words('ownDraft'), { mend: words('ownDraftMend') });
  }
  if (decision === 'approve') {
    const { resource, problems } = await checkedSpec(kind, slug, spec);
    if (resource === null) {
      throw new ConfigError(words('draftInvalid', { problems: problems.map(describeProblem).join('; ') }), {
        mend: words('draftInvalidMend'),
      });
    }
    await withControl((control) =>
      editResource(control, { kind, slug, resource, baseVersion, actor: actor.name, anyway: true }),
    );
  }
  await withControl(async (control) => {
    await endAsking(control, id, decision === 'approve');
    await recordAudit(control, {
      actor: actor.name,
      action: decision === 'approve' ? 'draft.approve' : 'draft.decline',
      subject: `${kind}/${slug}`,
      detail: { author },
    });
  });
}
