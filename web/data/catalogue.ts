import 'server-only';
import { cache } from 'react';
import type { Column, TableInfo } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { profileStatement, readProfiles } from '../../models/profiling/statement.ts';
import { nameOf } from '../../models/words/names.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { authorise, may } from './authorise.ts';
import { profilesOf, type ShownProfiles, shownProfiles } from './column-profiles.ts';
import { declaredOver, isKnown, maskRows, personalOf, revealed, type ShownRows } from './masks.ts';
import { columnsOf, dialect, rows, tablesOf } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** A resource that reads a table. */
export interface Declared {
  kind: 'source' | 'entity';
  slug: string;
  name: string;
}

export interface CatalogueTable extends TableInfo {
  /** `schema.name`, by which declarations name it. */
  path: string;
  declared: Declared[];
  /** The names of its columns that the search is found in; empty where it is found in the table's own name. */
  matching: string[];
}

export interface CatalogueSchema {
  name: string;
  /** Weft writes here and nowhere else. */
  own: boolean;
  tables: CatalogueTable[];
}

/** So many tables are searched by their columns too: each is asked of the warehouse by itself. */
const searchedTables = 150;
const knownForMs = 60_000;

const known = new Map<string, { at: number; columns: Promise<Column[]> }>();

/** The columns of a table as they were within the last minute. */
export async function recentColumns(table: string): Promise<Column[]> {
  await authorise('read');
  const found = known.get(table);
  if (found && Date.now() - found.at < knownForMs) return found.columns;
  const columns = columnsOf(table);
  known.set(table, { at: Date.now(), columns });
  columns.catch(() => known.delete(table));
  return columns;
}

export const forgetColumns = (table: string): boolean => known.delete(table);

const allTables = cache(tablesOf);

const declaredAs = (workspace: Workspace, path: string): Declared[] =>
  declaredOver(workspace, path).map(({ kind, slug, name }) => ({ kind, slug, name: nameOf({ slug, name }) }));

/** What the warehouse has, by schema, those of others before Weft's own. */
export async function catalogue(search = ''): Promise<CatalogueSchema[]> {
  await authorise('read');
  const [tables, { workspace }] = await Promise.all([allTables(), currentWorkspace()]);
  const sought = search.trim().toLowerCase();
  const columnsToo = sought !== '' && tables.length <= searchedTables;
  const found = await Promise.all(
    tables.map(async (table): Promise<CatalogueTable | null> => {
      const path = `${table.schema}.${table.name}`;
      const declared = declaredAs(workspace, path);
      const named =
        path.toLowerCase().includes(sought) ||
        declared.some(({ name }) => name.toLowerCase().includes(sought));
      const columns = columnsToo && !named ? await recentColumns(path) : [];
      const matching = columns.map(({ name }) => name).filter((name) => name.toLowerCase().includes(sought));
      return named || matching.length > 0 ? { ...table, path, declared, matching } : null;
    }),
  );
  const bySchema = Map.groupBy(
    found.filter((table) => table !== null),
    ({ schema }) => schema,
  );
  return [...bySchema]
    .map(([name, ofSchema]) => ({ name, own: name === weftSchema, tables: ofSchema }))
    .toSorted((a, b) => Number(a.own) - Number(b.own) || a.name.localeCompare(b.name));
}

export interface TableDetail {
  path: string;
  kind: TableInfo['kind'];
  rows: number | null;
  declared: Declared[];
  own: boolean;
  /** Whether its rows may be looked at by who asks. */
  readable: boolean;
}

/** A table of the warehouse, or null where there is none of that name. */
export async function catalogueTable(path: string): Promise<TableDetail | null> {
  await authorise('read');
  const [tables, { workspace }] = await Promise.all([allTables(), currentWorkspace()]);
  const found = tables.find((table) => `${table.schema}.${table.name}` === path);
  if (found === undefined) return null;
  return {
    ...{ path, kind: found.kind, rows: found.rows, own: found.schema === weftSchema },
    declared: declaredAs(workspace, path),
    readable: isKnown(workspace, path) || (await may('data.edit')),
  };
}

export interface TableColumns {
  columns: (Column & { personal: boolean })[];
  profiles: ShownProfiles;
}

/**
 * A table's columns with what their values are like: as the last refresh found them where the table is declared, else
 * looked at now, for those who declare tables.
 */
export async function tableColumns(path: string): Promise<TableColumns> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const personal = personalOf(workspace, path);
  const columns = (await columnsOf(path)).map((column) => ({ ...column, personal: personal(column) }));
  const [declared] = declaredOver(workspace, path);
  const resource =
    declared === undefined
      ? path === `${weftSchema}.customer_360`
        ? 'customer_360'
        : null
      : `${declared.kind}/${declared.slug}`;
  if (resource !== null) {
    const profiles = await profilesOf(resource);
    if (profiles.of !== null) return { columns, profiles };
  }
  if (columns.length === 0 || !(await may('data.edit'))) return { columns, profiles: shownProfiles([]) };
  const table = await catalogueTable(path);
  const tableRows = table?.rows ?? null;
  const subject = {
    ...{ resources: [path], table: path, relation: dialect().table(path), apart: null, definition: '' },
    columns,
  };
  const found = await rows(profileStatement(dialect(), subject, tableRows));
  return { columns, profiles: shownProfiles(readProfiles(found, subject, { tableRows, now: new Date() })) };
}

const sampleSize = 20;

/** Twenty rows of a table; of a masked column only whether there is a value is read. */
export async function tableSample(path: string, reveal: boolean): Promise<ShownRows> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  if (!isKnown(workspace, path)) await authorise('data.edit');
  const columns = await columnsOf(path);
  return sampleRows(dialect().table(path), columns, personalOf(workspace, path), await revealed(reveal));
}

/** Rows of a relation for people to look at. */
export async function sampleRows(
  relation: string,
  columns: readonly Column[],
  personal: (column: Column) => boolean,
  open: boolean,
): Promise<ShownRows> {
  const { ident } = dialect();
  const seen = columns.map((column) => ({ ...column, masked: !open && personal(column) }));
  const selected = seen.map(({ name, masked }) =>
    masked ? `case when ${ident(name)} is not null then '•••' end as ${ident(name)}` : ident(name),
  );
  const found = await rows(`select ${selected.join(', ')} from ${relation} limit ${sampleSize}`);
  return maskRows(seen, found, open);
}
