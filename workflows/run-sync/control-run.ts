import { WorkflowUpdateFailedError } from '@temporalio/client';
import { addApproval, approvalsOf, countApprovers } from '../../connectors/control/approvals.ts';
import { recordAudit } from '../../connectors/control/audit.ts';
import { type Control, withControl } from '../../connectors/control/connect.ts';
import { getRun } from '../../connectors/control/runs.ts';
import { ConfigError, messageOf, NotFound } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { approversNeeded } from '../../models/sync-runs/second-approver.ts';
import { withTemporal } from '../client.ts';
import type { Decision } from './workflow.ts';

export interface WaitingPlan {
  runId: string;
  sync: string;
  /** Why it waits. */
  stoppedBy: string;
  planned: number;
  /** Names the plan, so that no other is approved in its place. */
  hash: string;
}

/** The plan of a run that waits for approval. Throws ConfigError where none does. */
export async function waitingPlan(warehouse: Warehouse, runId: string): Promise<WaitingPlan> {
  const [found] = await warehouse.query(
    'select run_id, sync, status, stopped_by, planned, plan_hash from weft.sync_runs where run_id = $1',
    { values: [runId] },
  );
  if (!found) throw new NotFound(`there is no run ${runId}`, { mend: 'See `weft runs list`.' });
  if (found.status !== 'awaiting_approval') {
    throw new ConfigError(
      `run ${runId} of ${found.sync} does not wait for approval: it is ${String(found.status).replaceAll('_', ' ')}`,
    );
  }
  return {
    ...{ runId, sync: String(found.sync), stoppedBy: String(found.stopped_by) },
    ...{ planned: Number(found.planned), hash: String(found.plan_hash) },
  };
}

interface Word {
  approved: boolean;
  by: string;
  /** Why one approval is enough of a plan that takes two, in the words of who operates the machine. */
  override?: string | undefined;
}

/** What became of somebody's word: the plan is decided, or waits for a second person who may approve syncs. */
export type DecidedPlan = { state: 'decided' } | { state: 'needs_second'; approvedBy: string[] };

/**
 * Says yes or no to a plan that waits. One that a breaker stopped takes the yes of two people, where two may approve;
 * the no of one ends it. Throws ConfigError where it no longer waits, is another one, or has this person's yes already.
 */
export async function decideOnPlan(
  settings: Settings,
  plan: Pick<WaitingPlan, 'runId' | 'sync' | 'hash'>,
  { approved, by, override }: Word,
): Promise<DecidedPlan> {
  return withRun(settings, plan.runId, async (handle, control) => {
    const audit = (action: string, detail: Record<string, unknown> = {}) =>
      recordAudit(control, {
        ...{ actor: by, action, subject: plan.sync },
        detail: { run: plan.runId, plan: plan.hash, ...detail },
      });
    if (!approved) {
      await tellWorkflow(handle, plan, { approved, by });
      await audit('sync.discard');
      return { state: 'decided' };
    }
    // Whoever approves is only noted while the plan that they saw waits.
    const { stoppedBy } = await waitingIn(handle, plan);
    const before = await approvalsOf(control, plan);
    const all = await addApproval(control, { ...plan, by });
    const needed = approversNeeded(stoppedBy, await countApprovers(control));
    if (all.length < needed && override === undefined) {
      if (before.length === all.length) {
        throw new ConfigError(`run ${plan.runId}: you approved this plan already`, {
          mend: 'It needs a second person who may approve syncs.',
        });
      }
      await audit('sync.approve-first');
      return { state: 'needs_second', approvedBy: all };
    }
    await tellWorkflow(handle, plan, { approved, by: all.length > 1 ? all.join(', ') : by });
    await audit('sync.approve', override === undefined ? {} : { override });
    return { state: 'decided' };
  });
}

/** The plan that waits in a run. Throws ConfigError where none does, or another one than was seen. */
async function waitingIn(
  handle: Handle,
  { runId, hash }: Pick<WaitingPlan, 'runId' | 'hash'>,
): Promise<{ stoppedBy: string[] }> {
  const waiting = await handle.query<{ hash: string; stoppedBy: string[] } | null>('waitingPlan');
  if (waiting?.hash === hash) return waiting;
  const what =
    waiting === null
      ? 'no plan of this run waits for approval'
      : 'the plan that waits is another one than the one that was seen';
  throw new ConfigError(`run ${runId}: ${what}`, { mend: gone });
}

const gone = 'Look at the run again; start the sync anew if its plan is gone.';

async function tellWorkflow(
  handle: Handle,
  { runId, hash }: Pick<WaitingPlan, 'runId' | 'hash'>,
  { approved, by }: Word,
): Promise<void> {
  const decision = { by, hash } satisfies Decision;
  try {
    await handle.executeUpdate(approved ? 'approvePlan' : 'discardPlan', { args: [decision] });
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    throw new ConfigError(`run ${runId}: ${messageOf(error.cause ?? error)}`, { mend: gone, cause: error });
  }
}

type Handle = Parameters<Parameters<typeof withTemporal>[1]>[0]['workflow'] extends {
  getHandle(workflowId: string): infer H;
}
  ? H
  : never;

async function withRun<T>(
  settings: Settings,
  runId: string,
  work: (handle: Handle, control: Control) => Promise<T>,
): Promise<T> {
  return withControl(settings, async (control) => {
    const found = await getRun(control, runId);
    if (!found?.run.workflowId || found.run.kind !== 'sync')
      throw new NotFound(`there is no run ${runId} of a sync`, { mend: 'See `weft runs list`.' });
    if (found.run.endedAt !== null) throw new ConfigError(`run ${runId} is over`);
    const { workflowId } = found.run;
    return withTemporal(settings, (client) => work(client.workflow.getHandle(workflowId), control));
  });
}

/** Lets a run rest after the batches under way; what it sent is kept. */
export const pauseRun = (settings: Settings, runId: string): Promise<void> =>
  withRun(settings, runId, (handle) => handle.signal('pause'));

export const resumeRun = (settings: Settings, runId: string): Promise<void> =>
  withRun(settings, runId, (handle) => handle.signal('resume'));

/** Ends a run; what it sent is kept, and what it did not is the next run's. */
export const cancelRun = (settings: Settings, runId: string): Promise<void> =>
  withRun(settings, runId, async (handle) => {
    await handle.cancel();
  });
