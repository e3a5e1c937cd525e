import type { Column } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind, Dialect } from '../../connectors/warehouses/dialect.ts';
import {
  createRenderer,
  jinja,
  type Ref,
  type Renderer,
  refOf,
  refuseMarks,
  type Target,
} from '../template/render.ts';
import type { Entity } from '../workspace/kinds/entity.ts';
import type { Source } from '../workspace/kinds/source.ts';
import type { Workspace } from '../workspace/resource.ts';

/** The columns of each source and entity as the warehouse has them, by `source/slug` and `entity/slug`. */
export type Catalog = ReadonlyMap<string, readonly Column[]>;

/**
 * What cannot be computed now and stays as the last good refresh left it, by slug, each with why. Whatever is computed
 * from a trait that is set aside is set aside too.
 */
export interface SetAside {
  traits: ReadonlyMap<string, string>;
  segments: ReadonlyMap<string, string>;
}

export const nothingAside: SetAside = { traits: new Map(), segments: new Map() };

/** What every grain is generated from. */
export interface Generation {
  workspace: Workspace;
  catalog: Catalog;
  dialect: Dialect;
  target: Target;
  /** A past time as of which a statement is asked: windows end there, and rows after it are not seen. */
  asOf?: Date;
  aside: SetAside;
  ref: Ref;
  render: Renderer;
}

/** A statement, maybe about a past time, that computes some models itself, as parts of its WITH, instead of reading them. */
export interface Past {
  asOf?: Date;
  computed(model: string): boolean;
}

/** What a generation is of, if not of now and of everything. */
export interface Scope {
  past?: Past | undefined;
  aside?: SetAside | undefined;
}

export const generation = (
  workspace: Workspace,
  catalog: Catalog,
  dialect: Dialect,
  target: Target,
  { past, aside = nothingAside }: Scope = {},
): Generation => {
  refuseMarks([workspace.resources, [...catalog]]);
  const ref: Ref =
    past === undefined
      ? refOf(dialect, target)
      : (model) => (past.computed(model) ? dialect.ident(model) : refOf(dialect, target)(model));
  return {
    ...{ workspace, catalog, dialect, target, aside, ref, render: createRenderer(dialect, target, ref) },
    ...(past?.asOf === undefined ? {} : { asOf: past.asOf }),
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
