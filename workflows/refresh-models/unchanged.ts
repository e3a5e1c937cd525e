import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { generation } from '../../models/dbt/context.ts';
import { fingerprints, tablesRead } from '../../models/dbt/fingerprints.ts';
import { createModelStates, forgetModelStates, modelStatesTable } from '../../models/dbt/model-states.ts';
import { type DbtNode, isBuilt } from '../../models/dbt/process.ts';
import { modelsOf, selectorOf } from '../../models/dbt/project.ts';
import type { BuildOptions } from './build-project.ts';

/** A build that leaves out what would come out as it is. */
export interface Incremental {
  /** Models that are as they would be built, in dbt's selection syntax. */
  unchanged: readonly string[];
  /** Whether nothing else is left to build. */
  nothing: boolean;
  /** Keeps what models were built from, of those among the nodes that are built. */
  record(nodes: readonly DbtNode[]): Promise<void>;
}

/**
 * Compares what each model would be made from with what it was last made from, and forgets that of those that will be
 * built, so that one that is stopped in between is built again. With a selection of a person's, nothing is left out
 * and nothing kept.
 */
export async function unchangedModels(
  options: BuildOptions,
  macros: string,
  now: Date,
): Promise<Incremental> {
  const { warehouse, workspace, catalog, aside, runId, select, exclude = [], fullRefresh = false } = options;
  const { dialect } = warehouse;
  const present = new Set((await warehouse.tables(weftSchema)).map(({ name }) => `${weftSchema}.${name}`));
  const known = present.has(modelStatesTable);
  if (select.length > 0) {
    if (known) await warehouse.execute(forgetModelStates(dialect));
    return { unchanged: [], nothing: false, record: async () => undefined };
  }
  if (!known) await warehouse.execute(createModelStates(dialect));
  const context = generation(workspace, catalog, dialect, 'dbt', { aside });
  // All of them: a model is made from those that are left out as well.
  const models = modelsOf(workspace, catalog, dialect, 'dbt', { aside });
  const [versions, before] = await Promise.all([
    warehouse.versions(tablesRead(context)),
    known ? lastStates(warehouse) : new Map<string, string>(),
  ]);
  const made = fingerprints(context, models, { versions, macros, now });
  const open = models.filter((model) => !exclude.includes(selectorOf(model)));
  const isUnchanged = (name: string) => {
    const fingerprint = made.get(name) ?? null;
    const there = present.has(`${weftSchema}.${name}`);
    return !fullRefresh && fingerprint !== null && there && before.get(name) === fingerprint;
  };
  const unchanged = open.filter(({ name }) => isUnchanged(name));
  const forgotten = open.filter(({ name }) => before.has(name) && !isUnchanged(name));
  if (forgotten.length > 0) {
    const names = forgotten.map(({ name }) => name);
    await warehouse.execute(forgetModelStates(dialect, names));
  }
  return {
    unchanged: unchanged.map(selectorOf),
    nothing: unchanged.length === open.length,
    record: async (nodes) => {
      const rows = nodes.filter(isBuilt).flatMap(({ name }) => {
        const fingerprint = made.get(name) ?? null;
        return fingerprint === null
          ? []
          : [{ model: name, fingerprint, run_id: runId, built_at: now.toISOString() }];
      });
      if (rows.length > 0)
        await warehouse.append(modelStatesTable, rows, { tag: { run: runId, resource: 'models' } });
    },
  };
}

async function lastStates(warehouse: Warehouse): Promise<Map<string, string>> {
  const rows = await warehouse.query(
    `select model, fingerprint from ${warehouse.dialect.table(modelStatesTable)}`,
  );
  return new Map(rows.map(({ model, fingerprint }) => [String(model), String(fingerprint)]));
}
