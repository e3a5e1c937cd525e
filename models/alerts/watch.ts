import type { SyncAlert } from '../workspace/alerts.ts';
import type { Sync } from '../workspace/kinds/sync.ts';
import { backToNormal, type Judgement, lengthOf, syncNamed, syncTitled } from './judgement.ts';
import { slowMend } from './sync-run.ts';

/** What is known of a sync between the ends of its runs. */
export interface WatchedSync {
  sync: Sync;
  declaredAt: Date;
  completeAt: Date | null;
  underWay: { since: Date; waits: boolean } | null;
}

/** What the time says of a sync's alerts. */
export const judgeWatched = (watched: WatchedSync, alert: SyncAlert, now: Date): Judgement[] =>
  [judgeRunning(watched, alert, now), judgeStale(watched, alert, now)].filter(
    (judgement) => judgement !== null,
  );

function judgeRunning(watched: WatchedSync, { slowerThanMs }: SyncAlert, now: Date): Judgement | null {
  const { underWay } = watched;
  // The time in which somebody made up their mind is not the run's.
  if (slowerThanMs === null || underWay === null || underWay.waits) return null;
  const runsMs = now.getTime() - underWay.since.getTime();
  if (runsMs <= slowerThanMs) return null;
  return {
    ...{ subject: syncNamed(watched).subject, kind: 'slow', stands: true },
    title: `${syncTitled(watched)} has run for ${lengthOf(runsMs)}`,
    lines: [`More than ${lengthOf(slowerThanMs)} is told. The run goes on.`],
    mend: slowMend,
  };
}

function judgeStale(watched: WatchedSync, { staleAfterMs }: SyncAlert, now: Date): Judgement | null {
  const { sync, declaredAt, completeAt } = watched;
  const over = backToNormal(syncNamed(watched), 'stale');
  if (sync.paused || staleAfterMs === null) return over;
  const restsMs = now.getTime() - (completeAt ?? declaredAt).getTime();
  if (completeAt !== null && restsMs <= staleAfterMs) return over;
  // One that was changed, or goes on after a pause, has its time anew; that alone makes nothing complete.
  const sinceDeclaredMs = now.getTime() - declaredAt.getTime();
  if (Math.min(restsMs, sinceDeclaredMs) <= staleAfterMs) return null;
  return {
    ...{ subject: syncNamed(watched).subject, kind: 'stale', stands: true },
    title: `${syncTitled(watched)} has had no complete run for ${lengthOf(restsMs)}`,
    lines: [`More than ${lengthOf(staleAfterMs)} is told.`],
    mend: `See \`weft runs list ${sync.slug}\`, and \`weft status\` for whether the parts run.`,
  };
}
