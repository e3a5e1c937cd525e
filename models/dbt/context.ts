import type { Column } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind, Dialect } from '../../connectors/warehouses/dialect.ts';
import { createRenderer, jinja, type Renderer, refuseMarks, type Target } from '../template/render.ts';
import type { Entity } from '../workspace/kinds/entity.ts';
import type { Source } from '../workspace/kinds/source.ts';
import type { Workspace } from '../workspace/resource.ts';

/** The columns of each source and entity as the warehouse has them, by `source/slug` and `entity/slug`. */
export type Catalog = ReadonlyMap<string, readonly Column[]>;

/** What every grain is generated from. */
export interface Generation {
  workspace: Workspace;
  catalog: Catalog;
  dialect: Dialect;
  target: Target;
  /** A past time as of which a statement is asked: windows end there, and rows after it are not seen. */
  asOf?: Date;
  render: Renderer;
}

export const generation = (
  workspace: Workspace,
  catalog: Catalog,
  dialect: Dialect,
  target: Target,
  asOf?: Date,
): Generation => {
  refuseMarks([workspace.resources, [...catalog]]);
  return {
    ...{ workspace, catalog, dialect, target, render: createRenderer(dialect, target) },
    ...(asOf === undefined ? {} : { asOf }),
  };
};

/** The rows of a source or an entity, as what may follow FROM. */
export function relationOf({ dialect, target }: Generation, resource: Source | Entity): string {
  if (resource.sql !== undefined)
    return `(\n${resource.sql.trim().replace(/;$/, '')}\n) as ${dialect.ident(resource.slug)}`;
  const path = (resource.table ?? '').split('.');
  if (target === 'warehouse') return dialect.table(path.join('.'));
  return jinja(`source(${jinjaText(dbtSourceName(path))}, ${jinjaText(path.at(-1) ?? '')})`);
}

const jinjaText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** The dbt source that a table's schema is declared as. */
export const dbtSourceName = (path: readonly string[]): string =>
  path
    .slice(0, -1)
    .join('_')
    .replace(/[^A-Za-z0-9_]/g, '_');

export const columnsOf = ({ catalog }: Generation, resource: Source | Entity): readonly Column[] =>
  catalog.get(`${resource.kind}/${resource.slug}`) ?? [];

/** What each column of a source or entity holds; text where the warehouse does not say. */
export function kindsOf(generation: Generation, resource: Source | Entity): (column: string) => ColumnKind {
  const kinds = new Map(columnsOf(generation, resource).map(({ name, kind }) => [name, kind]));
  return (column) => kinds.get(column) ?? 'text';
}

export const keyColumns = (resource: Source | Entity): string[] =>
  typeof resource.key === 'string' ? [resource.key] : resource.key;
