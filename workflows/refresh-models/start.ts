import type { Settings } from '../../connectors/settings.ts';
import { newRunId, type Trigger } from '../run-id.ts';
import { type Started, startRun } from '../start-run.ts';
import type { RefreshInput } from './workflow.ts';
import { refreshWorkflowId } from './workflow-id.ts';

/** Starts a refresh of the models. Throws ConfigError when one is under way. */
export async function startRefresh(
  settings: Settings,
  options: { trigger: Trigger } & Pick<RefreshInput, 'select' | 'syncs'>,
): Promise<Started> {
  const input = { ...options, runId: newRunId(Date.now(), Math.random) } satisfies RefreshInput;
  return startRun(settings, {
    workflow: 'refreshModels',
    input,
    run: { kind: 'refresh', subject: 'models', trigger: options.trigger },
    workflowId: refreshWorkflowId,
    busy: { message: 'a refresh is running', mend: 'Wait for it to end; the app shows how far it is.' },
  });
}
