import { causes } from '../segments/ledger.ts';
import type { Swing } from '../segments/swings.ts';
import type { Sync } from '../workspace/kinds/sync.ts';
import { nameOf } from './names.ts';

const number = (value: number): string => value.toLocaleString('en');
const percent = (share: number): string =>
  `${(share * 100).toLocaleString('en', { maximumFractionDigits: 1 })} %`;

/** What happened to a segment's size, why, and which syncs carry it on, in one line. */
export function swingSentence(swing: Swing, syncs: readonly Sync[]): string {
  const { segment, before, after, share, allowed, entered, left, byCause } = swing;
  const by = share === null ? '' : ` (${share < 0 ? '−' : '+'}${percent(Math.abs(share))})`;
  const moves = `${number(entered)} entered and ${number(left)} left`;
  const why = causes.map((cause) => `${number(byCause[cause])} by ${cause}`).join(', ');
  const sent =
    syncs.length === 0
      ? 'No sync follows it.'
      : `Syncs that follow it: ${syncs.map(({ slug, paused }) => (paused ? `${slug} (paused)` : slug)).join(', ')}.`;
  return `“${nameOf(segment)}” went from ${number(before)} to ${number(after)} persons${by}, beyond the ${percent(allowed)} of its alert: ${moves}; ${why}. ${sent}`;
}
