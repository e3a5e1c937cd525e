import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { withControl } from '../connectors/control/connect.ts';
import { createRun, type NewRun } from '../connectors/control/runs.ts';
import { ConfigError } from '../connectors/errors.ts';
import type { Settings } from '../connectors/settings.ts';
import { taskQueue, withTemporal } from './client.ts';

/** A run under way, and where Temporal keeps it. */
export interface Started {
  runId: string;
  workflowId: string;
  /** Temporal's id of this execution: a workflow's id is used again by the next run. */
  executionId: string;
}

interface Request {
  workflow: 'runSync' | 'refreshModels' | 'checkSync' | 'baselineSync' | 'planRules';
  input: { runId: string };
  run: Omit<NewRun, 'id' | 'workflowId'>;
  workflowId: string;
  /** Thrown where a workflow of that id is under way. */
  busy: { message: string; mend: string };
}

/** A run of the same is under way. */
export class AlreadyRunning extends ConfigError {}

/** Starts a workflow that runs once at a time, and records its run. */
export async function startRun(
  settings: Settings,
  { workflow, input, run, workflowId, busy }: Request,
): Promise<Started> {
  const executionId = await withTemporal(settings, async (client) => {
    try {
      const handle = await client.workflow.start(workflow, {
        workflowId,
        taskQueue,
        workflowIdConflictPolicy: 'FAIL',
        args: [input],
      });
      return handle.firstExecutionRunId;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      throw new AlreadyRunning(busy.message, { mend: busy.mend, cause: error });
    }
  });
  await withControl(settings, (control) => createRun(control, { ...run, id: input.runId, workflowId }));
  return { runId: input.runId, workflowId, executionId };
}
