import { ConfigError } from '../../../connectors/errors.ts';
import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { type ReadSource, syncSource } from '../../../models/sync-diff/source.ts';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';

/** What a sync reads, with its columns as the warehouse has them. Throws ConfigError where there is no such table. */
export async function readSource(
  warehouse: Warehouse,
  workspace: Workspace,
  sync: Sync,
  schema?: string,
): Promise<ReadSource> {
  const source = syncSource(warehouse.dialect, workspace, sync, schema);
  const { relation } = source;
  if ('sql' in relation)
    return { ...source, columns: (await warehouse.readOnly(relation.sql, { limit: 1 })).columns };
  const columns = await warehouse.columns(relation.table);
  if (columns.length > 0) return { ...source, columns };
  throw new ConfigError(`sync ${sync.slug} reads ${relation.table}, and there is no such table`, {
    mend: 'Refresh the models if one of them makes it; otherwise correct `from`.',
  });
}
