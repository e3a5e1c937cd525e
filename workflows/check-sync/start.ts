import { withControl } from '../../connectors/control/connect.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import type { Settings } from '../../connectors/settings.ts';
import { newRunId, type Trigger } from '../run-id.ts';
import { declaredSync } from '../run-sync/declared-sync.ts';
import { syncWorkflowId } from '../run-sync/workflow-id.ts';
import { type Started, startRun } from '../start-run.ts';
import type { CheckInput } from './activities.ts';

/**
 * Starts a check of what a sync's destination holds, or takes that for what was acknowledged. It has the place of a
 * run of the sync: while it goes on nothing is sent. Throws ConfigError where a run is under way.
 */
export async function startCheck(
  settings: Settings,
  sync: string,
  { trigger, kind }: { trigger: Trigger; kind: 'check' | 'baseline' },
): Promise<Started> {
  declaredSync(await withControl(settings, workspaceInForce), sync);
  const input = { sync, trigger, runId: newRunId(Date.now(), Math.random) } satisfies CheckInput;
  return startRun(settings, {
    workflow: kind === 'check' ? 'checkSync' : 'baselineSync',
    input,
    run: { kind, subject: sync, trigger },
    workflowId: syncWorkflowId(sync),
    busy: { message: `sync ${sync} is running`, mend: 'Wait for that run to end, or cancel it.' },
  });
}
