import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { createTable, type TableColumns } from '../template/create-table.ts';

const tableOfRun = (prefix: string, runId: string, schema = weftSchema): string =>
  `${schema}.${prefix}_${runId.replace(/[^a-z0-9]/g, '_')}`;

/** The table that holds one run's plan; dropped when the run is over. */
export const planTable = (runId: string, schema?: string): string => tableOfRun('sync_plan', runId, schema);

/** The table of the run's answers that are more than "accepted"; dropped with the plan. */
export const answersTable = (runId: string): string => tableOfRun('sync_answers', runId);

/** The table in which a run's end finds which places were acknowledged; dropped right after. */
export const acknowledgedTable = (runId: string): string => tableOfRun('sync_acknowledged', runId);

/** A row of a run's plan, as `planStatement` makes it. */
export const planColumns: TableColumns = [
  ['key', 'text'],
  ['weft_id', 'text'],
  ['fields', 'text'],
  ['previous_fields', 'text'],
  ['digest', 'integer'],
  ['operation', 'text'],
  ['previous_key', 'text'],
  ['skip_reason', 'text'],
  ['fault', 'text'],
  ['in_source', 'boolean'],
  ['in_state', 'boolean'],
  ['acknowledged_at', 'timestamp'],
  ['state_digest', 'integer'],
  ['state_digest_by', 'text'],
  ['holder', 'text'],
  ['place', 'integer'],
  ['chunk', 'integer'],
];

/** Answers of a run, by the place of a row in its plan. */
export const answerColumns: TableColumns = [
  ['place', 'integer'],
  ['status', 'text'],
  ['reason', 'text'],
  ['field', 'text'],
  ['response', 'text'],
  ['retry', 'boolean'],
  ['attempt', 'integer'],
  ['at', 'timestamp'],
];

/** Places from `first_place` to `last_place`, both of them, that the destination accepted. */
export const acknowledgedColumns: TableColumns = [
  ['chunk', 'integer'],
  ['first_place', 'integer'],
  ['last_place', 'integer'],
  ['attempt', 'integer'],
  ['at', 'timestamp'],
];

/** Weft's own tables of syncs, created once; a documented contract. */
export const syncTables: Record<string, TableColumns> = {
  sync_runs: [
    ['run_id', 'text'],
    ['sync', 'text'],
    ['destination', 'text'],
    ['mode', 'text'],
    ['kind', 'text'],
    ['trigger', 'text'],
    ['status', 'text'],
    ['planned', 'integer'],
    ['accepted', 'integer'],
    ['rejected', 'integer'],
    ['skipped', 'integer'],
    ['pending', 'integer'],
    ['unchanged', 'integer'],
    ['stays', 'integer'],
    ['started_at', 'timestamp'],
    ['ended_at', 'timestamp'],
    ['error', 'text'],
    ['target', 'text'],
    ['digest_by', 'text'],
    ['plan_hash', 'text'],
    ['source_version', 'text'],
    ['stopped_by', 'text'],
    ['approved_by', 'text'],
    ['approved_at', 'timestamp'],
  ],
  sync_rows: [
    ['run_id', 'text'],
    ['sync', 'text'],
    ['key', 'text'],
    ['weft_id', 'text'],
    ['operation', 'text'],
    ['status', 'text'],
    ['reason', 'text'],
    ['field', 'text'],
    ['attempt', 'integer'],
    ['chunk', 'integer'],
    ['at', 'timestamp'],
    ['previous_key', 'text'],
    ['fields', 'text'],
    ['previous_fields', 'text'],
    ['response', 'text'],
  ],
  sync_chosen: [
    ['run_id', 'text'],
    ['key', 'text'],
  ],
  sync_drift: [
    ['check_id', 'text'],
    ['sync', 'text'],
    ['key', 'text'],
    ['weft_id', 'text'],
    ['finding', 'text'],
    ['field', 'text'],
    ['expected', 'text'],
    ['found', 'text'],
    ['at', 'timestamp'],
  ],
  sync_state: [
    ['sync', 'text'],
    ['target', 'text'],
    ['key', 'text'],
    ['weft_id', 'text'],
    ['fields', 'text'],
    ['digest', 'integer'],
    ['digest_by', 'text'],
    ['acknowledged_at', 'timestamp'],
    ['run_id', 'text'],
    ['rejected_digest', 'integer'],
    ['rejected_by', 'text'],
    ['rejected_reason', 'text'],
  ],
};

export function createSyncTables(dialect: Dialect, schema = weftSchema): string[] {
  return Object.entries(syncTables).map(([name, columns]) =>
    createTable(dialect, `${schema}.${name}`, columns),
  );
}

/** The statements that give one of these tables, made by an earlier version and with the columns `present`, those that it lacks. */
export function upgradeStatements(
  dialect: Dialect,
  table: string,
  present: readonly string[],
  schema = weftSchema,
): string[] {
  const path = dialect.table(`${schema}.${table}`);
  const missing = (syncTables[table] ?? []).filter(([column]) => !present.includes(column));
  return missing.map(
    ([column, kind]) =>
      `alter table ${path} add column if not exists ${dialect.ident(column)} ${dialect.type(kind)}`,
  );
}
