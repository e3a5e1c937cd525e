import { expect, test } from 'vitest';
import { generation } from '../../../models/dbt/context.ts';
import { measureLift } from '../../../models/lists/lift.ts';
import { liveCount } from '../../../models/segments/ask/count.ts';
import { readCatalog } from '../../../workflows/refresh-models/catalog.ts';
import { build, workspaceOf } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';

const weft = useWarehouse('ducklake');

const persons = 6000;
const day = (number: number) => `2026-11-${String(number).padStart(2, '0')}T12:00:00Z`;

/** Every third person is rich, every second one of them recent; points tell them apart. */
const people = Array.from({ length: persons }, (_, i) => ({
  id: `p${i}`,
  rich: i % 3 === 0,
  recent: i % 6 === 0,
  points: String(i),
  changed: day(1),
}));

const source = (slug: string, rest: Record<string, unknown>) => ({
  kind: 'source' as const,
  slug,
  table: `raw.${slug}`,
  ...rest,
});
const workspace = workspaceOf([
  { kind: 'workspace', slug: 'shop', exclude: ['recent'] },
  source('people', { key: 'id', time: 'changed', identifiers: [{ type: 'id', column: 'id' }] }),
  source('events', {
    ...{ shape: 'events', key: 'key', time: 'at', event: 'name' },
    identifiers: [{ type: 'id', column: 'person' }],
  }),
  {
    kind: 'identity',
    slug: 'people',
    types: [{ type: 'id' }],
    golden: Object.fromEntries(
      ['id', 'rich', 'recent', 'points'].map((name) => [
        name,
        { keep: 'most_recent', from: [`people.${name}`] },
      ]),
    ),
  },
  { kind: 'segment', slug: 'rich', where: { profile: 'rich', eq: true } },
  { kind: 'segment', slug: 'recent', where: { profile: 'recent', eq: true } },
  { kind: 'segment', slug: 'everyone', where: { profile: 'id', is_set: true } },
  {
    kind: 'list',
    slug: 'autumn',
    parts: [{ segment: 'rich', cap: 500, by: 'points' }, { segment: 'everyone' }],
    holdout: 0.2,
    splits: { a: 0.25, b: 0.25, c: 0.5 },
  },
]);

/** Pearson's statistic of counts against what their shares of all would be. */
const chiSquare = (counts: readonly number[], shares: readonly number[]): number => {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce(
    (sum, count, i) => sum + (count - all * (shares[i] ?? 0)) ** 2 / (all * (shares[i] ?? 0)),
    0,
  );
};

test('a list is its parts in order, without the excluded, held out and split evenly and for good', async () => {
  const { warehouse } = weft;
  await warehouse.execute('create schema if not exists raw');
  await makeTable(
    warehouse,
    'raw.people',
    { id: 'text', rich: 'boolean', recent: 'boolean', points: 'integer', changed: 'timestamp' },
    people,
  );
  // Of those contacted every fourth orders; of those held out every tenth. Who is which is known after the first build.
  await makeTable(warehouse, 'raw.events', { key: 'text', person: 'text', name: 'text', at: 'timestamp' }, [
    { key: 'e0', person: 'p0', name: 'order', at: day(2) },
  ]);
  await build(weft, workspace, { id: 'one', now: day(20) });
  const members = await warehouse.query(
    'select p.id, l.segment, l.place, l.held_out, l.split from weft.list_members as l join weft.profiles as p on p.weft_id = l.weft_id',
  );
  // 1,000 are rich and not recent: the half with most points is in the first part, the others go on to the second.
  const byId = new Map(members.map((row) => [String(row.id), row]));
  expect(members.length).toBe(persons - 1000);
  expect(byId.size).toBe(members.length);
  const richest = people.filter(({ rich, recent }) => rich && !recent).slice(-500);
  expect(
    members
      .filter(({ segment }) => segment === 'rich')
      .map(({ id }) => id)
      .sort(),
  ).toEqual(richest.map(({ id }) => id).sort());
  expect(people.filter(({ recent }) => recent).some(({ id }) => byId.has(id))).toBe(false);

  const held = members.filter(({ held_out }) => held_out === true);
  const contacted = members.filter(({ held_out }) => held_out === false);
  const groups = ['a', 'b', 'c'].map((name) => contacted.filter(({ split }) => split === name).length);
  expect(held.every(({ split }) => split === null)).toBe(true);
  // The 99.9th percentiles of chi-square with one and two degrees of freedom.
  expect(chiSquare([held.length, contacted.length], [0.2, 0.8])).toBeLessThan(10.83);
  expect(chiSquare(groups, [0.25, 0.25, 0.5])).toBeLessThan(13.82);
  const rows = await warehouse.query('select count(*) as n from weft.list_of_autumn');
  expect(Number(rows[0]?.n)).toBe(contacted.length);

  const ordering = [...contacted.filter((_, i) => i % 4 === 0), ...held.filter((_, i) => i % 10 === 0)].map(
    ({ id }, i) => ({ key: `o${i}`, person: String(id), name: 'order', at: day(10) }),
  );
  await warehouse.append('raw.events', [
    ...ordering,
    { key: 'early', person: String(contacted[1]?.id), name: 'order', at: day(3) },
    { key: 'other', person: String(contacted[2]?.id), name: 'view', at: day(10) },
  ]);
  await build(weft, workspace, { id: 'two', now: day(20) });
  const again = await warehouse.query(
    'select p.id, l.segment, l.place, l.held_out, l.split from weft.list_members as l join weft.profiles as p on p.weft_id = l.weft_id',
  );
  const sorted = (found: typeof members) =>
    found.toSorted((a, b) => String(a.id).localeCompare(String(b.id)));
  expect(sorted(again)).toEqual(sorted(members));

  const context = generation(
    workspace,
    await readCatalog(warehouse, workspace),
    warehouse.dialect,
    'warehouse',
  );
  for (const where of [
    { profile: 'rich', eq: true },
    { did: 'order', at_least: 1 },
  ] as const) {
    const draft = { slug: 'draft', where };
    const exact = await liveCount(warehouse, context, draft);
    // No budget at all, so that the exact count is given up.
    const sampled = await liveCount(warehouse, context, draft, { budgetMs: 0 });
    expect(exact).toMatchObject({ persons, error: 0, oneIn: 1 });
    expect(sampled).toMatchObject({ persons, oneIn: 50 });
    expect(sampled.members).not.toBe(exact.members);
    expect(sampled.error).toBeGreaterThan(100);
    expect(Math.abs(sampled.members - exact.members)).toBeLessThanOrEqual(sampled.error);
  }

  const list = workspace.get('list', 'autumn');
  if (list === undefined) throw new Error('the list is declared');
  const lift = await measureLift(warehouse, list, {
    did: 'order',
    since: new Date(day(5)),
    until: new Date(day(15)),
  });
  expect(lift.treated).toMatchObject({
    persons: contacted.length,
    converted: Math.ceil(contacted.length / 4),
  });
  expect(lift.heldOut).toMatchObject({ persons: held.length, converted: Math.ceil(held.length / 10) });
  expect(lift.significant).toBe(true);
}, 240_000);
