import { describe, expect, test } from 'vitest';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { warehouseNames } from '../../fixtures/warehouses.ts';
import { ago, type Given, traitsByPerson } from '../traits/persons.ts';
import { buildPredicted } from './predicted.ts';

/** A number from 0 to 1 that depends on the given alone. */
function chance(...of: readonly (string | number)[]): number {
  let hash = 2166136261;
  for (const character of of.join('/')) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

const persons = Array.from({ length: 600 }, (_, index) => ({
  id: `p${String(index).padStart(3, '0')}`,
  keen: chance('keen', index) < 0.4,
  index,
}));

/** The keen visit often and mostly order in each month; the others rarely do either. */
const events = persons.flatMap(({ id, keen, index }) => {
  const visits = [65, 64, 63, 40, 35, 34, 10, 5, 4].filter(
    (days) => chance('visit', index, days) < (keen ? 0.9 : 0.3),
  );
  const orders = [75, 45, 15].filter((days) => chance('order', index, days) < (keen ? 0.8 : 0.08));
  const row = (event: string, days: number, amount: number | null) => ({
    id: `${id}-${event}-${days}`,
    person: id,
    event,
    amount: amount === null ? null : String(amount),
    happened: ago(days, 1),
  });
  return [
    ...visits.map((days) => row('visit', days, null)),
    ...orders.map((days) => row('order', days, 20)),
    ...(index < 10 ? [row('refund', 20, 5), row('refund', 50, 5)] : []),
  ];
});

const given: Given = {
  people: { columns: { id: 'text' }, rows: persons.map(({ id }) => ({ id })) },
  tables: {
    events: {
      columns: { id: 'text', person: 'text', event: 'text', amount: 'decimal', happened: 'timestamp' },
      rows: events,
    },
    facts: {
      columns: { id: 'text', person: 'text', luck: 'double', country: 'text' },
      rows: persons
        .filter(({ index }) => index % 10 > 0)
        .map(({ id, index }) => ({
          id,
          person: id,
          luck: chance('luck', index) * 100 - 50,
          country: ['DE', 'FR', "CÔTE D'IVOIRE"][Math.floor(chance('country', index) * 3)] ?? '',
        })),
    },
  },
  resources: [
    {
      kind: 'source',
      slug: 'events',
      table: 'raw.events',
      shape: 'events',
      key: 'id',
      time: 'happened',
      event: 'event',
      identifiers: [{ type: 'id', column: 'person' }],
    },
    {
      kind: 'entity',
      slug: 'facts',
      table: 'raw.facts',
      key: 'id',
      person: { type: 'id', column: 'person' },
    },
    {
      kind: 'trait',
      slug: 'visits',
      from: 'events',
      where: { event: 'visit' },
      within: '30 days',
      measure: 'count',
    },
    { kind: 'trait', slug: 'luck', from: 'facts', measure: { max: 'luck' } },
    { kind: 'trait', slug: 'country', from: 'facts', measure: { first: 'country' } },
    {
      kind: 'trait',
      slug: 'will_order',
      propensity: {
        did: 'order',
        where: { amount: { gte: 10 } },
        within: '30 days',
        from: ['visits', 'country', 'luck'],
      },
    },
    {
      kind: 'trait',
      slug: 'by_luck',
      propensity: { did: 'order', within: '30 days', from: ['luck', 'country'] },
    },
    {
      kind: 'trait',
      slug: 'will_refund',
      propensity: { did: 'refund', within: '30 days', from: ['visits'] },
    },
  ],
};

interface Metrics {
  auc: number;
  logLoss: number;
  calibration: number;
  deciles: { decile: number; meanScore: number; rate: number; lift: number }[];
  holdout: { customers: number; positives: number };
}

const signedLog = (x: number): number => Math.sign(x) * Math.log1p(Math.abs(x));

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);

  test('a propensity is judged by a window that it has not seen, and scored in SQL', async () => {
    const { fits } = await buildPredicted(weft, given);
    const [strong, noise, few] = fits;
    expect(fits.map(({ trait, model, status }) => [trait, model, status])).toEqual([
      ['will_order', 'logistic', 'ok'],
      ['by_luck', 'logistic', 'ok'],
      ['will_refund', 'logistic', 'refused'],
    ]);
    const told = strong?.metrics as Metrics;
    expect(told.auc).toBeGreaterThan(0.8);
    expect(told.calibration).toBeGreaterThan(0.8);
    expect(told.calibration).toBeLessThan(1.2);
    expect(told.deciles).toHaveLength(10);
    expect(told.deciles[0]?.lift).toBeGreaterThan(1.5);
    expect(told.deciles[9]?.lift).toBeLessThan(0.6);
    const ordered = new Set(
      events.filter(({ event, id }) => event === 'order' && id.endsWith('-15')).map(({ person }) => person),
    );
    expect(told.holdout).toMatchObject({ customers: 600, positives: ordered.size });
    const guessed = noise?.metrics as Metrics;
    expect(Math.abs(guessed.auc - 0.5)).toBeLessThan(0.09);
    expect(noise?.warnings.join()).toMatch(/hardly tell who will do it: AUC 0\.[45]/);
    expect(few?.reason).toMatch(/Of 600 customers 10 did it and 590 did not; a propensity needs 50 of each/);

    const { dialect } = weft.warehouse;
    const numbers = await weft.warehouse.query(
      `select parameter, place, label, value from ${dialect.table('weft.prediction_parameters')} where trait = 'will_order'`,
    );
    const number = (parameter: string, match: (row: { place: number; label: unknown }) => boolean) =>
      Number(
        numbers.find(
          (row) => row.parameter === parameter && match({ place: Number(row.place), label: row.label }),
        )?.value ?? 0,
      );
    const found = await traitsByPerson(weft, [
      ...['visits', 'luck', 'country', 'will_order', 'will_order_decile', 'by_luck', 'will_refund'],
    ]);
    let highest = 0;
    for (const { id } of persons) {
      const row = found[id];
      const odds =
        number('intercept', () => true) +
        number('trait.visits', ({ place }) => place === 1) * signedLog(Number(row?.visits)) +
        (row?.luck === null
          ? number('trait.luck', ({ place }) => place === 0)
          : number('trait.luck', ({ place }) => place === 1) * signedLog(Number(row?.luck))) +
        (row?.country === null
          ? number('trait.country', ({ place }) => place === 0)
          : number('trait.country', ({ label }) => label === row?.country));
      expect(Number(row?.will_order)).toBeCloseTo(1 / (1 + Math.exp(-odds)), 6);
      expect(row?.will_refund).toBeNull();
      highest = Math.max(highest, Number(row?.will_order));
    }
    const best = persons.filter(({ id }) => Number(found[id]?.will_order) === highest);
    for (const { id } of best) expect(Number(found[id]?.will_order_decile)).toBe(1);
  }, 240_000);
});
