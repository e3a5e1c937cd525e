import { acknowledgedOf, forgetProgress } from '../../connectors/control/acknowledgements.ts';
import type { Control } from '../../connectors/control/connect.ts';
import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';
import { outcomes, settleStatements } from '../../models/sync-diff/settle.ts';
import {
  acknowledgedColumns,
  acknowledgedTable,
  answersTable,
  planTable,
} from '../../models/sync-diff/tables.ts';
import type { RunCounts } from '../../models/sync-runs/counts.ts';
import { createTable } from '../../models/template/create-table.ts';
import { joined } from './send/journal.ts';

interface Settling {
  sync: string;
  runId: string;
  target: string;
  digestBy: string;
  /** Why rows that have no answer have none. */
  pending: string;
  /** SQL of the record's columns that the end of a run sets, given its counts. */
  record(counts: RunCounts): string;
}

/** Writes what became of each row of a run, and moves the state, in one transaction; all or nothing. */
export async function settleRun(
  warehouse: Warehouse,
  control: Control,
  { record, ...settling }: Settling,
  options: QueryOptions,
): Promise<RunCounts> {
  const { dialect } = warehouse;
  const at = new Date();
  const { runId } = settling;
  await loadAcknowledged(warehouse, control, runId, options);
  const { counts, isEmpty } = await countOutcomes(warehouse, runId, at, options);
  await warehouse.transaction(
    [
      // A plan without a row moves nothing, and to look through a large state for that takes long.
      ...(isEmpty ? [] : settleStatements(dialect, { ...settling, at })),
      `update ${dialect.table('weft.sync_runs')} set ${record(counts)} where run_id = ${dialect.literal(runId)}`,
    ],
    options,
  );
  return counts;
}

/** Brings the acknowledgements to the warehouse, where the rows are. */
async function loadAcknowledged(
  warehouse: Warehouse,
  control: Control,
  runId: string,
  options: QueryOptions,
): Promise<void> {
  const { dialect } = warehouse;
  const table = acknowledgedTable(runId);
  await warehouse.execute(`drop table if exists ${dialect.table(table)}`, options);
  await warehouse.execute(createTable(dialect, table, acknowledgedColumns), options);
  const ranges = joined(await acknowledgedOf(control, runId));
  await warehouse.append(
    table,
    ranges.map(({ chunk, firstPlace, lastPlace, attempt, at }) => ({
      ...{ chunk, first_place: firstPlace, last_place: lastPlace, attempt },
      at: at.toISOString(),
    })),
    options,
  );
}

async function countOutcomes(
  warehouse: Warehouse,
  runId: string,
  at: Date,
  options: QueryOptions,
): Promise<{ counts: RunCounts; isEmpty: boolean }> {
  const rows = await warehouse.query(
    `select status, count(*) as n from (${outcomes(warehouse.dialect, runId, at)}) as o group by status`,
    options,
  );
  const of = (status: string) => Number(rows.find((row) => row.status === status)?.n ?? 0);
  const [accepted, rejected] = [of('accepted'), of('rejected')];
  const [skipped, pending] = [of('skipped'), of('pending')];
  const planned = accepted + rejected + skipped + pending;
  return { counts: { planned, accepted, rejected, skipped, pending }, isEmpty: rows.length === 0 };
}

/** Drops what a run worked with, once it is settled. The plan goes last: while it is there something may be left. */
export async function dropRunTables(
  warehouse: Warehouse,
  control: Control,
  runId: string,
  options: QueryOptions,
): Promise<void> {
  await forgetProgress(control, runId);
  const chosen = warehouse.dialect.table('weft.sync_chosen');
  await warehouse.execute(
    `delete from ${chosen} where run_id = ${warehouse.dialect.literal(runId)}`,
    options,
  );
  for (const table of [acknowledgedTable(runId), answersTable(runId), planTable(runId)])
    await warehouse.execute(`drop table if exists ${warehouse.dialect.table(table)}`, options);
}
