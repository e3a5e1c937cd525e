import { expect, test } from 'vitest';
import { fillPlaceholders, placeholdersOf, readOnlyProblem } from './read-only-sql.ts';

test.each([
  'select 1',
  ' \n-- all; of them\nSELECT weft_id, 1 as value FROM {events};',
  'with a as (select 1) select * from a;\n',
  'from {events} select weft_id',
  '(select 1) union all (select 2)',
  'values (1)',
  "select 'drop table x; --', 'it''s', \"delete\", `update` from t -- ; drop table x",
  "select '\\\\d+', '\\\\' from t /* ; insert into x */",
  'select t.update, insert(name, 1, 2, \'x\'), truncate(1.5), updated_at, "copy" from t',
  "select '' as nothing, '{a}' as b",
  'select {"a": 1}, a[1] from t\r\nwhere x = 1',
])('reads only: %j', (sql) => {
  expect(readOnlyProblem(sql)).toBeUndefined();
});

test.each([
  ['', 'holds no statement'],
  ['-- nothing', 'holds no statement'],
  [';', 'holds no statement'],
  ['explain select 1', 'must begin with select'],
  ['selection', 'must begin with select'],
  ['select 1; select 2', 'must be one statement'],
  ['select 1;;', 'must be one statement'],
  ['set a = 1', 'must begin with select'],
  ...[
    'insert into t values (1)',
    'InSeRt/* */into t values (1)',
    'update t set a = 1',
    'delete from t',
    'merge into t using s on true when matched then delete',
    'create table t as select 1',
    'drop table t',
    'alter table t add column b int',
    'truncate table t',
    'grant select on t to r',
    "copy (select 1) to 'x'",
    "attach 'x' as y",
    'with a as (select 1) insert into t select * from a',
    'select 1 from t where "it" = 1 ; drop table t',
    'select 1 from t for update',
    'from t |> insert t',
    'show tables ->> delete from t',
  ].map((sql) => [sql, 'must only read'] as const),
  // A text that ends at one place on this engine and at another on that would hide a statement behind it.
  ["select '\\' ; drop table x --'", 'a backslash before'],
  ["select '\\'' ; drop table x -- '", 'a backslash before'],
  ["select '''a'b'''; drop table x; select ''''''", 'three quotes'],
  ["select $$'$$; drop table x; select $$'$$", 'between dollar signs'],
  ["select $a$'$a$; drop table x; select '", 'between dollar signs'],
  ["select 1 # it's\n; drop table x -- '", 'comments begin with --'],
  ["select 1 // it's\n; drop table x -- '", 'comments begin with --'],
  ['select 1 /* /* */ ; drop table x -- */', 'a comment within a comment'],
  ["select 1 --\r' \n ; drop table x --'", 'a control character'],
  ["select 1 --\u2028' \n ; drop table x --'", 'a control character'],
  ["select 'open", 'is not closed'],
  ['select 1 /* open', 'a comment is not closed'],
] as const)('refuses %j', (sql, problem) => {
  expect(readOnlyProblem(sql)).toContain(problem);
});

test('placeholders are names in braces outside of texts, quoted names and comments', () => {
  const sql = `select '{a}', "{b}", x -- {c}\nfrom {events} join {events} /* {d} */ join {entity_orders};`;
  expect(placeholdersOf(sql)).toEqual(['events', 'entity_orders']);
  expect(fillPlaceholders(sql, (name) => `<${name}>`)).toBe(
    `select '{a}', "{b}", x -- {c}\nfrom <events> join <events> /* {d} */ join <entity_orders>`,
  );
  expect(fillPlaceholders('select 1;\r\n-- done; {a}', String)).toBe('select 1\r\n-- done; {a}');
});
