import { join } from 'node:path';
import { ConfigError } from '../../connectors/errors.ts';
import type { Column } from '../../connectors/warehouses/connection.ts';
import { type ColumnKind, type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { createTable, type TableColumns } from '../template/create-table.ts';
import { createRenderer } from '../template/render.ts';
import type { Sync } from '../workspace/kinds/sync.ts';
import { mappedColumns, mappingHash } from './mapping.ts';

const templates = join(import.meta.dirname, 'templates');

const tableOfRun = (prefix: string, runId: string): string =>
  `${weftSchema}.${prefix}_${runId.replace(/[^a-z0-9]/g, '_')}`;

/** The table that holds one run's plan; dropped when the run is over. */
export const planTable = (runId: string): string => tableOfRun('sync_plan', runId);

/** The table from which a run's answers are moved into the state; dropped right after. */
export const settledTable = (runId: string): string => tableOfRun('sync_settled', runId);

/** The table that a sync reads. */
export const syncRelation = (sync: Sync): string =>
  'table' in sync.from ? sync.from.table : `${weftSchema}.customer_360`;

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
  ],
  sync_state: [
    ['sync', 'text'],
    ['key', 'text'],
    ['hash', 'text'],
    ['acknowledged_at', 'timestamp'],
    ['run_id', 'text'],
    ['rejected_hash', 'text'],
    ['rejected_reason', 'text'],
  ],
};

export function createSyncTables(dialect: Dialect): string[] {
  return Object.entries(syncTables).map(([name, columns]) =>
    createTable(dialect, `${weftSchema}.${name}`, columns),
  );
}

/**
 * The statement that computes a run's plan: a row for each created, changed or removed key against what the
 * destination acknowledged, over the mapped columns only, numbered into chunks; and one for each row that
 * cannot be sent, with the reason. `columns` are those of `syncRelation`. Throws ConfigError where the sync reads
 * a column that is not there.
 */
export function planStatement(
  dialect: Dialect,
  sync: Sync,
  runId: string,
  chunkRows: number,
  columns: readonly Column[],
): string {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
  const kindOf = (column: string): ColumnKind => {
    const kind = kinds.get(column);
    if (kind === undefined) {
      throw new ConfigError(`sync ${sync.slug}: ${syncRelation(sync)} has no column ${column}`, {
        mend: `Name one of its columns${columns.length > 0 ? `: ${[...kinds.keys()].slice(0, 12).join(', ')}` : ''}, or refresh the models first.`,
      });
    }
    return kind;
  };
  const render = createRenderer(dialect, 'warehouse');
  const fromSegment = 'segment' in sync.from;
  return render(templates, 'plan', {
    plan: planTable(runId),
    sync: sync.slug,
    segment: 'segment' in sync.from ? sync.from.segment : null,
    relation: syncRelation(sync),
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
    chunkRows,
    state: `${weftSchema}.sync_state`,
    segmentMembers: `${weftSchema}.segment_members`,
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
