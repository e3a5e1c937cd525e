import { describe, expect, test } from 'vitest';
import { snowflakeDialect } from '../../../connectors/warehouses/snowflake/dialect.ts';
import { constructs } from './constructs.ts';
import { generatedStatements, macroTables } from './generated.ts';
import { joined } from './joined.ts';
import { refusedBySqlGlot } from './sqlglot.ts';
import { demo, type Subject } from './workspaces.ts';

test.for([
  ['a column that is not there', 'select nme from raw.t'],
  ['a column in the wrong case', 'select "id" from raw.t'],
  ['a table that is not there', 'select u.id from raw.t join raw.u on u.no = t.id'],
  ['a function of another engine', 'select strftime(name, name) from raw.t'],
  ['a reserved word as a name', 'select id as rows from raw.t'],
  ['text that is no statement', 'select id frm raw.t where'],
] as const)('SQLGlot refuses %s', async ([, sql]) => {
  const statement = { name: 'it', makes: null, sql };
  expect(await refusedBySqlGlot({ 'raw.t': { id: 'integer', name: 'text' } }, [statement])).toHaveLength(1);
});

const subjects: [string, () => Subject | Promise<Subject>][] = [
  ['the demo workspace', demo],
  ['a workspace of every construct', constructs],
  ['a workspace of joined entities', joined],
];

describe.each(subjects)('%s', (_, subject) => {
  test('Snowflake takes every statement that is generated of it', async () => {
    const { workspace, catalog, tables } = await subject();
    const made = Object.fromEntries(
      Object.entries(macroTables).map(([name, kinds]) => [`weft.${name}`, kinds]),
    );
    const statements = generatedStatements(workspace, catalog, snowflakeDialect);
    expect(statements.length).toBeGreaterThan(20);
    expect((await refusedBySqlGlot({ ...tables, ...made }, statements)).join('\n\n').slice(0, 20_000)).toBe(
      '',
    );
  }, 120_000);
});
