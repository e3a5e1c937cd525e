import type { Warehouse } from '../../connectors/warehouses/connection.ts';

const kept = [
  'select source, record_key, recorded_at, weft_id, person_id, component, seen_run, digest from weft.identity_members',
  'select source, record_key, type, value, excluded from weft.identity_links',
  'select weft_id, person_id, type, value, first_seen, last_seen, records from weft.identity_identifiers',
  'select type, value, weft_id, person_id from weft.identity_lookup',
  'select weft_id, person_id, created_run, records from weft.identity_persons',
  'select type, value, records from weft.identity_dropped',
  'select type, value, rule, clusters, component from weft.identity_conflicts',
];

/** All rows of what identity keeps, sorted, without the ids of runs: the same after a full and an incremental run. */
export async function identityState(warehouse: Warehouse): Promise<Record<string, string[]>> {
  const state: Record<string, string[]> = {};
  for (const sql of kept) state[sql] = (await warehouse.query(sql)).map((row) => JSON.stringify(row)).sort();
  return state;
}
