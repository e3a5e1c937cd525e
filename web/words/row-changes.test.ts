import { expect, test } from 'vitest';
import { rowChanges } from './row-changes.ts';

const told = (changing: Parameters<typeof rowChanges>[0]) =>
  rowChanges(changing).map(({ field, kind, before, after }) => [field, kind, before, after]);

test('each field is told by what becomes of it, those first that change', () => {
  const before = { same: 'x', stays: 7, gone: 'was', grows: 1, tags: ['a'], never: null };
  const fields = { same: 'x', gone: null, grows: 2, tags: ['a', 'b'], fresh: true, never: null };
  expect(told({ operation: 'update', before, fields })).toEqual([
    ['grows', 'changed', '1', '2'],
    ['tags', 'changed', '["a"]', '["a","b"]'],
    ['fresh', 'added', null, 'true'],
    ['gone', 'emptied', 'was', null],
    ['stays', 'unsent', '7', '7'],
    ['same', 'same', 'x', 'x'],
    ['never', 'same', null, null],
  ]);
});

test('a new row adds what it has, and a removed one takes what was there along', () => {
  expect(told({ operation: 'create', before: null, fields: { a: 1, b: null } })).toEqual([
    ['a', 'added', null, '1'],
    ['b', 'same', null, null],
  ]);
  expect(told({ operation: 'delete', before: { a: 1 }, fields: null })).toEqual([
    ['a', 'removed', '1', null],
  ]);
  expect(told({ operation: 'archive', before: null, fields: null })).toEqual([]);
});
