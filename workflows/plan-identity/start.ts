import { WorkflowNotFoundError } from '@temporalio/client';
import { ConfigError } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import { withTemporal } from '../client.ts';
import { newRunId } from '../run-id.ts';
import { type Started, startRun } from '../start-run.ts';
import type { PlanInput } from './activities.ts';

/** One plan of a workspace at a time: it copies the persons and takes as long as a refresh. */
const workflowId = 'weft-identity-plan';

/** Starts a plan of a changed resource. Throws ConfigError where one is under way. */
export async function startPlan(settings: Settings, change: Omit<PlanInput, 'runId'>): Promise<Started> {
  const input = { ...change, runId: newRunId(Date.now(), Math.random) } satisfies PlanInput;
  return startRun(settings, {
    workflow: 'planRules',
    input,
    run: { kind: 'identity_plan', subject: change.resource.slug, trigger: 'app' },
    workflowId,
    busy: {
      message: 'a plan of the identity rules is being made',
      mend: 'Wait until it is done, or end it on its page.',
    },
  });
}

/** Ends the plan that is being made; its schema is dropped. */
export async function cancelPlan(settings: Settings): Promise<void> {
  await withTemporal(settings, async (client) => {
    try {
      await client.workflow.getHandle(workflowId).cancel();
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      throw new ConfigError('no plan is being made', { mend: 'Reload the page.', cause: error });
    }
  });
}
