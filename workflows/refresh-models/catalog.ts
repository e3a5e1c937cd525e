import { ConfigError, WarehouseError } from '../../connectors/errors.ts';
import type { Column, Warehouse } from '../../connectors/warehouses/connection.ts';
import { mendOfMissingTable } from '../../connectors/warehouses/missing-table.ts';
import type { Catalog, SetAside } from '../../models/dbt/context.ts';
import { withDependents } from '../../models/dbt/set-aside.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import { nearest } from '../../models/workspace/nearest.ts';
import { columnsNamed } from '../../models/workspace/relations.ts';
import type { Resource, Workspace } from '../../models/workspace/resource.ts';
import { dependentsOf } from '../../models/workspace/uses.ts';

/** Something that a declaration needs of the warehouse and that is not there, or is of another type. */
export interface CatalogFault {
  /** What declares it, as errors name it: `trait spent`, `join product of entity items`. */
  by: string;
  resource: Resource;
  /** The column that it names; null where the table itself is at fault. */
  column: string | null;
  message: string;
  nearest?: string | undefined;
  mend: string;
}

/** Told of a fault; true where it is taken care of, and what follows goes on without. */
export type OnFault = (fault: CatalogFault) => boolean;

export function meet(fault: CatalogFault, onFault: OnFault | undefined, cause?: unknown): void {
  if (onFault?.(fault)) return;
  throw new ConfigError(`${fault.by}: ${fault.message}`, { mend: fault.mend, cause });
}

/**
 * The columns of every source and entity, and a check that each column that is named of them is there. Throws
 * ConfigError with the resource, the column and the nearest one, for a fault that `onFault` does not take care of.
 */
export async function readCatalog(
  warehouse: Warehouse,
  workspace: Workspace,
  onFault?: OnFault,
): Promise<Catalog> {
  const catalog = new Map<string, readonly Column[]>();
  for (const resource of [...workspace.all('source'), ...workspace.all('entity')]) {
    const name = `${resource.kind} ${resource.slug}`;
    const columns =
      resource.table === undefined
        ? await columnsOfStatement(warehouse, resource, onFault)
        : await warehouse.columns(resource.table);
    if (columns === null) continue;
    if (columns.length === 0) {
      const tables = (await warehouse.tables()).map((table) => `${table.schema}.${table.name}`);
      const near = nearest(resource.table ?? '', tables);
      meet(
        {
          ...{ by: name, resource, column: null, nearest: near },
          message: `the warehouse has no table ${resource.table}`,
          mend: suggested(near) ?? mendOfMissingTable(warehouse.dialect, resource.table ?? 'SCHEMA.TABLE'),
        },
        onFault,
      );
      continue;
    }
    const names = columns.map((column) => column.name);
    for (const { by, column } of columnsNamed(workspace, resource)) {
      if (names.includes(column)) continue;
      const where = resource.table ?? (by === name ? 'its sql' : `the sql of ${name}`);
      const near = nearest(column, names);
      const declaring = resourceNamed(workspace, by) ?? resource;
      meet(
        {
          ...{ by, resource: declaring, column, nearest: near },
          message: `${where} has no column ${column}`,
          mend:
            resource.kind === 'source' && column.includes('.')
              ? 'A source has no joins; declare an entity over its table, with the join.'
              : [
                  suggested(near) ?? `It has ${names.slice(0, 12).join(', ')}.`,
                  ...affected(workspace, declaring),
                ].join(' '),
        },
        onFault,
      );
    }
    catalog.set(`${resource.kind}/${resource.slug}`, columns);
  }
  return catalog;
}

/** What a workspace can be computed from, and what of it cannot be computed: traits whose columns do not answer. */
export interface Computable {
  catalog: Catalog;
  aside: SetAside;
}

/**
 * The catalog as `readCatalog` reads it. A trait that needs what is not there is set aside with what is computed from
 * it, and the rest goes on; so is one that `check` finds a fault of. Throws ConfigError for other faults.
 */
export async function readComputable(
  warehouse: Warehouse,
  workspace: Workspace,
  check?: (catalog: Catalog, onFault: OnFault) => void,
): Promise<Computable> {
  const traits = new Map<string, string>();
  const onFault: OnFault = ({ resource, message, nearest: near }) => {
    if (resource.kind !== 'trait') return false;
    traits.set(resource.slug, near === undefined ? message : `${message}. Did you mean ${near}?`);
    return true;
  };
  const catalog = await readCatalog(warehouse, workspace, onFault);
  check?.(catalog, onFault);
  return { catalog, aside: withDependents(workspace, { traits, segments: new Map() }) };
}

/** What an error names: a resource itself, or one that a join or a golden column is part of. */
export function resourceNamed(workspace: Workspace, by: string): Resource | undefined {
  if (by.startsWith('golden column ')) return workspace.identity;
  const [, kind, slug] = /(?:^|of )([a-z]+) ([a-z][a-z0-9_]*)$/.exec(by) ?? [];
  return workspace.resources.find((resource) => resource.kind === kind && resource.slug === slug);
}

/** What waits for the trait that names a column which is gone: nothing of it is built, and its last good rows stay. */
function affected(workspace: Workspace, resource: Resource): string[] {
  const waiting = resource.kind === 'trait' ? dependentsOf(workspace, resource) : [];
  return waiting.length === 0
    ? []
    : [
        `It is behind ${waiting.map(({ kind, slug }) => `${kind} ${slug}`).join(', ')}, which stay as they were.`,
      ];
}

/** The columns that a statement gives; null where the warehouse refuses it, and that is taken care of. */
async function columnsOfStatement(
  warehouse: Warehouse,
  resource: Source | Entity,
  onFault: OnFault | undefined,
): Promise<readonly Column[] | null> {
  const { kind, slug, sql = '' } = resource;
  const described = `select * from (${sql.trim().replace(/;$/, '')}\n) as described limit 0`;
  try {
    return (await warehouse.readOnly(described)).columns;
  } catch (error) {
    if (!(error instanceof WarehouseError) || error.retryable) throw error;
    const fault = {
      ...{ by: `${kind} ${slug}`, resource, column: null },
      message: `its sql fails: ${error.message}`,
      mend: 'Correct the statement, then `./weft apply`.',
    };
    meet(fault, onFault, error);
    return null;
  }
}

const suggested = (near: string | undefined): string | undefined =>
  near === undefined ? undefined : `Did you mean ${near}?`;
