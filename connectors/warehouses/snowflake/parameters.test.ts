import { expect, test } from 'vitest';
import { rewriteParameters, statementsOf, withoutQuoted } from './parameters.ts';

test.each([
  ['select $1, $2 + $1', 'select <1>, <2> + <1>'],
  ['select $10, a$1, t.$1', 'select <10>, a$1, t.<1>'],
  ["select '$1', $1", "select '$1', <1>"],
  ["select 'it''s $1' || $1", "select 'it''s $1' || <1>"],
  ["select 'a\\'$1' || $1", "select 'a\\'$1' || <1>"],
  ["select '\\\\' || $1", "select '\\\\' || <1>"],
  ["select $$ it's $1 $$, $1", "select $$ it's $1 $$, <1>"],
  ['select "a\\", $1 as "$2"', 'select "a\\", <1> as "$2"'],
  ['select "a""$1" from t where x = $1', 'select "a""$1" from t where x = <1>'],
  ['select 1 -- $1\n, $1', 'select 1 -- $1\n, <1>'],
  ['select 1 // $1\n, $1', 'select 1 // $1\n, <1>'],
  ['select /* $1 \n $2 */ $1', 'select /* $1 \n $2 */ <1>'],
  ["select '-- ', $1", "select '-- ', <1>"],
])('%s', (sql, expected) => {
  expect(rewriteParameters(sql, (position) => `<${position}>`)).toBe(expected);
});

test('statements are told apart by the semicolons that are not in a text, a name or a comment', () => {
  expect(statementsOf('select \';\' as ";" -- ;\n /* ; */ ;\n -- end\n')).toEqual([
    'select \';\' as ";" -- ;\n /* ; */ ',
  ]);
  expect(statementsOf('select 1; drop table x')).toEqual(['select 1', ' drop table x']);
  expect(statementsOf("select 1; 'x'")).toHaveLength(2);
  expect(statementsOf(' ; -- nothing\n;')).toEqual([]);
  expect(withoutQuoted('delete from "select" where a = \'b\' -- c')).toBe("delete from '' where a = ''  ");
});
