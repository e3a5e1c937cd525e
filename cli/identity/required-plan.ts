import type { Control } from '../../connectors/control/connect.ts';
import type { Source } from '../../connectors/control/schema.ts';
import { proposedResources } from '../../connectors/control/versions.ts';
import { ConfigError } from '../../connectors/errors.ts';
import { type Resource, Workspace } from '../../models/workspace/resource.ts';
import { type PlanSummary, planSummary } from '../../workflows/plan-identity/report.ts';
import { requiredPlan } from '../../workflows/plan-identity/required-plan.ts';

/** What `plan` and `apply` say of changed identity rules. */
export interface IdentityPlanState {
  /** The version in force that the rules would change. */
  version: number;
  /** The latest plan of exactly this change; null where there is none. */
  plan: string | null;
  plannedAt: string | null;
  plannedBy: string | null;
  /** The latest refresh, where it came after the one that the plan was compared with. */
  newerRun: string | null;
  summary: PlanSummary | null;
}

/** Undefined where the resources change no rules by which a run has resolved identity. */
export async function identityPlanState(
  control: Control,
  given: readonly Resource[],
  source: Source,
): Promise<IdentityPlanState | undefined> {
  const { version, inForce, proposed } = await proposedResources(control, given, source);
  const required = await requiredPlan(control, new Workspace(inForce), new Workspace(proposed));
  if (!required) return undefined;
  const { plan, newerRun } = required;
  const summary = planSummary.safeParse(plan?.report);
  return {
    version,
    plan: plan?.id ?? null,
    plannedAt: plan?.createdAt.toISOString() ?? null,
    plannedBy: plan?.createdBy ?? null,
    newerRun: newerRun?.runId ?? null,
    summary: summary.success ? summary.data : null,
  };
}

export const planRequired = (folder: string): ConfigError =>
  new ConfigError('the identity rules change, and no plan shows what that does to the persons', {
    mend: `Run \`${planCommand(folder)}\`, read it, then apply. \`--without-identity-plan\` applies them unseen.`,
  });

export function describeIdentityPlan(state: IdentityPlanState, folder: string): string {
  if (state.plan === null)
    return `The identity rules change, and no plan shows what that does: \`${planCommand(folder)}\`.`;
  const made = `The identity rules change as plan ${state.plan} shows, made ${ageOf(state.plannedAt)} ago by ${state.plannedBy}`;
  const lines = [state.summary ? `${made}: ${summaryText(state.summary)}.` : `${made}.`];
  if (state.newerRun !== null) {
    lines.push(
      `It is stale: run ${state.newerRun} has resolved identity since. \`${planCommand(folder)}\` makes it anew.`,
    );
  }
  return lines.join('\n');
}

function summaryText({ persons, records, changes }: PlanSummary): string {
  const number = (value: number) => value.toLocaleString('en');
  return [
    `${number(persons.before)} persons become ${number(persons.after)}`,
    `${number(changes.merged.previous)} are merged into others`,
    `${number(changes.split.persons)} are split off`,
    `${number(records.moved)} records change their person`,
  ].join(', ');
}

const planCommand = (folder: string): string =>
  `weft identity plan ${/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", `'\\''`)}'`}`;

/** `3 hours`: the largest unit that fits. */
function ageOf(at: string | null): string {
  const seconds = Math.max(0, Date.now() - Date.parse(at ?? '')) / 1000;
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? ['second', 1];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
