import { ConfigError } from '../../connectors/errors.ts';
import type { Column, Warehouse } from '../../connectors/warehouses/connection.ts';
import type { Catalog } from '../../models/dbt/context.ts';
import { nearest } from '../../models/workspace/nearest.ts';
import type { Workspace } from '../../models/workspace/resource.ts';

/**
 * The columns of every source and entity, and a check that each column they name is there. Throws
 * ConfigError with the resource, the column and the nearest one.
 */
export async function readCatalog(warehouse: Warehouse, workspace: Workspace): Promise<Catalog> {
  const catalog = new Map<string, readonly Column[]>();
  for (const resource of [...workspace.all('source'), ...workspace.all('entity')]) {
    const name = `${resource.kind} ${resource.slug}`;
    const columns =
      resource.table === undefined
        ? (
            await warehouse.readOnly(
              `select * from (${resource.sql?.trim().replace(/;$/, '')}) as described limit 0`,
            )
          ).columns
        : await warehouse.columns(resource.table);
    if (columns.length === 0) {
      const tables = (await warehouse.tables()).map((table) => `${table.schema}.${table.name}`);
      throw new ConfigError(`${name}: the warehouse has no table ${resource.table}`, {
        mend:
          suggestion(resource.table ?? '', tables) ?? 'Load it with `./weft load FILE --table SCHEMA.TABLE`.',
      });
    }
    const names = columns.map((column) => column.name);
    for (const column of columnsNamedBy(resource)) {
      if (names.includes(column)) continue;
      throw new ConfigError(`${name}: ${resource.table ?? 'its sql'} has no column ${column}`, {
        mend: suggestion(column, names) ?? `It has ${names.slice(0, 12).join(', ')}.`,
      });
    }
    catalog.set(`${resource.kind}/${resource.slug}`, columns);
  }
  return catalog;
}

function columnsNamedBy(resource: ReturnType<Workspace['all']>[number]): string[] {
  if (resource.kind !== 'source' && resource.kind !== 'entity') return [];
  const own =
    resource.kind === 'source'
      ? [resource.event, ...resource.identifiers.flatMap(({ column, region }) => [column, region])]
      : [resource.person?.column, resource.person?.region];
  return [...[resource.key].flat(), resource.time, ...own].filter((column) => column !== undefined);
}

function suggestion(wanted: string, names: readonly string[]): string | undefined {
  const found = nearest(wanted, names);
  return found === undefined ? undefined : `Did you mean ${found}?`;
}
