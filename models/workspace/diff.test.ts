import { expect, test } from 'vitest';
import { diffWorkspace, fieldChanges } from './diff.ts';
import { schemas } from './resource.ts';

const segment = (slug: string, where: unknown) => schemas.segment.parse({ kind: 'segment', slug, where });
const trait = (slug: string) => schemas.trait.parse({ kind: 'trait', slug, formula: '1' });

test('what was added, changed and removed, in the order of kinds and slugs', () => {
  const before = [
    segment('kept', { profile: 'email', is_set: true }),
    segment('b', { all: [{ trait: 'x', gte: 1 }] }),
    trait('gone'),
  ];
  const after = [
    segment('b', {
      all: [
        { trait: 'x', gte: 2 },
        { trait: 'y', lt: 3 },
      ],
    }),
    segment('kept', { profile: 'email', is_set: true }),
    segment('a', { trait: 'x', gte: 1 }),
    trait('fresh'),
  ];
  expect(diffWorkspace(before, after)).toEqual([
    { action: 'add', kind: 'trait', slug: 'fresh', fields: [], after: after[3] },
    { action: 'remove', kind: 'trait', slug: 'gone', fields: [], before: before[2] },
    { action: 'add', kind: 'segment', slug: 'a', fields: [], after: after[2] },
    {
      action: 'change',
      kind: 'segment',
      slug: 'b',
      fields: [
        { field: 'where.all[0].gte', before: 1, after: 2 },
        { field: 'where.all[1]', after: { trait: 'y', lt: 3 } },
      ],
      before: before[1],
      after: after[0],
    },
  ]);
  expect(diffWorkspace(after, after)).toEqual([]);
});

test('the smallest field that differs, and the order of a map', () => {
  expect(fieldChanges({ a: [1, 2], b: { c: 1 } }, { a: [1], b: { c: 'x', 'd e': null } })).toEqual([
    { field: 'a[1]', before: 2 },
    { field: 'b.c', before: 1, after: 'x' },
    { field: 'b["d e"]', after: null },
  ]);
  expect(fieldChanges({ a: [1] }, { a: { 0: 1 } })).toEqual([{ field: 'a', before: [1], after: { 0: 1 } }]);
  expect(fieldChanges({ map: { a: 1, b: 2 } }, { map: { b: 2, a: 1 } })).toEqual([
    { field: 'map', before: { a: 1, b: 2 }, after: { b: 2, a: 1 } },
  ]);
  expect(fieldChanges({ a: undefined, b: 0 }, { b: -0 })).toEqual([]);
});
