import type { Row } from '../../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';
import { generation, kindsOf } from '../../../models/dbt/context.ts';
import { modelsOf } from '../../../models/dbt/project.ts';
import { recordKey } from '../../../models/identity/record-key.ts';
import type { Kind, Workspace } from '../../../models/workspace/resource.ts';
import { readCatalog } from '../../../workflows/refresh-models/catalog.ts';
import { workspaceOf } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import type { TestWarehouse } from '../../fixtures/use-warehouse.ts';

/** The time by which windows are measured: noon in Berlin. */
export const now = '2026-11-22T11:00:00Z';

/** A time so many days, and hours, before `now`. */
export const ago = (days: number, hours = 0): string =>
  new Date(Date.parse(now) - days * 86_400_000 - hours * 3_600_000).toISOString();

export interface Table {
  columns: Readonly<Record<string, ColumnKind>>;
  rows: readonly Row[];
}

export interface Given {
  /** One row per person, whose `id` is the identifier and becomes the weft_id; other columns are golden. */
  people: Table;
  /** Further tables of the schema `raw`, by name. */
  tables: Readonly<Record<string, Table>>;
  resources: readonly ({ kind: Kind } & Record<string, unknown>)[];
  /** Another time than `now` by which windows are measured. */
  at?: string;
}

/** A workspace of persons who are known without any resolution: each by the identifier `id`. */
export function workspaceOfPersons({ people, resources }: Given): Workspace {
  const golden = Object.keys(people.columns).filter((name) => name !== 'id');
  return workspaceOf([
    { kind: 'workspace', slug: 'test', zone: 'Europe/Berlin' },
    {
      kind: 'source',
      slug: 'people',
      table: 'raw.people',
      key: 'id',
      identifiers: [{ type: 'id', column: 'id' }],
    },
    {
      kind: 'identity',
      slug: 'people',
      types: [{ type: 'id' }],
      golden: Object.fromEntries(
        golden.map((name) => [name, { keep: 'most_recent', from: [`people.${name}`] }]),
      ),
    },
    ...resources,
  ]);
}

/**
 * Makes the tables and, with the statements that dbt would run, every model after identity. Identity itself is
 * written as it would resolve, since each record carries its person's `id`.
 */
export async function buildPersons({ warehouse }: TestWarehouse, given: Given): Promise<Workspace> {
  const { dialect } = warehouse;
  for (const schema of ['raw', 'weft'])
    await warehouse.execute(`create schema if not exists ${dialect.ident(schema)}`);
  await makeTable(warehouse, 'raw.people', given.people.columns, given.people.rows);
  for (const [name, { columns, rows }] of Object.entries(given.tables))
    await makeTable(warehouse, `raw.${name}`, columns, rows);
  const workspace = workspaceOfPersons(given);
  const catalog = await readCatalog(warehouse, workspace);
  const context = generation(workspace, catalog, dialect, 'warehouse');

  const persons = new Map(given.people.rows.map(({ id }, index) => [String(id), String(index + 1)]));
  await makeTable(
    warehouse,
    'weft.identity_lookup',
    { type: 'text', value: 'text', weft_id: 'text', person_id: 'integer' },
    [...persons].map(([id, person]) => ({ type: 'id', value: id, weft_id: id, person_id: person })),
  );
  await makeTable(
    warehouse,
    'weft.identity_members',
    { source: 'text', record_key: 'text', weft_id: 'text', person_id: 'integer', recorded_at: 'timestamp' },
    [],
  );
  for (const source of workspace.all('source')) {
    const [identifier] = source.identifiers;
    if (identifier === undefined) continue;
    const column = dialect.ident(identifier.column);
    await warehouse.execute(
      `insert into ${dialect.table('weft.identity_members')}
       select distinct ${dialect.literal(source.slug)}, s.record_key, l.weft_id, l.person_id, ${dialect.cast('null', 'timestamp')}
       from (select ${recordKey(dialect, source, kindsOf(context, source))} as record_key, ${column} as id from ${dialect.table(source.table ?? '')}) as s
       join ${dialect.table('weft.identity_lookup')} as l on l.value = s.id`,
    );
  }
  for (const { name, folder, config, sql } of modelsOf(workspace, catalog, dialect, 'warehouse', {
    past: { asOf: new Date(given.at ?? now), computed: () => false },
  })) {
    // What keeps history is for dbt alone.
    if (folder === 'identity' || /^segment_(now|changes|members|runs)$/.test(name)) continue;
    const kind = config.materialized === 'view' ? 'view' : 'table';
    await warehouse.execute(`create or replace ${kind} ${dialect.table(`weft.${name}`)} as ${sql}`);
  }
  return workspace;
}

/** Columns of `traits` by person, as query results give them. */
export async function traitsByPerson(
  { warehouse }: TestWarehouse,
  columns: readonly string[],
): Promise<Record<string, Row>> {
  const { dialect } = warehouse;
  const rows = await warehouse.query(
    `select weft_id, ${columns.map((name) => dialect.ident(name)).join(', ')} from ${dialect.table('weft.traits')}`,
  );
  return Object.fromEntries(rows.map(({ weft_id, ...row }) => [String(weft_id), row]));
}
