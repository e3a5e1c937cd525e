import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { withControl } from '../../connectors/control/connect.ts';
import { createRun } from '../../connectors/control/runs.ts';
import { ConfigError } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import { taskQueue, withTemporal } from '../client.ts';
import { newRunId, type Trigger } from '../run-id.ts';
import type { Started } from '../run-sync/start.ts';
import type { RefreshInput } from './workflow.ts';
import { refreshWorkflowId } from './workflow-id.ts';

/** Starts a refresh of the models. Throws ConfigError when one is under way. */
export async function startRefresh(
  settings: Settings,
  options: { trigger: Trigger } & Pick<RefreshInput, 'select' | 'syncs'>,
): Promise<Started> {
  const runId = newRunId(Date.now(), Math.random);
  const input: RefreshInput = { ...options, runId };
  await withTemporal(settings, async (client) => {
    try {
      await client.workflow.start('refreshModels', {
        workflowId: refreshWorkflowId,
        taskQueue,
        workflowIdConflictPolicy: 'FAIL',
        args: [input],
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      throw new ConfigError('a refresh is running', {
        mend: 'Wait for it to end; `./weft status` shows it.',
        cause: error,
      });
    }
  });
  await withControl(settings, (control) =>
    createRun(control, {
      id: runId,
      kind: 'refresh',
      subject: 'models',
      trigger: options.trigger,
      workflowId: refreshWorkflowId,
    }),
  );
  return { runId, workflowId: refreshWorkflowId };
}
