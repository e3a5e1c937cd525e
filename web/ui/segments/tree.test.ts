import { expect, test } from 'vitest';
import {
  at,
  childrenOf,
  type Draft,
  duplicated,
  edited,
  groupOf,
  idOf,
  inserted,
  lifted,
  moved,
  negated,
  nested,
  removed,
  replaced,
  rootOf,
  rowsOf,
  shifted,
  whereOf,
  withHow,
} from './tree.ts';

const a: Draft = { trait: 'a', gte: 1 };
const b: Draft = { profile: 'b', in: ['x', 'y'] };
const c: Draft = { did: 'c', within: '30 days' };
const d: Draft = { segment: 'd' };
const tree = (): Draft => ({ all: [a, { any: [b, c] }, { not: d }] });

const fields = (root: Draft, virtual = false) => rowsOf(root, new Set(), virtual).map(({ field }) => field);

test('the rows of a tree are named as the grammar reaches them', () => {
  expect(fields(tree())).toEqual([
    'where',
    'where.all[0]',
    'where.all[1]',
    'where.all[1].any[0]',
    'where.all[1].any[1]',
    'where.all[2]',
    'where.all[2].not',
  ]);
  expect(fields({ not: { any: [a, b] } })).toEqual(['where', 'where.not.any[0]', 'where.not.any[1]']);
  expect(fields({ not: { all: [a] } })).toEqual(['where', 'where.not', 'where.not.all[0]']);
});

test('a single condition stands in a group that is not written', () => {
  const { root, virtual } = rootOf(a);
  expect([childrenOf(root), virtual, whereOf(root, virtual)]).toEqual([[a], true, a]);
  expect(fields(root, virtual)).toEqual(['where', 'where']);
  expect(whereOf(inserted(root, [], 1, b), virtual)).toEqual({ all: [a, b] });
  expect(whereOf(withHow(root, 'none'), virtual)).toEqual({ not: a });
});

test.each<[string, (root: Draft) => Draft, unknown]>([
  ['removes one', (root) => removed(root, [1, 0]), { all: [a, { any: [c] }, { not: d }] }],
  [
    'removes the last of a group with the group',
    (root) => removed(root, [2, 0]),
    { all: [a, { any: [b, c] }] },
  ],
  ['keeps the root', (root) => removed(root, []), tree()],
  ['copies', (root) => duplicated(root, [0]), { all: [a, a, { any: [b, c] }, { not: d }] }],
  ['moves down', (root) => shifted(root, [0], 1), { all: [{ any: [b, c] }, a, { not: d }] }],
  ['stays at the end', (root) => shifted(root, [2], 1), tree()],
  ['nests into the group above', (root) => nested(root, [2]), { all: [a, { any: [b, c, { not: d }] }] }],
  [
    'nests into a group of its own',
    (root) => nested(root, [0]),
    { all: [{ any: [a] }, { any: [b, c] }, { not: d }] },
  ],
  ['lifts behind its group', (root) => lifted(root, [1, 0]), { all: [a, { any: [c] }, b, { not: d }] }],
  [
    'lifts the last one in place of its group',
    (root) => lifted(root, [2, 0]),
    { all: [a, { any: [b, c] }, d] },
  ],
  ['negates', (root) => negated(root, [0]), { all: [{ not: a }, { any: [b, c] }, { not: d }] }],
  ['takes a negation away', (root) => negated(root, [2, 0]), { all: [a, { any: [b, c] }, d] }],
  ['negates a group', (root) => negated(root, [1]), { all: [a, { not: { any: [b, c] } }, { not: d }] }],
  ['drags into another group', (root) => moved(root, [0], [1], 1), { all: [{ any: [b, a, c] }, { not: d }] }],
  [
    'drags downwards among siblings',
    (root) => moved(root, [0], [], 2),
    { all: [{ any: [b, c] }, a, { not: d }] },
  ],
  ['never drags a group into itself', (root) => moved(root, [1], [1], 0), tree()],
])('%s', (_, act, expected) => {
  expect(JSON.stringify(act(tree()))).toBe(JSON.stringify(expected));
});

test('conditions beside an edit are the very same, and an edited one keeps its id', () => {
  const root = tree();
  const ids = rowsOf(root, new Set(), false).map(({ id }) => id);
  const changed = replaced(root, [1, 1], edited(c, { did: 'c', within: '60 days' }));
  expect(rowsOf(changed, new Set(), false).map(({ id }) => id)).toEqual(ids);
  expect(at(changed, [0])).toBe(a);
  expect(at(changed, [1, 0])).toBe(b);
  expect(at(changed, [2])).toBe(at(root, [2]));
});

test('a copy is a condition of its own', () => {
  const root = duplicated(tree(), [0]);
  expect(idOf(at(root, [1]) ?? {})).not.toBe(idOf(at(root, [0]) ?? {}));
});

test('a group that is closed hides what is in it', () => {
  const root = tree();
  expect(rowsOf(root, new Set([idOf(at(root, [1]) ?? {})]), false)).toHaveLength(5);
});

test('"none of" of several is "not any of" them', () => {
  expect(groupOf('none', [a, b])).toEqual({ not: { any: [a, b] } });
  expect(inserted({ not: a }, [], 1, b)).toEqual({ not: { any: [a, b] } });
  expect(removed({ not: { any: [a, b] } }, [0])).toEqual({ not: { any: [b] } });
});
