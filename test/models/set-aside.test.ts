import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DbtError } from '../../connectors/errors.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { buildAround } from '../../workflows/refresh-models/build-around.ts';
import { readComputable } from '../../workflows/refresh-models/catalog.ts';
import type { BuildStep } from '../../workflows/refresh-models/predictions/fit-predictions.ts';
import { warehouseFindings } from '../../workflows/refresh-models/warehouse-findings.ts';
import { workspaceOf } from '../fixtures/build.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';
import { base, loadShop, now, segment } from './shop.ts';

const weft = useWarehouse('ducklake');

const declared = (cities: string, more: Parameters<typeof workspaceOf>[0] = []): Workspace =>
  workspaceOf([
    ...base,
    {
      kind: 'trait',
      slug: 'number',
      sql: `select weft_id, cast(${cities} as integer) as value from {profiles}`,
    },
    { kind: 'trait', slug: 'next_number', formula: '{number} + 1' },
    { kind: 'trait', slug: 'odd', formula: `cast(${cities} as integer) % 2` },
    { kind: 'trait', slug: 'calm', formula: 'coalesce({spent}, 0) * 2' },
    segment('numbered', { trait: 'next_number', gte: 0 }),
    segment('odd_ones', { trait: 'odd', gte: 0 }),
    segment('calm_ones', { trait: 'calm', gte: 0 }),
    {
      kind: 'segment',
      slug: 'own',
      sql: `select weft_id from {profiles} where cast(${cities} as integer) > 0`,
    },
    segment('not_own', { not: { segment: 'own' } }),
    segment('spenders', { trait: 'spent', gt: 0 }),
    ...more,
  ]);
const good = 'length(email)';
const failing = 'email';

async function refresh(id: string, workspace: Workspace): Promise<BuildStep[]> {
  const { settings, warehouse } = weft;
  const steps: BuildStep[] = [];
  await buildAround({
    ...{ settings, warehouse, workspace, runId: id, project: join(weft.home, 'dbt') },
    ...(await readComputable(warehouse, workspace)),
    select: [],
    now: new Date(now),
    signal: new AbortController().signal,
    onNode: (step) => steps.push(step),
  });
  return steps;
}

const rows = async (sql: string): Promise<string[]> =>
  (await weft.warehouse.query(sql)).map((row) => Object.values(row).map(String).join(' '));
const members = () => rows('select segment, count(*) from weft.segment_members group by 1 order by 1');
const traits = () =>
  rows(
    'select p.email, t.number, t.next_number, t.odd, t.calm from weft.traits as t join weft.profiles as p on p.weft_id = t.weft_id order by 1',
  );

test('traits and segments that fail keep what they had, with all that waits for them; the rest goes on', async () => {
  const { warehouse } = weft;
  await loadShop(warehouse);
  await refresh('before', declared(good));
  const before = await traits();
  expect(before).toHaveLength(3);
  const membersBefore = await members();
  expect(membersBefore).toEqual(['calm_ones 3', 'numbered 3', 'odd_ones 3', 'own 3', 'spenders 2']);

  await warehouse.execute(
    `insert into raw.orders (id, email, total, status, ordered) select 60, 'cyd@shop.example', 7, status, ordered from raw.orders where id = 1`,
  );
  const steps = await refresh('after', declared(failing));
  const last = new Map(steps.map((step) => [step.name, step]));
  expect([...last.values()].filter(({ status }) => status === 'failed')).toEqual([]);
  const warned = ['trait_number', 'traits', 'segment_own_own'].map((name) => [name, last.get(name)?.status]);
  // `traits` failed with the formula, and was then built without it.
  expect(warned).toEqual([
    ['trait_number', 'warned'],
    ['traits', 'succeeded'],
    ['segment_own_own', 'warned'],
  ]);
  const unchanged = (line: string) => line.split(' ').slice(0, 4);
  expect((await traits()).map(unchanged)).toEqual(before.map(unchanged));
  expect(
    await rows(
      "select calm from weft.traits as t join weft.profiles as p on p.weft_id = t.weft_id where email like 'cyd%'",
    ),
  ).toEqual(['14']);
  expect(await members()).toEqual(['calm_ones 3', 'numbered 3', 'odd_ones 3', 'own 3', 'spenders 3']);
  expect(
    steps.find(({ name, message }) => name === 'trait_number' && message !== null)?.message,
  ).not.toContain('shop.example');

  // While it fails, what it does not keep from being computed goes on with the data.
  await warehouse.execute('update raw.orders set total = 8 where id = 60');
  await refresh('again', declared(failing));
  expect(
    await rows(
      "select calm from weft.traits as t join weft.profiles as p on p.weft_id = t.weft_id where email like 'cyd%'",
    ),
  ).toEqual(['16']);
  await refresh('still', declared(failing));
  expect((await traits()).map(unchanged)).toEqual(before.map(unchanged));

  await refresh('mended', declared('2'));
  expect((await traits()).map((line) => line.split(' ').slice(1, 4).join(' '))).toEqual([
    '2 3 0',
    '2 3 0',
    '2 3 0',
  ]);
}, 240_000);

test('validation asks the warehouse for own statements and formulas, without a row', async () => {
  const { warehouse } = weft;
  await loadShop(warehouse);
  await refresh('built', declared(good));
  expect(await warehouseFindings(warehouse, declared(failing))).toEqual([]);
  const wrong = declared(good, [
    { kind: 'trait', slug: 'no_function', formula: 'no_such_function({spent})' },
    { kind: 'trait', slug: 'no_table', sql: 'select weft_id, 1 as value from raw.no_such_table' },
    { kind: 'segment', slug: 'no_column', sql: 'select weft_id from {profiles} where no_such_column > 0' },
  ]);
  const found = await warehouseFindings(warehouse, wrong);
  expect(found.map(([{ slug }, { path }]) => [slug, ...path])).toEqual([
    ['no_column', 'sql'],
    ['no_function', 'formula'],
    ['no_table', 'sql'],
  ]);
  expect(found.map(([, { message }]) => message)).toEqual([
    expect.stringMatching(/^the warehouse refuses it: .*no_such_column/),
    expect.stringMatching(/^the warehouse refuses it: .*no_such_function/),
    expect.stringMatching(/^the warehouse refuses it: .*no_such_table/),
  ]);
}, 240_000);

test('a trait whose column is gone is set aside with what is computed from it, and named', async () => {
  const { warehouse } = weft;
  await loadShop(warehouse);
  const workspace = declared(good, [segment('rich', { trait: 'mean_paid', gt: 1 })]);
  await refresh('rich', workspace);
  const spent = await rows('select spent from weft.traits where spent is not null order by 1');
  expect(spent).toEqual(['0', '50', '600.3']);
  await warehouse.execute('alter table raw.orders rename column total to amount');
  await refresh('poor', workspace);
  expect(await rows('select spent from weft.traits where spent is not null order by 1')).toEqual(spent);
  expect((await members()).filter((line) => line.startsWith('rich'))).toEqual(['rich 2']);
}, 240_000);

test('what is no fault of a trait or a segment still stops the refresh', async () => {
  const { warehouse } = weft;
  await loadShop(warehouse);
  await warehouse.execute('alter table raw.people drop column changed');
  await warehouse.execute("alter table raw.people add column changed varchar default 'no time'");
  await expect(refresh('stopped', declared(good))).rejects.toThrow(DbtError);
}, 240_000);
