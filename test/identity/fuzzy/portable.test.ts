import { beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../connectors/warehouses/connection.ts';
import { fuzzySchema } from '../../../models/workspace/kinds/fuzzy.ts';
import { build, workspaceOf } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import type { WarehouseName } from '../../fixtures/warehouses.ts';
import { refusedOf } from '../../models/dialects/sent.ts';
import { pairName, scorePairsSlowly } from './oracle.ts';

/** Two sources with other names for the same things; nulls, blanks, capitals and dates that are none. */
const given = ['Anna', 'Ana', 'Hanna', 'Jan', 'Jana', 'Ola', 'Zofia', 'Zosia', 'Piotr', 'Adam'];
const towns = ['Kraków', 'Krakow', 'Gdańsk', 'Łódź', null];
const shop: Row[] = [];
const club: Row[] = [];
for (let person = 0; person < 60; person += 1) {
  const born = new Date(Date.UTC(1970 + (person % 17), person % 12, 1 + (person % 28))).toISOString();
  shop.push({
    id: `s${person}`,
    name: `${given[person % 10]} ${given[(person * 7) % 9]}`,
    town: towns[person % 5] ?? null,
    born: person % 11 === 0 ? 'unknown' : born.slice(0, 10).replaceAll('-', ''),
    spent: String((person * 37) % 500),
  });
  if (person % 3 === 0) continue;
  const later = new Date(Date.parse(born) + (person % 4) * 10 * 86_400_000).toISOString();
  club.push({
    number: person,
    full_name: `  ${(given[person % 10] ?? '').toUpperCase()}  ${given[(person * 7) % 9]}${person % 5 === 1 ? 'x' : ''}`,
    city: towns[(person + (person % 7 === 0 ? 1 : 0)) % 5] ?? null,
    birth: later.slice(0, 10),
    paid: String(((person * 37) % 500) + (person % 3) * 5),
  });
}

const fuzzy = fuzzySchema.parse({
  compare: {
    name: { from: ['shop.name', 'club.full_name'], levenshtein: [1, 2], term_frequency: true },
    town: { from: ['shop.town', 'club.city'] },
    born: { from: ['shop.born', 'club.birth'], days: [10, 31] },
    spent: { from: ['shop.spent', 'club.paid'], difference: [5, 10.5] },
  },
  block_on: [[{ column: 'name', first: 3 }], ['town', 'born']],
  // Fewer than the Jans and Janas there are.
  max_block: 15,
  join_at: 0.9,
  review_at: 0.001,
  train: { rounds: 2, pairs: 5000 },
});

const workspace = workspaceOf([
  { kind: 'source', slug: 'shop', table: 'raw.shop', key: 'id', identifiers: [{ type: 'id', column: 'id' }] },
  {
    kind: 'source',
    slug: 'club',
    table: 'raw.club',
    key: 'number',
    identifiers: [{ type: 'card', column: 'number' }],
  },
  { kind: 'identity', slug: 'people', types: [{ type: 'id' }, { type: 'card' }], fuzzy },
]);

/** What the first engine estimated, by comparison and level. */
let estimated: Map<string, number> | undefined;

describe.each<WarehouseName>(['ducklake', 'snowflake', 'bigquery'])('on %s', (engine) => {
  const weft = useWarehouse(engine);

  beforeAll(async () => {
    await weft.warehouse.execute(`create schema if not exists ${weft.warehouse.dialect.ident('raw')}`);
    const texts = (names: string[]) => Object.fromEntries(names.map((name) => [name, 'text' as const]));
    await makeTable(weft.warehouse, 'raw.shop', texts(['id', 'name', 'town', 'born', 'spent']), shop);
    const columns = { number: 'integer' as const, ...texts(['full_name', 'city', 'birth', 'paid']) };
    await makeTable(weft.warehouse, 'raw.club', columns, club);
    await build(weft, workspace, { id: 'first', select: ['+identity_pairs'] });
  }, 300_000);

  test('every pair has the weight that the model gives it, and no other pair is there', async () => {
    const features = await weft.warehouse.query('select * from weft.identity_features');
    expect(features.length).toBe(shop.length + club.length);
    expect(features.find(({ record_key }) => record_key === '1')?.name).toBe('ana zosiax');
    expect(features.find(({ record_key }) => record_key === 's1')?.born).toBe('1971-02-02');
    expect(features.find(({ record_key }) => record_key === 's0')?.born).toBeNull();
    const parameters = await weft.warehouse.query('select * from weft.identity_match_parameters');
    const expected = scorePairsSlowly(fuzzy, features, parameters).filter(
      ({ probability }) => probability >= fuzzy.review_at,
    );
    const rows = await weft.warehouse.query('select * from weft.identity_pairs');
    const actual = new Map(rows.map((row) => [pairName(row), row]));
    expect(new Set(actual.keys())).toEqual(new Set(expected.map(({ pair }) => pair)));
    expect(expected.length).toBeGreaterThan(20);
    for (const { pair, weight, probability } of expected) {
      expect(Number(actual.get(pair)?.match_weight), pair).toBeCloseTo(weight, 6);
      expect(Number(actual.get(pair)?.match_probability), pair).toBeCloseTo(probability, 9);
      expect(actual.get(pair)?.outcome, pair).toBe(probability >= fuzzy.join_at ? 'join' : 'review');
    }
    expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['join', 'review']));
  });

  test('the parameters are those of every engine', async () => {
    const parameters = new Map(
      (await weft.warehouse.query('select * from weft.identity_match_parameters')).flatMap((row) => [
        [`${row.comparison} ${row.level} m`, Number(row.m)],
        [`${row.comparison} ${row.level} u`, Number(row.u)],
      ]),
    );
    expect(parameters.size).toBe(2 * (1 + 4 + 2 + 4 + 4));
    const training = await weft.warehouse.query('select * from weft.identity_match_training');
    expect(training.map(({ rule, left_out }) => `${rule} ${left_out}`).sort()).toEqual(['1 20', '2 0']);
    // Two rounds do not settle what so few pairs say, and the run says so.
    expect(training.map(({ rounds, converged }) => `${rounds} ${converged}`)).toEqual(['2 0', '2 0']);
    estimated ??= parameters;
    for (const [name, value] of estimated) expect(parameters.get(name), name).toBeCloseTo(value, 9);
  });

  // The embedded engine is the real one.
  if (engine === 'ducklake') return;
  test('every statement that was sent is of the grammar of the engine itself', async () => {
    const sent = await weft.statements();
    expect(sent.length).toBeGreaterThan(20);
    expect((await refusedOf(engine, sent)).join('\n\n').slice(0, 20_000)).toBe('');
  }, 120_000);
});
