import { WorkflowUpdateFailedError } from '@temporalio/client';
import { recordAudit } from '../../connectors/control/audit.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { getRun } from '../../connectors/control/runs.ts';
import { ConfigError, messageOf, NotFound } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
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

/** Says yes or no to a plan that waits. Throws ConfigError where it no longer does, or is another one. */
export async function decideOnPlan(
  settings: Settings,
  plan: Pick<WaitingPlan, 'runId' | 'sync' | 'hash'>,
  { approved, by }: { approved: boolean; by: string },
): Promise<void> {
  const decision = { by, hash: plan.hash } satisfies Decision;
  await withRun(settings, plan.runId, async (handle) => {
    try {
      await handle.executeUpdate(approved ? 'approvePlan' : 'discardPlan', { args: [decision] });
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
      throw new ConfigError(`run ${plan.runId}: ${messageOf(error.cause ?? error)}`, {
        mend: 'Look at the run again; start the sync anew if its plan is gone.',
        cause: error,
      });
    }
  });
  await withControl(settings, (control) =>
    recordAudit(control, {
      ...{ actor: by, action: approved ? 'sync.approve' : 'sync.discard', subject: plan.sync },
      detail: { run: plan.runId, plan: plan.hash },
    }),
  );
}

type Handle = Parameters<Parameters<typeof withTemporal>[1]>[0]['workflow'] extends {
  getHandle(workflowId: string): infer H;
}
  ? H
  : never;

async function withRun(
  settings: Settings,
  runId: string,
  work: (handle: Handle) => Promise<void>,
): Promise<void> {
  const found = await withControl(settings, (control) => getRun(control, runId));
  if (!found?.run.workflowId || found.run.kind !== 'sync')
    throw new NotFound(`there is no run ${runId} of a sync`, { mend: 'See `weft runs list`.' });
  if (found.run.endedAt !== null) throw new ConfigError(`run ${runId} is over`);
  const { workflowId } = found.run;
  await withTemporal(settings, (client) => work(client.workflow.getHandle(workflowId)));
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
