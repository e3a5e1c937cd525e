import { nameOf } from '../words/names.ts';
import type { Sync } from '../workspace/kinds/sync.ts';

/** What an alert can be of. */
export const alertKinds = {
  failed: 'failed',
  credentials_refused: 'its credentials are refused',
  credentials_end: 'its credentials end',
  rejected: 'many rows rejected',
  slow: 'slow',
  stale: 'no complete run for long',
  size_change: 'the source changed in size',
  awaiting_approval: 'waits for approval',
  swing: 'its size swung',
} as const;
export type AlertKind = keyof typeof alertKinds;

/** Alerts of these are errors; others are warnings. */
const errors: readonly AlertKind[] = ['failed', 'credentials_refused', 'stale'];

export const severityOf = (kind: string): 'error' | 'warning' =>
  errors.some((each) => each === kind) ? 'error' : 'warning';

/** Whether an alert of a subject stands, and what is to be said of that. Alerts without a judgement stay as they are. */
export interface Judgement {
  /** `sync/ads`, `segment/vip`, `models`. */
  subject: string;
  kind: AlertKind;
  stands: boolean;
  title: string;
  lines: string[];
  mend?: string;
}

/** A sync as the subject of its alerts, and how they name it. */
export const syncNamed = ({ sync }: { sync: Sync }) => ({
  subject: `sync/${sync.slug}`,
  name: `sync “${nameOf(sync)}”`,
});

/** A sync at the beginning of a title. */
export const syncTitled = ({ sync }: { sync: Sync }): string => `Sync “${nameOf(sync)}”`;

/** That an alert is over. */
export const backToNormal = (
  { subject, name, lines = [] }: { subject: string; name: string; lines?: string[] },
  kind: AlertKind,
): Judgement => ({
  ...{ subject, kind, stands: false, lines },
  title: `Back to normal: ${name} (${alertKinds[kind]})`,
});

export const numberOf = (value: number): string => value.toLocaleString('en');
export const percentOf = (share: number): string =>
  `${(share * 100).toLocaleString('en', { maximumFractionDigits: 1 })} %`;

export const rowsOf = (rows: number): string => `${numberOf(rows)} ${rows === 1 ? 'row' : 'rows'}`;

/** A length of time in its two largest units: `3 h 20 min`. */
export function lengthOf(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  const units = [
    ['d', Math.floor(minutes / 1440)],
    ['h', Math.floor(minutes / 60) % 24],
    ['min', minutes % 60],
  ] as const;
  const first = units.findIndex(([, amount]) => amount > 0);
  return units
    .slice(first, first + 2)
    .flatMap(([unit, amount]) => (amount > 0 ? [`${amount} ${unit}`] : []))
    .join(' ');
}
