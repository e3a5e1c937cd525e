import { beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../connectors/warehouses/connection.ts';
import { build, workspaceOf } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { estimateSlowly } from './estimate-slowly.ts';

const weft = useWarehouse('ducklake');

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Columns of `values` equally frequent values; a person's second record has another draw of one with probability
 * `changed`. So two records of one person are equal with m = 1 - changed + changed / values, others with
 * u = 1 / values.
 */
const columns = {
  first: { values: 120, changed: 0.05 },
  last: { values: 100, changed: 0.1 },
  town: { values: 400, changed: 0.3 },
  team: { values: 300, changed: 0.5 },
} as const;
const names = Object.keys(columns) as (keyof typeof columns)[];
const persons = 1500;

function records(seed: number): Row[] {
  const draw = random(seed);
  const value = (name: keyof typeof columns) => `${name} ${Math.floor(draw() * columns[name].values)}`;
  return Array.from({ length: persons }, (_, person) => {
    const one = Object.fromEntries(names.map((name) => [name, value(name)]));
    const other = Object.fromEntries(
      names.map((name) => [name, draw() < columns[name].changed ? value(name) : (one[name] ?? '')]),
    );
    return [
      { id: `${person}-a`, ...one },
      { id: `${person}-b`, ...other },
    ];
  }).flat();
}

const workspace = (fuzzy: object = {}) =>
  workspaceOf([
    {
      kind: 'source',
      slug: 'people',
      table: 'raw.people',
      key: 'id',
      identifiers: [{ type: 'id', column: 'id' }],
    },
    {
      kind: 'identity',
      slug: 'persons',
      types: [{ type: 'id' }],
      fuzzy: {
        compare: Object.fromEntries(names.map((name) => [name, { from: [`people.${name}`] }])),
        block_on: [['first'], ['last']],
        // What the rules find: a person whose first or last name stayed.
        train: { recall: 0.995, tolerance: 0.00001, rounds: 60 },
        ...fuzzy,
      },
    },
  ]);

const parametersOf = async () =>
  new Map(
    (await weft.warehouse.query('select * from weft.identity_match_parameters')).map((row) => [
      `${row.comparison} ${row.level}`,
      row,
    ]),
  );

const people = records(20_261_122);

describe('parameters by expectation maximisation', () => {
  beforeAll(async () => {
    await weft.warehouse.execute('create schema if not exists raw');
    const kinds = Object.fromEntries(['id', ...names].map((name) => [name, 'text' as const]));
    await makeTable(weft.warehouse, 'raw.people', kinds, people);
  }, 120_000);

  test('come back where the data were made from known ones', async () => {
    await build(weft, workspace(), { id: 'known', select: ['+identity_pairs'] });
    const parameters = await parametersOf();
    const u = new Map(names.map((name) => [name, Number(parameters.get(`${name} 1`)?.u)]));
    const slowly = estimateSlowly(people, names, ['first', 'last'], u);
    for (const name of names) {
      const equal = parameters.get(`${name} 1`);
      const m = Number(equal?.m);
      // What came of the draws, which differs a little from their probability.
      const kept = people.filter((row, place) => place % 2 === 1 && row[name] === people[place - 1]?.[name]);
      expect(Math.abs(m - kept.length / persons), `m of ${name}`).toBeLessThan(0.04);
      const estimates = slowly.get(name) ?? [];
      const expected = estimates.reduce((sum, value) => sum + value, 0) / estimates.length;
      expect(Math.abs(m - expected), `m of ${name} beside another estimate`).toBeLessThan(0.002);
      expect(Number(equal?.u) * columns[name].values, `u of ${name}`).toBeGreaterThan(0.8);
      expect(Number(equal?.u) * columns[name].values, `u of ${name}`).toBeLessThan(1.2);
      expect(Number(equal?.weight)).toBeCloseTo(Math.log2(m / Number(equal?.u)), 9);
      expect(Number(parameters.get(`${name} 0`)?.m) + m).toBeCloseTo(1, 9);
    }
    const truth = persons / ((2 * persons * (2 * persons - 1)) / 2);
    expect(Math.abs(Number(parameters.get('~prior 0')?.m) - truth)).toBeLessThan(0.1 * truth);
  }, 120_000);

  test('and pairs are the same to the last digit whatever the order of the rows', async () => {
    const read = async () => ({
      parameters: await weft.warehouse.query(
        'select * from weft.identity_match_parameters order by comparison, level',
      ),
      pairs: await weft.warehouse.query(
        'select * from weft.identity_pairs order by record_key, other_record_key',
      ),
    });
    const before = await read();
    expect(before.pairs.length).toBeGreaterThan(300);
    await weft.warehouse.execute(
      'create or replace table raw.people as select * from raw.people order by md5(id)',
    );
    await build(weft, workspace(), { id: 'shuffled', select: ['+identity_pairs'] });
    expect(await read()).toEqual(before);
  }, 120_000);
});
