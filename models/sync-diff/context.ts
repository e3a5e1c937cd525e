import { join } from 'node:path';
import { ConfigError } from '../../connectors/errors.ts';
import type { Column } from '../../connectors/warehouses/connection.ts';
import { type ColumnKind, type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { createTable, type TableColumns } from '../template/create-table.ts';
import { createRenderer } from '../template/render.ts';
import type { Sync } from '../workspace/kinds/sync.ts';
import { mappedColumns, mappingHash } from './mapping.ts';

const templates = join(import.meta.dirname, 'templates');

const tableOfRun = (prefix: string, runId: string, schema = weftSchema): string =>
  `${schema}.${prefix}_${runId.replace(/[^a-z0-9]/g, '_')}`;

/** The table that holds one run's plan; dropped when the run is over. */
export const planTable = (runId: string, schema?: string): string => tableOfRun('sync_plan', runId, schema);

/** The table from which a run's answers are moved into the state; dropped right after. */
export const settledTable = (runId: string): string => tableOfRun('sync_settled', runId);

/** The schemas in which a plan finds Weft's own tables. A rehearsal has others than Weft's own. */
export interface PlanSchemas {
  /** Of the models that it reads. */
  models: string;
  /** Of what the destinations acknowledged. */
  state: string;
  /** Of the plan that it writes. */
  plan: string;
}

const ownSchemas: PlanSchemas = { models: weftSchema, state: weftSchema, plan: weftSchema };

/** The table that a sync reads; one of Weft's own is that of `schema`. */
export const syncRelation = (sync: Sync, schema = weftSchema): string =>
  'table' in sync.from
    ? sync.from.table.replace(new RegExp(`^${weftSchema}\\.`), `${schema}.`)
    : `${schema}.customer_360`;

/** Weft's own tables of syncs, created once; a documented contract. */
export const syncTables: Record<string, TableColumns> = {
  sync_runs: [
    ['run_id', 'text'],
    ['sync', 'text'],
    ['destination', 'text'],
    ['mode', 'text'],
    ['status', 'text'],
    ['planned', 'integer'],
    ['accepted', 'integer'],
    ['rejected', 'integer'],
    ['skipped', 'integer'],
    ['pending', 'integer'],
    ['started_at', 'timestamp'],
    ['ended_at', 'timestamp'],
    ['error', 'text'],
  ],
  sync_rows: [
    ['run_id', 'text'],
    ['sync', 'text'],
    ['key', 'text'],
    ['weft_id', 'text'],
    ['operation', 'text'],
    ['status', 'text'],
    ['reason', 'text'],
    ['attempt', 'integer'],
    ['chunk', 'integer'],
    ['at', 'timestamp'],
    ['previous_key', 'text'],
  ],
  sync_state: [
    ['sync', 'text'],
    ['key', 'text'],
    ['hash', 'text'],
    ['acknowledged_at', 'timestamp'],
    ['run_id', 'text'],
    ['rejected_hash', 'text'],
    ['rejected_reason', 'text'],
    ['weft_id', 'text'],
  ],
};

export function createSyncTables(dialect: Dialect, schema = weftSchema): string[] {
  return Object.entries(syncTables).map(([name, columns]) =>
    createTable(dialect, `${schema}.${name}`, columns),
  );
}

/**
 * The statements that give one of these tables, made by an earlier version and with the columns `present`, those
 * that it lacks. Rows of the state learn from the run that last moved them whose they are.
 */
export function upgradeStatements(
  dialect: Dialect,
  table: string,
  present: readonly string[],
  schema = weftSchema,
): string[] {
  const path = dialect.table(`${schema}.${table}`);
  const missing = (syncTables[table] ?? []).filter(([column]) => !present.includes(column));
  const added = missing.map(
    ([column, kind]) =>
      `alter table ${path} add column if not exists ${dialect.ident(column)} ${dialect.type(kind)}`,
  );
  const owned = table === 'sync_state' && missing.some(([column]) => column === 'weft_id');
  if (!owned) return added;
  const context = { state: `${schema}.sync_state`, rows: `${schema}.sync_rows` };
  return [...added, createRenderer(dialect, 'warehouse')(templates, 'own_state', context)];
}

/** What a sync's destination takes. */
export interface Receiver {
  /** Rows of one chunk. */
  chunkRows: number;
  /** Whether it can remove a row though the sync does not mirror. */
  deletes: boolean;
  /** Whether it can give a row that it holds another key. */
  rekeys: boolean;
}

/**
 * The statement that computes a run's plan: a row for each created, changed or removed key against what the
 * destination acknowledged, over the mapped columns only, numbered into chunks; and one for each row that
 * cannot be sent, with the reason.
 *
 * A segment has one row for each person, and so shall the destination: of a person's keys there, which a merge or
 * a changed value can make several, one stays. The others are re-keyed to it (`previous_key`), removed, or skipped
 * where the destination can do neither, by each run anew.
 *
 * `columns` are those of `syncRelation`. Throws ConfigError where the sync reads a column that is not there.
 */
export function planStatement(
  dialect: Dialect,
  sync: Sync,
  runId: string,
  receiver: Receiver,
  columns: readonly Column[],
  schemas = ownSchemas,
): string {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
  const kindOf = (column: string): ColumnKind => {
    const kind = kinds.get(column);
    if (kind === undefined) {
      throw new ConfigError(
        `sync ${sync.slug}: ${syncRelation(sync, schemas.models)} has no column ${column}`,
        {
          mend: `Name one of its columns${columns.length > 0 ? `: ${[...kinds.keys()].slice(0, 12).join(', ')}` : ''}, or refresh the models first.`,
        },
      );
    }
    return kind;
  };
  const render = createRenderer(dialect, 'warehouse');
  const fromSegment = 'segment' in sync.from;
  return render(templates, 'plan', {
    plan: planTable(runId, schemas.plan),
    sync: sync.slug,
    segment: 'segment' in sync.from ? sync.from.segment : null,
    relation: syncRelation(sync, schemas.models),
    key: dialect.text(`s.${dialect.ident(sync.key)}`, kindOf(sync.key)),
    weftId: fromSegment ? 's.weft_id' : dialect.cast('null', 'text'),
    payload: dialect.jsonObject(
      mappedColumns(sync).map((name) => ({
        name,
        expression: `s.${dialect.ident(name)}`,
        kind: kindOf(name),
      })),
    ),
    digest: dialect.md5(`${dialect.literal(mappingHash(sync))} || payload`),
    mirror: sync.mode === 'mirror',
    removes: sync.mode === 'mirror' || receiver.deletes,
    rekeys: receiver.rekeys,
    chunkRows: receiver.chunkRows,
    identityChanges: `${schemas.models}.identity_changes`,
    state: `${schemas.state}.sync_state`,
    segmentMembers: `${schemas.models}.segment_members`,
  });
}

export interface Settlement {
  /** Collects what the run's answers change, in a table of its own. */
  prepare: string;
  /** Moves the state; for one transaction, in order. */
  settle: string[];
  /** Drops that table. */
  clean: string;
}

/** Moves the state by what the destination answered in a run; nothing else moves it. */
export function settleStatements(dialect: Dialect, sync: string, runId: string): Settlement {
  const render = createRenderer(dialect, 'warehouse');
  const context = {
    plan: planTable(runId),
    settled: settledTable(runId),
    sync,
    runId,
    state: `${weftSchema}.sync_state`,
    rows: `${weftSchema}.sync_rows`,
  };
  return {
    prepare: render(templates, 'settle_collect', context),
    settle: ['settle_delete', 'settle_insert'].map((name) => render(templates, name, context)),
    clean: `drop table if exists ${dialect.table(settledTable(runId))}`,
  };
}
