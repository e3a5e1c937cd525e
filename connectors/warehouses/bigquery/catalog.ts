import type bigquery from '@google-cloud/bigquery/build/src/types.js';
import { WarehouseError } from '../../errors.ts';
import type { Column, TableInfo } from '../connection.ts';
import type { BigQueryClient } from './client.ts';
import { columnOf } from './values.ts';

/** Of a longer list the numbers of rows are not asked for: each is a request. */
const mostCounted = 200;
const atOnce = 8;

export interface TablePath {
  project: string;
  dataset: string;
  table: string;
}

/** The parts of `dataset.table` or `project.dataset.table`. */
export function tablePath(path: string, project: string): TablePath {
  const [table = '', dataset, ...rest] = path.split('.').reverse();
  if (dataset === undefined) {
    throw new WarehouseError(`${path} names no dataset`, { mend: 'Write dataset.table.' });
  }
  return { project: rest.length === 0 ? project : rest.reverse().join('.'), dataset, table };
}

const kinds: Record<string, TableInfo['kind']> = { VIEW: 'view', MATERIALIZED_VIEW: 'view' };

async function whole<Page extends { nextPageToken?: string }>(
  read: (pageToken: string | undefined) => Promise<Page>,
): Promise<Page[]> {
  const pages: Page[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    pages.push(page);
    token = page.nextPageToken;
  } while (token);
  return pages;
}

/** Through the API's lists, which need less than a query and cost nothing. */
export async function listTables(client: BigQueryClient, schema?: string): Promise<TableInfo[]> {
  if (schema === undefined) {
    const pages = await whole((token) => client.datasets(token));
    const names = pages.flatMap(({ datasets = [] }) =>
      datasets.map(({ datasetReference }) => datasetReference?.datasetId ?? ''),
    );
    const lists = await inTurns(names.sort(), (name) => tablesOf(client, name));
    return lists.flat();
  }
  const tables = await tablesOf(client, schema);
  if (tables.length > mostCounted) return tables;
  return inTurns(tables, async (table) => {
    if (table.kind === 'view') return table;
    const { numRows } = await client.table(client.address.project, schema, table.name);
    return { ...table, rows: numRows === undefined ? null : Number(numRows) };
  });
}

async function tablesOf(client: BigQueryClient, dataset: string): Promise<TableInfo[]> {
  const pages = await whole((token) => client.tables(dataset, token)).catch((error: unknown) => {
    if (error instanceof WarehouseError && error.missing !== null) return [];
    throw error;
  });
  const tables = pages.flatMap(({ tables: found = [] }) => found).map(infoOf(dataset));
  return tables.sort((a, b) => (a.name < b.name ? -1 : 1));
}

type Listed = NonNullable<bigquery.ITableList['tables']>[number];

const infoOf =
  (schema: string) =>
  ({ tableReference, type = '' }: Listed): TableInfo => ({
    schema,
    name: tableReference?.tableId ?? '',
    kind: kinds[type] ?? 'table',
    rows: null,
  });

async function inTurns<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    results.push(...(await Promise.all(items.slice(start, start + atOnce).map(work))));
  }
  return results;
}

/** The columns of a table; none where there is no such table. */
export async function listColumns(client: BigQueryClient, path: string): Promise<Column[]> {
  const { project, dataset, table } = tablePath(path, client.address.project);
  try {
    const { schema } = await client.table(project, dataset, table);
    return (schema?.fields ?? []).map(columnOf);
  } catch (error) {
    if (error instanceof WarehouseError && error.missing !== null) return [];
    throw error;
  }
}

/** When each table was last modified; null for views, for what is still being streamed, and where it is not said. */
export async function tableVersions(
  client: BigQueryClient,
  paths: readonly string[],
): Promise<Map<string, string | null>> {
  const found = await inTurns(paths, async (path): Promise<[string, string | null] | null> => {
    const { project, dataset, table } = tablePath(path, client.address.project);
    try {
      const { type = '', lastModifiedTime, streamingBuffer } = await client.table(project, dataset, table);
      const known = kinds[type] !== 'view' && streamingBuffer === undefined;
      return [path, known ? (lastModifiedTime ?? null) : null];
    } catch (error) {
      if (error instanceof WarehouseError && error.missing !== null) return null;
      throw error;
    }
  });
  return new Map(found.filter((each) => each !== null));
}
