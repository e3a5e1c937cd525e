import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workspaceOf } from '../../test/fixtures/build.ts';
import { loadWorkspace } from '../workspace/load.ts';
import { describeProblem, WorkspaceError } from '../workspace/problem.ts';
import { predictionsOf } from './declared.ts';
import { blockOf, Sample, termsOf } from './design.ts';
import { expectedPurchasesOfNew } from './fit/bg-nbd.ts';
import { duePredictions, type Fit } from './fits.ts';
import { purchaseSeries } from './series.ts';

const base = `kind: source
slug: events
table: raw.events
shape: events
key: id
time: at
event: event
identifiers: [{ type: id, column: person }]
---
kind: identity
slug: people
types: [{ type: id }]
---
kind: entity
slug: orders
table: raw.orders
key: id
person: { type: id, column: person }
`;

async function problemsOf(trait: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'weft-predictions-'));
  writeFileSync(join(folder, 'all.yml'), `${base}---\nkind: trait\nslug: one\n${trait}`);
  try {
    await loadWorkspace(folder);
    return [];
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    return error.problems.map((problem) => `${problem.line} ${describeProblem(problem)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('what a prediction cannot be asked is refused where it is written', async () => {
  expect(await problemsOf('from: orders\npurchases: { horizon: 90 days }\n')).toEqual([
    '23 purchases: the entity "orders" declares no time, which this needs',
  ]);
  expect(await problemsOf('from: events\npurchases: { horizon: 90 days }\nwithin: 365 days\n')).toEqual([
    expect.stringMatching(/^24 within: purchases reads the whole history/),
  ]);
  expect(await problemsOf('from: events\npurchases: { horizon: 36 hours }\n')).toEqual([
    '23 purchases.horizon: must be whole days, at least one',
  ]);
  expect(await problemsOf('from: events\nnext_best: { basket: b, item: i, min_support: 0 }\n')).toEqual([
    expect.stringMatching(/^23 next_best\.min_support: /),
  ]);
  expect(await problemsOf('propensity: { did: order, within: 30 days, from: [one] }\n')).toEqual([
    expect.stringMatching(/traits wait for one another: one -> one/),
  ]);
  expect(
    await problemsOf(
      'propensity: { did: order, within: 30 days, from: [tags] }\n---\nkind: trait\nslug: tags\nfrom: events\nmeasure: { distinct_list: tag }\n',
    ),
  ).toEqual(['22 propensity.from[0]: "tags" is a list, which no model can weigh']);
});

const shop = (horizon: string, name = 'x') =>
  workspaceOf([
    { kind: 'identity', slug: 'people', types: [{ type: 'id' }] },
    {
      kind: 'entity',
      slug: 'orders',
      table: 'raw.orders',
      key: 'id',
      time: 'at',
      person: { type: 'id', column: 'p' },
    },
    { kind: 'trait', slug: 'will', propensity: { did: 'order', within: '30 days', from: ['buys_alive'] } },
    { kind: 'trait', slug: 'buys', name, from: 'orders', purchases: { amount: 'total', horizon } },
  ]);

test('a prediction comes after those that it reads, and its definition changes with theirs, not with words', () => {
  const [buys, will] = predictionsOf(shop('90 days'));
  expect([buys?.trait.slug, will?.trait.slug]).toEqual(['buys', 'will']);
  expect(buys?.models).toEqual(['bg_nbd', 'gamma_gamma']);
  const [renamed] = predictionsOf(shop('90 days', 'y'));
  expect(renamed?.definition).toBe(buys?.definition);
  const [, longer] = predictionsOf(shop('91 days'));
  expect(longer?.definition).not.toBe(will?.definition);
});

test('a prediction is due without a fit, a week after one, and a day after a refusal', () => {
  const [buys] = predictionsOf(shop('90 days'));
  if (!buys) throw new Error('there is one');
  const at = new Date('2026-11-22T05:00:00Z');
  const due = (hours: number, status: Fit['status'], definition = buys.definition) => {
    const fitted_at = new Date(at.getTime() - hours * 3_600_000).toISOString();
    const fits = buys.models.map((model) => ({ trait: 'buys', model, definition, status, fitted_at }));
    return duePredictions([buys], fits as Fit[], at).length === 1;
  };
  expect(duePredictions([buys], [], at)).toHaveLength(1);
  expect([due(167, 'ok'), due(168, 'ok'), due(23, 'refused'), due(24, 'refused')]).toEqual([
    ...[false, true, false, true],
  ]);
  expect(due(1, 'ok', 'another')).toBe(true);
});

test('the series for statements sums to what the model expects', () => {
  const cdnow = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
  for (const horizon of [1, 39, 200]) {
    const { terms, complete } = purchaseSeries(cdnow, horizon);
    expect(complete).toBe(true);
    const { alpha, a, b } = cdnow;
    const z = horizon / (alpha + horizon);
    const growth = Math.log1p(horizon / alpha);
    const sum = terms.reduce((total, term, index) => total + term * z ** (index + 1), 0);
    const power = (1 - a) * growth;
    const expected = ((a + b - 1) * Math.expm1(power)) / (1 - a) - Math.exp(power) * sum;
    expect(expected / expectedPurchasesOfNew(cdnow, horizon)).toBeCloseTo(1, 10);
  }
  expect(purchaseSeries({ ...cdnow, alpha: 1e-4 }, 200).complete).toBe(false);
});

test('texts become their commonest values, and what is not set a sign of its own', () => {
  const sample = new Sample([
    { column: 'country', type: 'text' },
    { column: 'spent', type: 'number' },
  ]);
  const rows = [
    ...Array.from({ length: 12 }, (_, index) => [`c${String(index).padStart(2, '0')}`, 1] as const),
    ['c11', 'NaN'] as const,
    [null, 2.5] as const,
  ];
  sample.add(
    rows.map(([feature_1, feature_2], index) => ({ outcome: String(index % 2), feature_1, feature_2 })),
  );
  const terms = termsOf(
    [
      { column: 'country', type: 'text' },
      { column: 'spent', type: 'number' },
    ],
    [sample],
  );
  expect(terms.map(({ name }) => name)).toEqual([
    'country = c11',
    ...Array.from({ length: 9 }, (_, index) => `country = c0${index}`),
    'country not known',
    'spent',
    'spent not known',
  ]);
  const { features, outcomes } = blockOf(sample, terms);
  expect([...outcomes].slice(0, 3)).toEqual([0, 1, 0]);
  expect(features.map((column) => column.at(-1))).toEqual([...Array<number>(10).fill(0), 1, 2.5, 0]);
  expect(features.map((column) => column.at(-2))).toEqual([1, ...Array<number>(10).fill(0), 0, 1]);
});
