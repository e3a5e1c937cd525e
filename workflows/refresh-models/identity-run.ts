import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';

/** What a run made of the records; see `identity_runs` in docs/tables.md. */
export interface IdentityRun {
  mode: 'full' | 'incremental';
  records: number;
  /** Records that an incremental run read again. */
  changedRecords: number;
  persons: number;
  conflicts: number;
  seconds: number;
}

/** The identity of one run; null where it resolved none, as when it built other models only. */
export async function identityOfRun(warehouse: Warehouse, runId: string): Promise<IdentityRun | null> {
  const { dialect } = warehouse;
  const [row] = await warehouse.query(
    `select mode, records, changed_records, persons, conflicts, seconds from ${dialect.table(`${weftSchema}.identity_runs`)} where run_id = $1`,
    { values: [runId] },
  );
  if (!row) return null;
  return {
    mode: row.mode === 'incremental' ? 'incremental' : 'full',
    records: Number(row.records),
    changedRecords: Number(row.changed_records),
    persons: Number(row.persons),
    conflicts: Number(row.conflicts),
    seconds: Number(row.seconds),
  };
}
