import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Control } from '../../connectors/control/connect.ts';
import {
  endIdentityPlan,
  openIdentityPlans,
  settleIdentityPlan,
  startIdentityPlan,
} from '../../connectors/control/identity-plans.ts';
import { withLock } from '../../connectors/control/lock.ts';
import { ConfigError, DbtError } from '../../connectors/errors.ts';
import { homeFolder, type Settings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import type { DbtNode } from '../../models/dbt/process.ts';
import { syncSource } from '../../models/sync-diff/source.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { buildProject } from '../refresh-models/build-project.ts';
import { readCatalog } from '../refresh-models/catalog.ts';
import { checkKinds, readRecordedKinds } from '../refresh-models/column-types.ts';
import { newRunId } from '../run-id.ts';
import { compareShadow } from './compare-shadow.ts';
import type { Comparison } from './comparison.ts';
import { type IdentityPlanReport, withoutValues } from './report.ts';
import { planHash, rulesOf } from './rules.ts';
import { dropShadow, makeShadow, shadowSchema } from './shadow.ts';

export interface PlanIdentityInput {
  /** Of the plan, where its run is recorded already. */
  id?: string;
  settings: Settings;
  control: Control;
  warehouse: Warehouse;
  /** The workspace in force. */
  inForce: Workspace;
  /** The workspace as it would be with the proposed rules. */
  proposed: Workspace;
  /** Who asks. */
  actor: string;
  /** Ends the plan; what it made is dropped nevertheless. */
  signal: AbortSignal;
  /** Kept with the report: the one resource that is changed, and what it takes to put it in force. */
  change?: Record<string, unknown>;
  onNode?: (node: DbtNode) => void;
  onStep?: (what: string) => void;
}

/** The run of identity resolution that today's persons are of. */
interface Resolution {
  run: string;
  at: string;
  rules: string;
}

/**
 * Resolves identity by proposed rules in a schema beside Weft's own and reports what they would change; the report
 * is kept in the control database, with the values of identifiers masked. In Weft's own schema nothing changes but
 * `model_runs`, where its cost is recorded. One plan of a workspace at a time. Undefined where the rules are those in
 * force and the persons of today are of them already.
 */
export async function planIdentity(input: PlanIdentityInput): Promise<IdentityPlanReport | undefined> {
  const { settings, control, warehouse } = input;
  const rules = { inForce: rulesOf(input.inForce), proposed: rulesOf(input.proposed) };
  if (rules.proposed === undefined) {
    throw new ConfigError('the proposed workspace has no identity rules, or no source with identifiers', {
      mend: 'Declare both, then plan again. Without them there are no persons to compare.',
    });
  }
  const resolution = await latestResolution(warehouse);
  if (!resolution || rules.inForce === undefined) {
    throw new ConfigError('identity was not resolved yet, so there is nothing to compare the rules with', {
      mend: 'Run `./weft apply` and `./weft run`; the first rules need no plan.',
    });
  }
  if (rules.proposed === rules.inForce && rules.proposed === resolution.rules) return undefined;
  const known = { inForce: rules.inForce, proposed: rules.proposed, ofTheRun: resolution.rules };
  const busy = new ConfigError('another identity plan of this workspace is being made', {
    mend: 'Wait until it is done, then plan again.',
  });
  return withLock(settings, control, { work: 'identityPlan', busy }, async () => {
    await dropLeftovers(input);
    return inShadow(input, known, resolution);
  });
}

async function latestResolution(warehouse: Warehouse): Promise<Resolution | undefined> {
  const { dialect } = warehouse;
  const tables = new Set((await warehouse.tables(weftSchema)).map(({ name }) => name));
  if (!tables.has('identity_runs') || !tables.has('identity_members')) return undefined;
  const [row] = await warehouse.query(
    `select run_id, ${dialect.ident('at')} as resolved_at, rules_hash
     from ${dialect.table(`${weftSchema}.identity_runs`)} order by run_number desc limit 1`,
  );
  return row && { run: String(row.run_id), at: String(row.resolved_at), rules: String(row.rules_hash) };
}

/** What a plan left that was killed: nobody else makes one now. */
async function dropLeftovers({ control, warehouse, settings }: PlanIdentityInput): Promise<void> {
  for (const { id, schema } of await openIdentityPlans(control)) {
    await dropShadow(warehouse, schema);
    rmSync(projectFolder(settings, id), { recursive: true, force: true });
    await endIdentityPlan(control, id);
  }
}

const projectFolder = (settings: Settings, id: string): string => join(homeFolder(settings, 'dbt-plans'), id);

async function inShadow(
  input: PlanIdentityInput,
  rules: IdentityPlanReport['rules'],
  resolution: Resolution,
): Promise<IdentityPlanReport> {
  const { settings, control, warehouse, signal } = input;
  const started = performance.now();
  const id = input.id ?? newRunId(Date.now(), Math.random);
  const schema = shadowSchema(id);
  const hash = planHash(rules.inForce, rules.proposed, resolution.run);
  await startIdentityPlan(control, {
    id,
    schema,
    hash,
    rulesInForce: rules.inForce,
    rulesProposed: rules.proposed,
    comparedRun: resolution.run,
    createdBy: input.actor,
  });
  try {
    input.onStep?.(`Resolving the proposed rules in the schema ${schema}`);
    const options = { signal, tag: { run: id, resource: 'identity_plan' } };
    await makeShadow(warehouse, schema, { sameRules: rules.proposed === resolution.rules, ...options });
    await buildShadow(input, { id, schema, project: projectFolder(settings, id) });
    signal.throwIfAborted();
    input.onStep?.('Comparing');
    const comparison: Comparison = {
      warehouse,
      shadow: schema,
      planId: id,
      comparedRun: resolution.run,
      options,
    };
    const compared = await compareShadow(comparison, input.proposed, input.inForce);
    if ((await latestResolution(warehouse))?.run !== resolution.run) {
      throw new ConfigError(
        'a refresh has resolved identity while the plan was made, so the two do not compare',
        {
          mend: 'Plan again when no refresh is under way.',
        },
      );
    }
    const report: IdentityPlanReport = {
      plan: id,
      hash,
      rules,
      comparedWith: { run: resolution.run, at: resolution.at },
      at: new Date().toISOString(),
      seconds: Math.round((performance.now() - started) / 100) / 10,
      ...compared,
      notes: notesOf(rules, compared.records),
    };
    const kept = {
      ...withoutValues(report),
      ...(input.change === undefined ? {} : { change: input.change }),
    };
    await settleIdentityPlan(control, id, { status: 'ready', report: kept });
    return report;
  } catch (error) {
    await settleIdentityPlan(control, id, { status: 'failed' }).catch(() => undefined);
    throw error;
  } finally {
    rmSync(projectFolder(settings, id), { recursive: true, force: true });
    // Where the warehouse fails here as well, the record stays open and the next plan drops the schema.
    await dropShadow(warehouse, schema).then(
      () => endIdentityPlan(control, id),
      () => undefined,
    );
  }
}

/** Builds in the shadow what segments and syncs need, which is all that identity changes. */
async function buildShadow(
  { settings, warehouse, proposed: workspace, signal, onNode }: PlanIdentityInput,
  { id, schema, project }: { id: string; schema: string; project: string },
): Promise<void> {
  const catalog = await readCatalog(warehouse, workspace);
  checkKinds(workspace, catalog, readRecordedKinds(join(homeFolder(settings, 'dbt'), 'column-types.json')));
  try {
    await buildProject({
      ...{ settings, warehouse, workspace, catalog, project, schema, signal },
      runId: id,
      select: selection(warehouse.dialect, workspace),
      // Without the tests of the data, which say nothing of the rules.
      environment: { DBT_INDIRECT_SELECTION: 'empty' },
      ...(onNode ? { onNode } : {}),
    });
  } catch (error) {
    if (!(error instanceof DbtError)) throw error;
    throw new DbtError(`the proposed rules were not resolved: ${error.message}`, {
      nodes: error.nodes,
      mend: 'Correct the workspace and plan again. The rules and persons in force are as they were.',
      cause: error,
    });
  }
}

/** The models that segments and syncs read, with what they are made of. */
function selection(dialect: Dialect, workspace: Workspace): string[] {
  const read = workspace.all('sync').flatMap((sync) => {
    const { relation } = syncSource(dialect, workspace, sync);
    if ('sql' in relation || !relation.table.startsWith(`${weftSchema}.`)) return [];
    return [relation.table.slice(weftSchema.length + 1)];
  });
  return [...new Set(['customer_360', 'segment_members', ...read])].map((model) => `+${model}`);
}

function notesOf(rules: IdentityPlanReport['rules'], records: IdentityPlanReport['records']): string[] {
  const notes: string[] = [];
  if (rules.ofTheRun !== rules.inForce) {
    notes.push(
      'The rules in force were not run yet: the persons of today are of the rules before them. Run `./weft run` first to see what the proposed rules alone would change.',
    );
  }
  if (records.added > 0 || records.removed > 0) {
    notes.push(
      `The data has changed since that run: ${records.added} records are new and ${records.removed} are gone. Some of the differences come from them.`,
    );
  }
  notes.push('Persons that the rules would create have other ids once the rules are applied and run.');
  return notes;
}
