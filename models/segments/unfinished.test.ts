import { expect, test } from 'vitest';
import type { Condition } from '../workspace/kinds/segment.ts';
import { finishedOf, without } from './unfinished.ts';

const spent = { trait: 'spent', gte: 5 };

test('what is not whole is left out, with the groups that it leaves empty, and the rest knows its place', () => {
  const tree = {
    all: [{ trait: 'spent' }, spent, { any: [{ did: '' }, {}] }, { not: { profile: 'city', in: [] } }],
  };
  const { where, places, unfinished } = finishedOf(tree);
  expect(where).toEqual({ all: [spent] });
  expect(unfinished.map(({ path }) => path)).toEqual([
    ['where', 'all', 0],
    ['where', 'all', 2, 'any', 0],
    ['where', 'all', 2, 'any', 1],
    ['where', 'all', 3, 'not'],
  ]);
  const [left] = where !== undefined && 'all' in where ? where.all : [];
  expect(left && places.get(left)).toEqual(['where', 'all', 1]);
});

test.each([
  [undefined],
  [null],
  ['nonsense'],
  [[]],
  [{ all: [] }],
  [{ not: {} }],
  [{ all: [{ any: [] }] }],
  [{ all: [{ gte: null, trait: 'x' }] }],
])('nothing of %j can be asked', (tree) => {
  const { where, unfinished } = finishedOf(tree);
  expect(where).toBeUndefined();
  expect(unfinished).toHaveLength(1);
});

test('a tree deeper than anybody nests is refused where it is too deep', () => {
  let tree: unknown = spent;
  for (let depth = 0; depth < 5000; depth++) tree = { not: tree };
  const { where, unfinished } = finishedOf(tree);
  expect(where).toBeUndefined();
  expect(unfinished).toEqual([{ path: expect.any(Array), message: 'is nested too deep', wrong: false }]);
});

test('a condition that is found wrong goes, and the others keep their places', () => {
  const whole = finishedOf({ all: [spent, { any: [{ trait: 'gone', eq: 1 }] }, { not: spent }] });
  const gone: Condition | undefined = [...whole.places.keys()].find(
    (one) => 'trait' in one && one.trait === 'gone',
  );
  const left = without(whole, new Map(gone ? [[gone, 'no trait is called gone']] : []));
  expect(left.where).toEqual({ all: [spent, { not: spent }] });
  expect(left.unfinished).toEqual([
    { path: ['where', 'all', 1, 'any', 0], message: 'no trait is called gone', wrong: true },
  ]);
  expect([...left.places.values()]).toContainEqual(['where', 'all', 2, 'not']);
});
