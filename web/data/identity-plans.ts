import 'server-only';
import { z } from 'zod';
import {
  getIdentityPlan,
  type IdentityPlan,
  lastResolution,
  listIdentityPlans,
} from '../../connectors/control/identity-plans.ts';
import { rulesHash } from '../../models/identity/rules.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { authorise, may } from './authorise.ts';
import { withControl } from './control.ts';
import { type PlanReport, planReport } from './plan-report.ts';
import { findRun, type StepView } from './runs.ts';
import { currentWorkspace } from './workspace.ts';

export type PlanState = 'running' | 'ready' | 'failed' | 'cancelled';

export interface PlanLine {
  id: string;
  state: PlanState;
  by: string;
  at: string;
  persons: { before: number; after: number } | null;
  merged: number | null;
  split: number | null;
}

export interface PlanView extends PlanLine {
  report: PlanReport | null;
  /** The models that are being built for it. */
  steps: StepView[];
  error: { message: string; mend: string | null } | null;
  /** The resource that it would put in force, as `kind/slug`; null for a plan of the command line. */
  changes: string | null;
  /** Whether its rules are in force, can be put in force, or were made of others than those in force. */
  stands: 'in force' | 'open' | 'outdated';
  /** A refresh has resolved identity since. */
  stale: boolean;
  /** Who asks may put it in force. */
  editable: boolean;
}

const plansShown = 50;

function parsed(kept: unknown): unknown {
  if (typeof kept !== 'string') return kept;
  try {
    return JSON.parse(kept);
  } catch {
    return undefined;
  }
}

/** The one resource that a plan of the app changes. */
export const plannedChange = z.object({
  // JSON; plans of earlier versions have the resource itself.
  resource: z.preprocess(parsed, z.looseObject({ kind: z.enum(['identity', 'source']), slug: z.string() })),
  baseVersion: z.int().min(0),
});

function lineOf(plan: IdentityPlan): PlanLine {
  const report = planReport.safeParse(plan.report);
  return {
    id: plan.id,
    state: plan.status,
    by: plan.createdBy,
    at: plan.createdAt.toISOString(),
    persons: report.success ? report.data.persons : null,
    merged: report.success ? report.data.changes.merged.previous : null,
    split: report.success ? report.data.changes.split.persons : null,
  };
}

/** Plans of the rules, latest first. */
export async function identityPlans(): Promise<PlanLine[]> {
  await authorise('read');
  return (await withControl((control) => listIdentityPlans(control, plansShown))).map(lineOf);
}

/** The rules that are in force, as a plan names them; null where there are none. */
function hashInForce(workspace: Workspace): string | null {
  const sources = workspace.all('source').filter(({ identifiers }) => identifiers.length > 0);
  return workspace.identity && sources.length > 0 ? rulesHash(workspace.identity, sources) : null;
}

/** One plan with what it found, or null. Its run is there before the plan is. */
export async function identityPlan(id: string): Promise<PlanView | null> {
  await authorise('read');
  const [plan, ran] = await Promise.all([
    withControl((control) => getIdentityPlan(control, id)),
    findRun(id),
  ]);
  const run = ran?.run.kind === 'identity_plan' ? ran.run : null;
  if (plan === undefined && run === null) return null;
  const { workspace } = await currentWorkspace();
  const last = await withControl(lastResolution);
  const report = planReport.safeParse(plan?.report);
  const change = z.object({ change: plannedChange }).safeParse(plan?.report);
  const inForce = hashInForce(workspace);
  const line: PlanLine = plan
    ? lineOf(plan)
    : { id, state: 'running', by: '', at: run?.createdAt ?? '', persons: null, merged: null, split: null };
  const over = run !== null && !['queued', 'running'].includes(run.status);
  return {
    ...line,
    state: line.state === 'ready' || !over ? line.state : run.status === 'cancelled' ? 'cancelled' : 'failed',
    report: report.success ? report.data : null,
    steps: ran?.steps ?? [],
    error: run?.error ?? null,
    changes: change.success
      ? `${change.data.change.resource.kind}/${change.data.change.resource.slug}`
      : null,
    stands:
      plan?.rulesProposed === inForce ? 'in force' : plan?.rulesInForce === inForce ? 'open' : 'outdated',
    stale: plan !== undefined && last !== undefined && plan.comparedRun !== last.runId,
    editable: await may('data.edit'),
  };
}
