import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bigQueryDialect } from '../../../connectors/warehouses/bigquery/dialect.ts';
import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';
import { constructs } from './constructs.ts';
import { type Generated, generatedStatements, macroTables } from './generated.ts';
import { joined } from './joined.ts';
import { columnsOf, demo, type Subject } from './workspaces.ts';
import { ZetaSql } from './zetasql.ts';

const dialect = bigQueryDialect;

describe('the analyzer', () => {
  let zetasql: ZetaSql;
  beforeAll(async () => {
    zetasql = await ZetaSql.start();
    zetasql.declare('raw.t', columnsOf({ id: 'integer', name: 'text', document: 'json' }));
  });
  afterAll(() => zetasql.stop());

  test.for([
    ['a column that is not there', 'select nme from raw.t'],
    ['a table that is not there', 'select 1 from raw.u'],
    ['a function of another engine', 'select strftime(name, name) from raw.t'],
    ['a wrong type', 'select id + name from raw.t'],
    ['a cast of another dialect', 'select id::string from raw.t'],
    ['a reserved word as a name', 'select hash from raw.t'],
    ['grouping by JSON', 'select document from raw.t group by document'],
    ['a filter without a table', 'select 1 where false'],
  ] as const)('refuses %s', async ([, sql]) => {
    await expect(zetasql.check(sql)).rejects.toThrow(/BigQuery would refuse/);
  });

  test('keeps what a script makes', async () => {
    await zetasql.check(
      'create or replace table raw.v as select id + 1 as n from raw.t; select n from raw.v;',
    );
    await expect(zetasql.check('drop table raw.v; select n from raw.v')).rejects.toThrow(/raw.v/);
  });
});

const subjects: [string, () => Subject | Promise<Subject>][] = [
  ['the demo workspace', demo],
  ['a workspace of every construct', constructs],
  ['a workspace of joined entities', joined],
];

describe.each(subjects)('%s', (_, subject) => {
  let zetasql: ZetaSql;
  beforeAll(async () => {
    zetasql = await ZetaSql.start();
  });
  afterAll(() => zetasql.stop());

  test('BigQuery takes every statement that is generated of it', async () => {
    const { workspace, catalog, tables } = await subject();
    const declare = (path: string, kinds: Record<string, ColumnKind>) =>
      zetasql.declare(path, columnsOf(kinds));
    for (const [path, kinds] of Object.entries(tables)) declare(path, kinds);
    for (const [name, kinds] of Object.entries(macroTables)) declare(`weft.${name}`, kinds);
    const statements = generatedStatements(workspace, catalog, dialect);
    expect(statements.length).toBeGreaterThan(20);
    // Segments name each other in any order, as dbt sorts them; so what is refused is tried once more at the end.
    const check = ({ makes, sql }: Generated) =>
      makes === null ? zetasql.check(sql) : zetasql.checkModel(makes, sql);
    const later: Generated[] = [];
    for (const each of statements) await check(each).catch(() => later.push(each));
    const refused: string[] = [];
    for (const each of later) {
      await check(each).catch((error: Error) => refused.push(`${each.name}: ${error.message}`));
    }
    expect(refused.join('\n\n').slice(0, 20_000)).toBe('');
  }, 120_000);
});
