import type { Cause } from '../sync-runs/causes.ts';
import type { SyncAlert } from '../workspace/alerts.ts';
import type { Sync } from '../workspace/kinds/sync.ts';
import { leastMoved } from '../workspace/kinds/workspace.ts';
import {
  backToNormal,
  type Judgement,
  lengthOf,
  numberOf,
  percentOf,
  rowsOf,
  syncNamed,
  syncTitled,
} from './judgement.ts';
import { maskedCause, maskedError } from './masked.ts';

/** What is known of a run of a sync, once it is over or waits for approval. */
export interface SyncRunAccount {
  sync: Sync;
  runId: string;
  status: 'awaiting_approval' | 'running' | 'succeeded' | 'failed' | 'stopped' | 'cancelled';
  /** Whether its failure is that the destination refused the credentials. */
  refused: boolean;
  error: { message: string; mend?: string | null | undefined } | null;
  /** Why its plan waits. */
  waitsFor: readonly string[];
  counts: { planned: number; accepted: number; rejected: number; skipped: number; pending: number } | null;
  /** Rows that were not sent, as the destination refused them before with the same values. */
  heldBack: number;
  /** How long it took; null where that says nothing, as of a run that waited for somebody. */
  tookMs: number | null;
  /** Rows of the source, now and in the run before; null where one is not known. */
  size: number | null;
  sizeBefore: number | null;
  causes: readonly Cause[];
  /** When the destination's credentials end; null where they do not, undefined where nobody can tell. */
  credentialsEnd?: Date | null;
}

/** How long before their end credentials are told of. */
const endsWithinMs = 7 * 86_400_000;

const toldCauses = 3;

/** What a run of a sync says of its alerts. */
export function judgeSyncRun(account: SyncRunAccount, alert: SyncAlert, now: Date): Judgement[] {
  return [
    ...judgeOutcome(account),
    judgeApproval(account),
    judgeRejected(account, alert),
    judgeTime(account, alert),
    judgeSize(account, alert),
    judgeCredentials(account, now),
  ].filter((judgement) => judgement !== null);
}

function countLines(account: SyncRunAccount): string[] {
  const { counts } = account;
  // What failed before it had a plan counts nothing.
  if (counts === null || (account.status === 'failed' && counts.planned === 0)) return [];
  const { planned, accepted, rejected, skipped, pending } = counts;
  return [
    `${numberOf(planned)} planned = ${numberOf(accepted)} accepted + ${numberOf(rejected)} rejected + ${numberOf(skipped)} skipped + ${numberOf(pending)} pending`,
  ];
}

const causeLines = ({ causes }: SyncRunAccount): string[] =>
  causes
    .slice(0, toldCauses)
    .map((each) => `${rowsOf(each.rows)}${each.field ? `, ${each.field}` : ''}: ${maskedCause(each)}`);

function judgeOutcome(account: SyncRunAccount): Judgement[] {
  const { status, refused, error, sync } = account;
  if (status === 'succeeded') {
    const over = { ...syncNamed(account), lines: countLines(account) };
    const ended = [backToNormal(over, 'failed'), backToNormal(over, 'credentials_refused')];
    return [...ended, backToNormal(over, 'stale')];
  }
  if (status !== 'failed') return [];
  const says = {
    ...{ subject: syncNamed(account).subject, stands: true },
    lines: [
      ...(error === null ? [] : [maskedError(error.message)]),
      ...countLines(account),
      ...causeLines(account),
    ],
    ...(error?.mend == null ? {} : { mend: error.mend }),
  };
  if (!refused) return [{ ...says, kind: 'failed', title: `${syncTitled(account)} failed` }];
  const title = `${syncTitled(account)}: ${sync.to.destination} refuses the credentials`;
  return [{ ...says, kind: 'credentials_refused', title }];
}

function judgeApproval(account: SyncRunAccount): Judgement {
  if (account.status !== 'awaiting_approval')
    return backToNormal({ ...syncNamed(account), lines: countLines(account) }, 'awaiting_approval');
  const { runId, waitsFor } = account;
  return {
    ...{ subject: syncNamed(account).subject, kind: 'awaiting_approval', stands: true },
    title: `${syncTitled(account)} waits for approval`,
    lines: [...waitsFor, ...countLines(account)],
    mend: `Look at the plan, then \`weft runs approve ${runId}\` or \`weft runs discard ${runId}\`.`,
  };
}

/**
 * Of what a run sent the rejected. It is over when no more than that share was, and what is held back from before is
 * no larger part of the source either.
 */
function judgeRejected(account: SyncRunAccount, { rejectedShare }: SyncAlert): Judgement | null {
  const { counts, heldBack, status } = account;
  const isOver = status === 'succeeded' || status === 'failed';
  if (counts === null || !isOver) return null;
  const over = backToNormal({ ...syncNamed(account), lines: countLines(account) }, 'rejected');
  if (rejectedShare === null) return over;
  const { accepted, rejected } = counts;
  const share = rejected === 0 ? 0 : rejected / (accepted + rejected);
  if (share > rejectedShare) {
    const hint = account.causes[0]?.hint ?? null;
    return {
      ...{ subject: syncNamed(account).subject, kind: 'rejected', stands: true },
      title: `${syncTitled(account)}: ${percentOf(share)} of the rows were rejected`,
      lines: [...countLines(account), ...causeLines(account), `The limit is ${percentOf(rejectedShare)}.`],
      mend: hint ?? `See \`weft runs show ${account.runId}\`; then \`weft runs replay ${account.runId}\`.`,
    };
  }
  const source = account.size ?? counts.planned;
  return (rejected + heldBack) / Math.max(1, source) > rejectedShare ? null : over;
}

function judgeTime(account: SyncRunAccount, { slowerThanMs }: SyncAlert): Judgement | null {
  const { tookMs, status } = account;
  if (tookMs === null || (status !== 'succeeded' && status !== 'failed')) return null;
  const took = `The run took ${lengthOf(tookMs)}.`;
  if (slowerThanMs === null || tookMs <= slowerThanMs)
    return status === 'succeeded' ? backToNormal({ ...syncNamed(account), lines: [took] }, 'slow') : null;
  return {
    ...{ subject: syncNamed(account).subject, kind: 'slow', stands: true },
    title: `${syncTitled(account)} took ${lengthOf(tookMs)}`,
    lines: [`More than ${lengthOf(slowerThanMs)} is told.`, ...countLines(account)],
    mend: slowMend,
  };
}

export const slowMend =
  'See whether the destination answers slowly or limits requests; give `slower_than` of its `alert` the time that is usual.';

function judgeSize(account: SyncRunAccount, { sizeChange }: SyncAlert): Judgement | null {
  const { size, sizeBefore } = account;
  if (size === null || sizeBefore === null) return null;
  const moved = Math.abs(size - sizeBefore);
  const line = `From ${rowsOf(sizeBefore)} to ${rowsOf(size)}.`;
  if (sizeChange === null || moved < leastMoved || moved <= sizeChange * sizeBefore)
    return backToNormal({ ...syncNamed(account), lines: [line] }, 'size_change');
  const by = sizeBefore === 0 ? numberOf(moved) : percentOf(moved / sizeBefore);
  return {
    ...{ subject: syncNamed(account).subject, kind: 'size_change', stands: true },
    title: `${syncTitled(account)}: the source ${size > sizeBefore ? 'grew' : 'shrank'} by ${by}`,
    lines: [line, `More than ${percentOf(sizeChange)} is told.`, ...countLines(account)],
    mend: 'Look at the source. With `stop_if` such a run waits for approval.',
  };
}

function judgeCredentials(account: SyncRunAccount, now: Date): Judgement | null {
  const { credentialsEnd: end, sync } = account;
  if (end === undefined) return null;
  const leftMs = end === null ? Number.POSITIVE_INFINITY : end.getTime() - now.getTime();
  if (end === null || leftMs > endsWithinMs) return backToNormal(syncNamed(account), 'credentials_end');
  return {
    ...{ subject: syncNamed(account).subject, kind: 'credentials_end', stands: true },
    title: `${syncTitled(account)}: the credentials of ${sync.to.destination} end ${leftMs <= 0 ? 'now' : `in ${lengthOf(leftMs)}`}`,
    lines: [`They end at ${end.toISOString()}.`],
    mend: 'Make new credentials at the vendor, and set them in the environment of the worker.',
  };
}
