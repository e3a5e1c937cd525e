import { expect, test } from 'vitest';
import { type Kind, type Resource, resourceId, schemas, Workspace } from './resource.ts';
import { dependentsOf, usersOfSegment, usersOfTrait } from './uses.ts';

const resources: ({ kind: Kind; slug: string } & Record<string, unknown>)[] = [
  { kind: 'trait', slug: 'spent', formula: '1' },
  { kind: 'trait', slug: 'level', tier: { of: 'spent', levels: { low: 0, high: 9 } } },
  { kind: 'trait', slug: 'other', formula: '2' },
  { kind: 'segment', slug: 'rich', where: { not: { any: [{ trait: 'level_next', eq: 'high' }] } } },
  { kind: 'segment', slug: 'both', where: { all: [{ segment: 'rich' }, { trait: 'other', gt: 1 }] } },
  { kind: 'segment', slug: 'own', sql: 'select weft_id from {traits} where level is null' },
  { kind: 'list', slug: 'autumn', parts: [{ segment: 'own', cap: 5, by: 'other' }], exclude: ['both'] },
  ...[
    { slug: 'plain', from: { segment: 'both' }, map: { id: 'weft_id' } },
    { slug: 'templated', from: { segment: 'own' }, map: { level: 'at {{ traits.level_to_next }}' } },
    { slug: 'listed', from: { table: '"SHOP".WEFT.LIST_OF_AUTUMN' }, map: { id: 'weft_id' } },
    { slug: 'unlike', from: { table: 'weft.customer_360' }, map: { x: '{{ traits.level_to_next_one }}' } },
  ].map((sync) => ({
    ...{ kind: 'sync' as const, key: 'weft_id', mode: 'upsert', to: { destination: 'out', object: 'file' } },
    ...sync,
  })),
];
const workspace = new Workspace(resources.map((one): Resource => schemas[one.kind].parse(one)));
const ids = (found: readonly Resource[]) => found.map(resourceId);
const trait = (slug: string) => {
  const found = workspace.get('trait', slug);
  if (found === undefined) throw new Error(`no trait ${slug}`);
  return found;
};

test('a trait is used by any of its columns, in conditions, traits, caps and templates', () => {
  expect(ids(usersOfTrait(workspace, trait('spent')))).toEqual(['trait/level']);
  expect(ids(usersOfTrait(workspace, trait('level')))).toEqual(['segment/rich', 'sync/templated']);
  expect(ids(usersOfTrait(workspace, trait('other')))).toEqual(['segment/both', 'list/autumn']);
});

test('a segment is used by syncs, segments and lists, also where it is left out', () => {
  expect(ids(usersOfSegment(workspace, 'both'))).toEqual(['sync/plain', 'list/autumn']);
  expect(ids(usersOfSegment(workspace, 'rich'))).toEqual(['segment/both']);
});

test('what depends on a trait is followed to the end', () => {
  expect(ids(dependentsOf(workspace, trait('spent')))).toEqual([
    ...['trait/level', 'segment/rich', 'segment/both', 'sync/plain', 'list/autumn', 'sync/listed'],
    'sync/templated',
  ]);
});
