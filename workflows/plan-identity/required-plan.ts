import type { Control } from '../../connectors/control/connect.ts';
import {
  findIdentityPlan,
  type IdentityPlan,
  lastResolution,
} from '../../connectors/control/identity-plans.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { type Edit, rulesOf, withEdit } from './rules.ts';

/** Whether a change of the identity rules was planned. */
export interface RequiredPlan {
  /** The latest plan of exactly this change; undefined where there is none. */
  plan: IdentityPlan | undefined;
  /** A refresh after the one that the plan was compared with. */
  newerRun: { runId: string; at: Date } | undefined;
}

/**
 * The plan that a change of the identity rules asks for, or undefined where it asks for none: the rules stay as
 * they are, are the first, or no run has resolved anybody by those in force.
 */
export async function requiredPlan(
  control: Control,
  inForce: Workspace,
  proposed: Workspace,
): Promise<RequiredPlan | undefined> {
  const rules = { inForce: rulesOf(inForce), proposed: rulesOf(proposed) };
  if (rules.inForce === undefined || rules.proposed === undefined || rules.inForce === rules.proposed)
    return undefined;
  const last = await lastResolution(control);
  if (!last) return undefined;
  const plan = await findIdentityPlan(control, { inForce: rules.inForce, proposed: rules.proposed });
  return { plan, newerRun: plan && plan.comparedRun !== last.runId ? last : undefined };
}

/** The plan that a change of one resource asks for, or undefined where it asks for none. */
export const planOfEdit = (
  control: Control,
  inForce: Workspace,
  edit: Edit,
): Promise<RequiredPlan | undefined> => requiredPlan(control, inForce, withEdit(inForce, edit));
