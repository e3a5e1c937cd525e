import { join } from 'node:path';
import { expect, test } from 'vitest';
import { latestFits } from '../../../models/predictions/fits.ts';
import { readCatalog } from '../../../workflows/refresh-models/catalog.ts';
import { buildWithPredictions } from '../../../workflows/refresh-models/predictions/build.ts';
import type { BuildStep } from '../../../workflows/refresh-models/predictions/fit-predictions.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { workspaceOfPersons } from '../traits/persons.ts';
import { cdnow } from './cdnow.ts';

const weft = useWarehouse('ducklake');

test('a refresh fits what is due between two builds, and what is refused stops nothing', async () => {
  const given = cdnow(400);
  const { warehouse, settings } = weft;
  await warehouse.execute('create schema if not exists raw');
  await makeTable(warehouse, 'raw.people', given.people.columns, given.people.rows);
  for (const [name, { columns, rows }] of Object.entries(given.tables))
    await makeTable(warehouse, `raw.${name}`, columns, rows);
  const workspace = workspaceOfPersons({
    ...given,
    resources: [
      ...given.resources,
      { kind: 'trait', slug: 'lapses', formula: '{buys_churn_risk} > 0.5' },
      // A purchase is of no items, so no two are together.
      { kind: 'trait', slug: 'next', from: 'purchases', next_best: { basket: 'id', item: 'person' } },
      { kind: 'segment', slug: 'lapsing', where: { trait: 'buys_churn_risk', gte: 0.5 } },
    ],
  });
  const catalog = await readCatalog(warehouse, workspace);
  const at = new Date(given.at ?? '');
  const refresh = async (days: number) => {
    const steps: BuildStep[] = [];
    const runId = `run-${days}`;
    await buildWithPredictions({
      ...{ settings, warehouse, workspace, catalog, runId, project: join(weft.home, 'dbt') },
      select: [],
      now: new Date(at.getTime() + days * 86_400_000),
      signal: new AbortController().signal,
      onNode: (step) => steps.push(step),
    });
    return steps.filter(({ status }) => status !== 'running');
  };

  const steps = await refresh(0);
  const names = steps.filter(({ kind }) => kind !== 'test').map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const place = (name: string) => names.indexOf(name);
  expect(place('trait_buys__histories')).toBeLessThan(place('fit_buys_bg_nbd'));
  expect(place('fit_buys_gamma_gamma')).toBeLessThan(place('trait_buys'));
  expect(place('traits')).toBeLessThan(place('segment_members'));
  expect(steps.find(({ name }) => name === 'fit_buys_bg_nbd')).toMatchObject({
    kind: 'stage',
    status: 'succeeded',
    message: null,
  });
  expect(steps.find(({ name }) => name === 'fit_next_co_purchase')).toMatchObject({
    status: 'warned',
    message: 'No two items were in one basket 5 times: what follows from fewer baskets would be chance.',
  });
  const [scored] = await warehouse.query(
    `select count(*) as persons, count(buys_value) as valued, count(next) as next,
       count(case when lapses then 1 end) as lapses, (select count(*) from weft.segment_members) as members from weft.traits`,
  );
  expect(scored).toMatchObject({ persons: '400', valued: '400', next: '0' });
  expect(Number(scored?.lapses)).toBeGreaterThan(10);
  expect(scored?.members).toBe(scored?.lapses);
  expect((await latestFits(warehouse)).map(({ trait, status, run_id }) => [trait, status, run_id])).toEqual([
    ['buys', 'ok', 'run-0'],
    ['buys', 'ok', 'run-0'],
    ['next', 'refused', 'run-0'],
  ]);

  // Two days on the refused one is tried again; the fit that stands is a week's.
  const later = await refresh(2);
  expect(later.filter(({ kind }) => kind === 'stage').map(({ name }) => name)).toEqual([
    'fit_next_co_purchase',
  ]);
  const [still] = await warehouse.query('select count(buys) as scored from weft.traits');
  expect(still?.scored).toBe('400');
}, 300_000);
