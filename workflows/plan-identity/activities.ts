import { ensureRun, finishRun } from '../../connectors/control/runs.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { ConfigError } from '../../connectors/errors.ts';
import type { Resource } from '../../models/workspace/resource.ts';
import { type Dependencies, heartbeating, ownWorkflowId } from '../dependencies.ts';
import { withFailures } from '../failures.ts';
import { StepWriter } from '../refresh-models/step-writer.ts';
import { planIdentity } from './plan-identity.ts';

export interface PlanInput {
  /** Also the plan's. */
  runId: string;
  /** The identity rules, or a source, as they would be. */
  resource: Resource;
  /** The version that wrote what was edited. */
  baseVersion: number;
  actor: string;
}

interface Finished {
  runId: string;
  status: 'succeeded' | 'failed' | 'cancelled';
  error: { message: string; mend: string | null } | null;
}

export function createPlanActivities({ settings, control, warehouse }: Dependencies) {
  return withFailures({
    /** Resolves the rules beside the persons in force, and keeps what they would change; its models are steps of the run. */
    async makePlan({ runId, resource, baseVersion, actor }: PlanInput): Promise<void> {
      await heartbeating(async (signal) => {
        const workflowId = ownWorkflowId();
        await ensureRun(control, {
          ...{ id: runId, kind: 'identity_plan', subject: resource.slug, trigger: 'app', workflowId },
        });
        const inForce = await workspaceInForce(control);
        const steps = new StepWriter(control, runId);
        try {
          const report = await planIdentity({
            ...{ id: runId, settings, control, warehouse, actor, signal, inForce },
            proposed: inForce.with(resource),
            // As text: the report is jsonb, which forgets the order of a map, and another order would be another rule.
            change: { resource: JSON.stringify(resource), baseVersion },
            onNode: (node) => steps.add(node),
          });
          if (!report) {
            throw new ConfigError('the rules are those in force, so nothing would change', {
              mend: 'Change them, then plan.',
            });
          }
        } finally {
          await steps.done();
        }
      });
    },

    async finishPlan({ runId, status, error }: Finished): Promise<void> {
      await finishRun(control, runId, { status, error });
    },
  });
}
export type PlanActivities = ReturnType<typeof createPlanActivities>;
