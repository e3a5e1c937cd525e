import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { withControl } from '../../connectors/control/connect.ts';
import { createRun } from '../../connectors/control/runs.ts';
import { currentWorkspace } from '../../connectors/control/versions.ts';
import { ConfigError } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import { Workspace } from '../../models/workspace/resource.ts';
import { taskQueue, withTemporal } from '../client.ts';
import { newRunId, type Trigger } from '../run-id.ts';
import { declaredSync } from './declared-sync.ts';
import { syncWorkflowId } from './workflow-id.ts';

export interface Started {
  runId: string;
  workflowId: string;
}

/**
 * Starts a run of a sync. Throws ConfigError when there is none of that name, and when one is under way: two
 * runs would send the same rows.
 */
export async function startSync(
  settings: Settings,
  sync: string,
  options: { trigger: Trigger },
): Promise<Started> {
  declaredSync(new Workspace((await withControl(settings, currentWorkspace)).resources), sync);
  const runId = newRunId(Date.now(), Math.random);
  const workflowId = syncWorkflowId(sync);
  await withTemporal(settings, async (client) => {
    try {
      await client.workflow.start('runSync', {
        workflowId,
        taskQueue,
        workflowIdConflictPolicy: 'FAIL',
        args: [{ sync, runId, trigger: options.trigger }],
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      throw new ConfigError(`sync ${sync} is running`, {
        mend: 'Wait for that run to end, or cancel it.',
        cause: error,
      });
    }
  });
  await withControl(settings, (control) =>
    createRun(control, { id: runId, kind: 'sync', subject: sync, trigger: options.trigger, workflowId }),
  );
  return { runId, workflowId };
}
