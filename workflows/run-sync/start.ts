import { withControl } from '../../connectors/control/connect.ts';
import { currentWorkspace } from '../../connectors/control/versions.ts';
import type { Settings } from '../../connectors/settings.ts';
import { Workspace } from '../../models/workspace/resource.ts';
import { newRunId, type Trigger } from '../run-id.ts';
import { type Started, startRun } from '../start-run.ts';
import { declaredSync } from './declared-sync.ts';
import { type RunPurpose, whatChanged } from './run-kind.ts';
import type { RunSyncInput } from './workflow.ts';
import { syncWorkflowId } from './workflow-id.ts';

/**
 * Starts a run of a sync. Throws ConfigError when there is none of that name, and when one is under way: two
 * runs would send the same rows.
 */
export async function startSync(
  settings: Settings,
  sync: string,
  { trigger, purpose = whatChanged }: { trigger: Trigger; purpose?: RunPurpose },
): Promise<Started> {
  declaredSync(new Workspace((await withControl(settings, currentWorkspace)).resources), sync);
  const input = { sync, trigger, purpose, runId: newRunId(Date.now(), Math.random) } satisfies RunSyncInput;
  return startRun(settings, {
    workflow: 'runSync',
    input,
    run: { kind: 'sync', subject: sync, trigger },
    workflowId: syncWorkflowId(sync),
    busy: { message: `sync ${sync} is running`, mend: 'Wait for that run to end, or cancel it.' },
  });
}
