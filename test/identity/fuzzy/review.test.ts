import { beforeAll, expect, test } from 'vitest';
import { type Decision, decide, undo } from '../../../models/identity/decisions.ts';
import type { ReviewQueue } from '../../../models/identity/fuzzy/review.ts';
import { build, workspaceOf } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWeft } from '../../fixtures/weft.ts';
import { applyWorkspace } from '../../scenarios/workspace.ts';

const weft = useWeft(['postgres']);

/** The model is given whole, so that every probability below can be worked out by hand. */
const resources = [
  {
    kind: 'source' as const,
    slug: 'crm',
    table: 'raw.crm',
    key: 'id',
    identifiers: [{ type: 'email', column: 'email' }],
  },
  {
    kind: 'identity' as const,
    slug: 'people',
    types: [{ type: 'email' }],
    fuzzy: {
      compare: {
        name: { from: ['crm.name'], levenshtein: [2], m: [0.8, 0.15, 0.05], u: [0.01, 0.04, 0.95] },
        town: { from: ['crm.town'], m: [0.9, 0.1], u: [0.1, 0.9] },
        born: { from: ['crm.born'], m: [0.95, 0.05], u: [0.001, 0.999] },
      },
      block_on: [['town'], [{ column: 'name', first: 2 }]],
      prior: 0.01,
    },
  },
];
const workspace = workspaceOf(resources);

const rows = [
  ['1', 'Anna Nowak', 'Kraków', '1980-01-01'],
  ['2', 'Ana Nowak', 'Krakow', '1980-01-01'],
  ['3', 'Jan Kos', 'Gdynia', null],
  ['4', 'jan  kos', 'Gdynia', null],
  ['5', 'Ola Lis', 'Sopot', null],
  ['6', 'Ola Lis', 'SOPOT', null],
  ['7', 'Piotr Wilk', 'Sopot', '1971-05-05'],
  ['8', 'Ewa Maj', 'Hel', '1990-09-09'],
  ['9', 'Ewa Mai', 'Hel', '1990-09-09'],
] as const;

/** Odds of 0.01 and of two agreements, as a probability: pairs 3-4 and 5-6, whose birth is not known. */
const odds = (0.01 / 0.99) * (0.8 / 0.01) * (0.9 / 0.1);
const probability = odds / (1 + odds);

const refresh = (id: string) => build(weft, workspace, { id, select: ['+identity_members'] });
const persons = async (): Promise<string[]> => {
  const groups = await weft.warehouse.query(
    "select string_agg(record_key, ' ' order by record_key) as keys from weft.identity_members group by weft_id order by 1",
  );
  return groups.map(({ keys }) => String(keys));
};
const pairs = async (): Promise<string[]> => {
  const found = await weft.warehouse.query(
    "select record_key || ' ' || other_record_key || ' ' || outcome as pair from weft.identity_pairs order by 1",
  );
  return found.map(({ pair }) => String(pair));
};

beforeAll(async () => {
  await weft.warehouse.execute('create schema if not exists raw');
  const columns = { id: 'text', name: 'text', town: 'text', born: 'text', email: 'text' } as const;
  await makeTable(
    weft.warehouse,
    'raw.crm',
    columns,
    rows.map(([id, name, town, born]) => ({ id, name, town, born, email: `${id}@shop.example` })),
  );
  await applyWorkspace(weft, {
    crm: JSON.stringify(resources[0]),
    people: JSON.stringify(resources[1]),
  });
  await refresh('first');
}, 180_000);

let queue: ReviewQueue;

test('likely pairs are one person, those of the band wait with both records side by side', async () => {
  expect(await persons()).toEqual(['1 2', '3', '4', '5', '6', '7', '8 9']);
  queue = await weft.answer<ReviewQueue>('identity', 'review');
  expect(queue.waiting).toBe(2);
  expect(
    queue.pairs.map(({ records }) => records.map(({ source, key }) => `${source}/${key}`)).sort(),
  ).toEqual([
    ['crm/3', 'crm/4'],
    ['crm/5', 'crm/6'],
  ]);
  for (const each of queue.pairs) expect(each.probability).toBeCloseTo(probability, 9);
  const parameters = await weft.warehouse.query(
    "select m, u, trained_by from weft.identity_match_parameters where comparison = 'name' order by level",
  );
  expect(parameters).toEqual([
    { m: 0.05, u: 0.95, trained_by: '0' },
    { m: 0.15, u: 0.04, trained_by: '0' },
    { m: 0.8, u: 0.01, trained_by: '0' },
  ]);
  const one = queue.pairs.find(({ records }) => records[0].key === '3');
  expect(one?.compared.map(({ column, values, condition }) => [column, ...values, condition])).toEqual([
    ['name', 'jan kos', 'jan kos', 'equal'],
    ['town', 'gdynia', 'gdynia', 'equal'],
    ['born', null, null, null],
  ]);
  expect(one?.compared[0]?.weight).toBeCloseTo(Math.log2(80), 9);
  const { stdout } = await weft.weft('identity', 'review', '--limit', '1');
  expect(stdout).toContain('2 pairs wait for a decision; the 1 likeliest');
  expect(stdout).toMatch(/87\.9 % likely one person[\s\S]*name[\s\S]*equal \(\+6\.3\)/);
}, 60_000);

test('what cannot be decided is refused with what to do', async () => {
  const refused = async (...parameters: string[]) => {
    const { exitCode, stderr } = await weft.weft('identity', 'review', ...parameters);
    expect(exitCode).toBe(1);
    return stderr;
  };
  const id = queue.pairs[0]?.id ?? '';
  expect(await refused('--same', 'nothing', '--why', 'x')).toMatch(
    /no pair nothing waits[\s\S]*identity review/,
  );
  expect(await refused('--same', id)).toContain('needs a reason');
  expect(await refused('--same', id, '--different', id, '--why', 'x')).toContain('not both');
  expect(await refused('--limit', 'many')).toContain('no number of pairs');
}, 60_000);

test('a decision empties the queue at once and is a rule from the next run on', async () => {
  const idOf = (key: string) => queue.pairs.find(({ records }) => records[0].key === key)?.id ?? '';
  const why = ['--why', 'asked them', '--by', 'anna@weft.example'];
  const same = await weft.answer<Decision>('identity', 'review', '--same', idOf('3'), ...why);
  expect(same).toMatchObject({
    decision: 'same',
    origin: 'review',
    by: 'anna@weft.example',
    why: 'asked them',
  });
  await weft.answer('identity', 'review', '--different', idOf('5'), ...why);
  expect(await weft.answer('identity', 'review')).toEqual({ waiting: 0, pairs: [] });
  expect(await persons()).toEqual(['1 2', '3', '4', '5', '6', '7', '8 9']);

  await refresh('decided');
  expect(await persons()).toEqual(['1 2', '3 4', '5', '6', '7', '8 9']);
  expect(await pairs()).toEqual(['1 2 join', '8 9 join']);
  expect(await weft.answer('identity', 'review')).toEqual({ waiting: 0, pairs: [] });
}, 120_000);

test('`different` takes a pair out of what joins, `alone` a record, and undoing brings them back', async () => {
  const record = (key: string) => ({ source: 'crm', key });
  const deciding = { by: 'ole@weft.example', why: 'twins', origin: 'manual' as const };
  const apart = await decide(
    weft.warehouse,
    { decision: 'different', records: [record('2'), record('1')] },
    deciding,
  );
  const alone = await decide(weft.warehouse, { decision: 'alone', record: record('9') }, deciding);
  await refresh('apart');
  expect(await pairs()).toEqual([]);
  expect(await persons()).toEqual(['1', '2', '3 4', '5', '6', '7', '8', '9']);

  await undo(weft.warehouse, apart.id, deciding);
  await undo(weft.warehouse, alone.id, deciding);
  await refresh('again');
  expect(await pairs()).toEqual(['1 2 join', '8 9 join']);
  expect(await persons()).toEqual(['1 2', '3 4', '5', '6', '7', '8 9']);
}, 180_000);
