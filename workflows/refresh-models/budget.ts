import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { usedToday } from '../../models/dbt/model-runs.ts';
import {
  budgetOf,
  type ExpectedUse,
  hasLimit,
  keepDayToBudget,
  keepQueryToBudget,
  type Use,
} from '../../models/workspace/budget.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { estimateModels, type ModelEstimate } from './estimate.ts';

/** What the refreshes of a workspace's day have used so far, by `weft.model_runs`, which `estimateModels` has made. */
export async function todaysUse(warehouse: Warehouse, zone: string, now = new Date()): Promise<Use> {
  const [used] = await warehouse.query(usedToday(warehouse.dialect, zone, now));
  return { bytes: Number(used?.bytes ?? 0), credits: Number(used?.credits ?? 0) };
}

/**
 * Refuses a refresh that would go beyond the workspace's budget, naming the model or the limit of the day. `compile`
 * leaves the models' statements in the project; it is called only where there is a limit to keep, on an engine that
 * has estimates. Throws ConfigError.
 */
export async function keepToBudget(options: {
  warehouse: Warehouse;
  workspace: Workspace;
  project: string;
  compile: () => Promise<unknown>;
}): Promise<ModelEstimate[]> {
  const { warehouse, workspace, project, compile } = options;
  const budget = budgetOf(workspace);
  if (!hasLimit(budget)) return [];
  const estimates = await estimateModels(warehouse, project, compile);
  for (const estimate of estimates) {
    keepQueryToBudget(budget, `The model ${estimate.model}`, estimate);
  }
  const { zone } = workspace;
  keepDayToBudget(budget, await todaysUse(warehouse, zone), totalOf(estimates), zone);
  return estimates;
}

/** The sums of what is known. */
export function totalOf(estimates: readonly ModelEstimate[]): ExpectedUse {
  const sum = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
  };
  return {
    bytes: sum(estimates.map(({ bytes }) => bytes)),
    credits: sum(estimates.map(({ credits }) => credits)),
  };
}
