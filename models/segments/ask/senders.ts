import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../../connectors/warehouses/dialect.ts';
import type { Sync } from '../../workspace/kinds/sync.ts';
import type { Workspace } from '../../workspace/resource.ts';
import { syncsOfList, syncsOfSegment } from '../../workspace/uses.ts';
import { weftTable } from '../ledger.ts';

/** A sync that sends a segment, or a list that the segment is in. */
export interface Sender {
  sync: string;
  destination: string;
  /** The list that it sends; null for the segment itself. */
  list: string | null;
  paused: boolean;
  /** When the destination last acknowledged the person's row; null where it holds none, and of a list, whose syncs do not know persons. */
  acknowledgedAt: string | null;
}

/** The syncs by which a person's membership reaches destinations. */
export async function sendersOf(
  warehouse: Warehouse,
  workspace: Workspace,
  {
    segment,
    lists,
    weftId,
    query = {},
  }: { segment: string; lists: readonly string[]; weftId: string; query?: QueryOptions },
): Promise<Sender[]> {
  const own = syncsOfSegment(workspace, segment);
  const acknowledged = own.length === 0 ? new Map() : await acknowledgedTimes(warehouse, weftId, query);
  const senderOf = (sync: Sync, list: string | null): Sender => ({
    ...{ sync: sync.slug, destination: sync.to.destination, list, paused: sync.paused },
    acknowledgedAt: list === null ? (acknowledged.get(sync.slug) ?? null) : null,
  });
  return [
    ...own.map((sync) => senderOf(sync, null)),
    ...lists.flatMap((list) => syncsOfList(workspace, list).map((sync) => senderOf(sync, list))),
  ];
}

/** By sync, when a destination last acknowledged a row of a person. */
async function acknowledgedTimes(
  warehouse: Warehouse,
  weftId: string,
  query: QueryOptions,
): Promise<Map<string, string>> {
  const { dialect } = warehouse;
  const columns = await warehouse.columns(`${weftSchema}.sync_state`);
  // Before the first sync there is no such table, and one of an earlier version does not know persons.
  if (!columns.some(({ name }) => name === 'weft_id')) return new Map();
  const rows = await warehouse.query(
    `select sync, max(acknowledged_at) as acknowledged_at from ${weftTable(dialect, 'sync_state')}
     where weft_id = ${dialect.literal(weftId)} and acknowledged_at is not null group by sync`,
    query,
  );
  return new Map(rows.map((row) => [String(row.sync), String(row.acknowledged_at)]));
}
