import { ConfigError, WarehouseError } from '../../connectors/errors.ts';
import type { Column, Warehouse } from '../../connectors/warehouses/connection.ts';
import { mendOfMissingTable } from '../../connectors/warehouses/missing-table.ts';
import type { Catalog } from '../../models/dbt/context.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import type { Trait } from '../../models/workspace/kinds/trait.ts';
import { nearest } from '../../models/workspace/nearest.ts';
import { columnsNamedOf } from '../../models/workspace/relations.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { dependentsOf } from '../../models/workspace/uses.ts';

/** Told of a trait that cannot be computed, and why. */
export type OnLost = (trait: string, why: string) => void;

/**
 * The columns of every source and entity, and a check that each column that is named of them is there. Throws
 * ConfigError with the resource, the column and the nearest one; where only a trait names it, and `onLost` is given,
 * that is told instead.
 */
export async function readCatalog(
  warehouse: Warehouse,
  workspace: Workspace,
  onLost?: OnLost,
): Promise<Catalog> {
  const catalog = new Map<string, readonly Column[]>();
  for (const resource of [...workspace.all('source'), ...workspace.all('entity')]) {
    const name = `${resource.kind} ${resource.slug}`;
    const columns =
      resource.table === undefined
        ? await columnsOfStatement(warehouse, name, resource.sql ?? '')
        : await warehouse.columns(resource.table);
    if (columns.length === 0) {
      const tables = (await warehouse.tables()).map((table) => `${table.schema}.${table.name}`);
      throw new ConfigError(`${name}: the warehouse has no table ${resource.table}`, {
        mend:
          suggestion(resource.table ?? '', tables) ??
          mendOfMissingTable(warehouse.dialect, resource.table ?? 'SCHEMA.TABLE'),
      });
    }
    const names = columns.map((column) => column.name);
    for (const { by, column } of columnsNamed(workspace, resource)) {
      if (names.includes(column)) continue;
      const trait = traitNamed(workspace, by);
      const where = resource.table ?? (by === name ? 'its sql' : `the sql of ${name}`);
      if (trait !== undefined && onLost !== undefined) {
        const near = suggestion(column, names);
        onLost(trait.slug, `${where} has no column ${column}${near === undefined ? '' : `. ${near}`}`);
        continue;
      }
      throw new ConfigError(`${by}: ${where} has no column ${column}`, {
        mend:
          resource.kind === 'source' && column.includes('.')
            ? 'A source has no joins; declare an entity over its table, with the join.'
            : [
                suggestion(column, names) ?? `It has ${names.slice(0, 12).join(', ')}.`,
                ...affected(workspace, trait),
              ].join(' '),
      });
    }
    catalog.set(`${resource.kind}/${resource.slug}`, columns);
  }
  return catalog;
}

/** The trait that a column is named by, where it is one. */
export const traitNamed = (workspace: Workspace, by: string): Trait | undefined =>
  workspace.all('trait').find(({ slug }) => by === `trait ${slug}`);

/** What waits for the trait that names a column which is gone: nothing of it is built, and its last good rows stay. */
function affected(workspace: Workspace, trait: Trait | undefined): string[] {
  const waiting = trait === undefined ? [] : dependentsOf(workspace, trait);
  return waiting.length === 0
    ? []
    : [
        `It is behind ${waiting.map(({ kind, slug }) => `${kind} ${slug}`).join(', ')}, which stay as they were.`,
      ];
}

async function columnsOfStatement(
  warehouse: Warehouse,
  name: string,
  sql: string,
): Promise<readonly Column[]> {
  const described = `select * from (${sql.trim().replace(/;$/, '')}\n) as described limit 0`;
  try {
    return (await warehouse.readOnly(described)).columns;
  } catch (error) {
    if (!(error instanceof WarehouseError) || error.retryable) throw error;
    throw new ConfigError(`${name}: its sql fails: ${error.message}`, {
      mend: 'Correct the statement, then `./weft apply`.',
      cause: error,
    });
  }
}

/** Each column of a source or entity that a declaration needs, and which one does. */
export function columnsNamed(
  workspace: Workspace,
  resource: Source | Entity,
): { by: string; column: string; numberFor?: string }[] {
  const own =
    resource.kind === 'source'
      ? [resource.event, ...resource.identifiers.flatMap(({ column, region }) => [column, region])]
      : resource.person && 'type' in resource.person
        ? [resource.person.column, resource.person.region]
        : [];
  const golden = Object.entries(workspace.identity?.golden ?? {}).flatMap(([name, { from }]) =>
    from
      .filter((path) => resource.kind === 'source' && path.startsWith(`${resource.slug}.`))
      .map((path) => ({ by: `golden column ${name}`, column: path.slice(resource.slug.length + 1) })),
  );
  const time = resource.kind === 'source' ? [resource.time] : [];
  return [
    ...[...[resource.key].flat(), ...time, ...own]
      .filter((column) => column !== undefined)
      .map((column) => ({ by: `${resource.kind} ${resource.slug}`, column })),
    ...golden,
    ...columnsNamedOf(workspace, resource),
  ];
}

function suggestion(wanted: string, names: readonly string[]): string | undefined {
  const found = nearest(wanted, names);
  return found === undefined ? undefined : `Did you mean ${found}?`;
}
