import { expect, test } from 'vitest';
import { groupsAmong, type InspectorNode, knownAt, momentsOf, outwards } from './graph-model.ts';

const node = (id: string, kind: InspectorNode['kind'], at: string | null): InspectorNode => ({
  ...{ id, kind, title: id, value: id, masked: false, at, source: null, heldBack: null },
});
const nodes = [
  node('a', 'record', '2026-01-01T00:00:00.000Z'),
  node('mail', 'identifier', '2026-01-01T00:00:00.000Z'),
  node('b', 'record', '2026-02-01T00:00:00.000Z'),
  node('c', 'record', null),
];
const edge = (source: string, target: string, joins = true) => ({
  ...{ id: `${source}-${target}`, source, target, joins, reason: null },
});
const edges = [edge('a', 'mail'), edge('b', 'mail'), edge('c', 'mail', false)];

test('moments are the times at which nodes are first known and the id changed, in order', () => {
  const changes = [{ at: '2026-01-15T00:00:00.000Z', change: 'merged' as const, weftId: 'x', previous: 'y' }];
  expect(momentsOf(nodes, changes)).toEqual([
    { at: '2026-01-01T00:00:00.000Z', appears: ['a', 'mail'], changes: [] },
    {
      at: '2026-01-15T00:00:00.000Z',
      appears: [],
      changes: [{ change: 'merged', weftId: 'x', previous: 'y' }],
    },
    { at: '2026-02-01T00:00:00.000Z', appears: ['b'], changes: [] },
  ]);
});

test('at a time those are known that had come, and those without a time', () => {
  expect([...knownAt(nodes, '2026-01-31T00:00:00.000Z')]).toEqual(['a', 'mail', 'c']);
  expect([...knownAt(nodes, null)]).toEqual(['a', 'mail', 'b', 'c']);
});

test('links that join make groups; those that are held back do not', () => {
  expect(groupsAmong({ nodes, edges }, knownAt(nodes, null))).toEqual({ records: 3, groups: 2 });
  expect(groupsAmong({ nodes, edges }, new Set(['a', 'b']))).toEqual({ records: 2, groups: 2 });
});

test('edges lead away from the first node', () => {
  expect(outwards({ nodes, edges }).map(({ source, target }) => `${source} ${target}`)).toEqual([
    'a mail',
    'mail b',
    'mail c',
  ]);
});
