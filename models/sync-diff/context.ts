import { join } from 'node:path';
import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import { createRenderer, weftSchema } from '../template/render.ts';
import type { Sync } from '../workspace/kinds/sync.ts';
import { mappedColumns, mappingHash } from './mapping.ts';

const templates = join(import.meta.dirname, 'templates');

/** The table that holds one run's plan; dropped when the run is over. */
export const planTable = (runId: string): string =>
  `${weftSchema}.sync_plan_${runId.replace(/[^a-z0-9]/g, '_')}`;

/** Weft's own tables of syncs, created once; a documented contract. */
export const syncTables: Record<
  string,
  readonly (readonly [column: string, kind: Parameters<Dialect['type']>[0]])[]
> = {
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
  return Object.entries(syncTables).map(
    ([name, columns]) =>
      `create table if not exists ${dialect.table(`${weftSchema}.${name}`)} (${columns
        .map(([column, kind]) => `${dialect.ident(column)} ${dialect.type(kind)}`)
        .join(', ')})`,
  );
}

/**
 * The statement that computes a run's plan: a row for each created, changed or removed key against what the
 * destination acknowledged, over the mapped columns only, numbered into chunks; and one for each row that
 * cannot be sent, with the reason.
 */
export function planStatement(dialect: Dialect, sync: Sync, runId: string, chunkRows: number): string {
  const render = createRenderer(dialect, 'warehouse');
  const columns = mappedColumns(sync);
  const fromSegment = 'segment' in sync.from;
  return render(templates, 'plan', {
    plan: planTable(runId),
    sync: sync.slug,
    segment: 'segment' in sync.from ? sync.from.segment : null,
    relation: 'table' in sync.from ? sync.from.table : `${weftSchema}.customer_360`,
    key: dialect.cast(dialect.ident(sync.key), 'text'),
    weftId: fromSegment ? 's.weft_id' : dialect.cast('null', 'text'),
    payload: dialect.cast(
      dialect.jsonObject(columns.map((column) => [column, `s.${dialect.ident(column)}`] as const)),
      'text',
    ),
    mapping: mappingHash(sync),
    hash: dialect.md5(`${dialect.literal(mappingHash(sync))} || payload`),
    mirror: sync.mode === 'mirror',
    chunkRows,
    state: `${weftSchema}.sync_state`,
    segmentMembers: `${weftSchema}.segment_members`,
  });
}

/** Moves the state by what the destination answered in a run; nothing else moves it. For one session, in order. */
export function settleStatements(dialect: Dialect, sync: string, runId: string): string[] {
  const render = createRenderer(dialect, 'warehouse');
  const context = {
    plan: planTable(runId),
    sync,
    runId,
    state: `${weftSchema}.sync_state`,
    rows: `${weftSchema}.sync_rows`,
  };
  return ['settle_collect', 'settle_delete', 'settle_insert'].map((name) => render(templates, name, context));
}
