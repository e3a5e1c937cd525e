import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createModelRuns } from '../../models/dbt/model-runs.ts';
import { keepToBudget } from '../../workflows/refresh-models/budget.ts';
import { recordingCosts } from '../../workflows/refresh-models/costs.ts';
import { estimateModels } from '../../workflows/refresh-models/estimate.ts';
import { build, workspaceOf } from '../fixtures/build.ts';
import { useWeft } from '../fixtures/weft.ts';

const weft = useWeft(['postgres']);

const workspace = (more: Record<string, unknown> = {}) =>
  workspaceOf([
    { kind: 'workspace', slug: 'shop', zone: 'Europe/Berlin', ...more },
    {
      kind: 'source',
      slug: 'people',
      table: 'raw.people',
      key: 'id',
      identifiers: [{ type: 'email', column: 'email' }],
    },
    { kind: 'identity', slug: 'persons', types: [{ type: 'email', normalize: 'email' }], golden: {} },
  ]);

const project = () => join(weft.home, 'dbt');
const recorded = (runId: string) =>
  weft.warehouse.query(
    'select model, status, started_at, seconds, row_count, bytes, credits from weft.model_runs where run_id = $1 order by model',
    { values: [runId] },
  );

test('a build records each of its models, with its rows and seconds', { timeout: 120_000 }, async () => {
  await weft.warehouse.execute('create table raw.people (id varchar, email varchar)');
  await weft.warehouse.append('raw.people', [
    { id: '1', email: 'ann@shop.example' },
    { id: '2', email: 'bob@shop.example' },
  ]);
  const before = new Date().toISOString();
  const run = await recordingCosts({ warehouse: weft.warehouse, runId: 'first', project: project() }, () =>
    build(weft, workspace(), { id: 'first' }),
  );
  const rows = await recorded('first');
  const models = run.nodes.filter(({ kind }) => kind === 'model').map(({ name }) => name);
  expect(models.length).toBeGreaterThan(4);
  expect(rows.map(({ model }) => model)).toEqual(models.toSorted());
  for (const row of rows) {
    expect(row).toMatchObject({ status: 'succeeded', bytes: null, credits: null });
    expect(Number(row.seconds)).toBeGreaterThan(0);
    expect(String(row.started_at) > before).toBe(true);
  }
  expect(rows.find(({ model }) => model === 'identity_members')?.row_count).toBe('2');
});

test('a build that fails records what ran until then, and keeps its own error', {
  timeout: 120_000,
}, async () => {
  const building = recordingCosts({ warehouse: weft.warehouse, runId: 'failed', project: project() }, () =>
    build(weft, workspace(), { id: 'failed', select: ['identity_records'] }).then(() => {
      throw new TypeError('after the models');
    }),
  );
  await expect(building).rejects.toThrow('after the models');
  expect((await recorded('failed')).map(({ model }) => model)).toEqual(['identity_records']);
});

test('a build that stops before its first model records nothing of the one before', {
  timeout: 120_000,
}, async () => {
  const building = recordingCosts({ warehouse: weft.warehouse, runId: 'stopped', project: project() }, () => {
    throw new TypeError('dbt is missing');
  });
  await expect(building).rejects.toThrow('dbt is missing');
  expect(await recorded('stopped')).toEqual([]);
});

test('an engine without estimates is not compiled for: its last runs stand for them', async () => {
  const estimates = await estimateModels(weft.warehouse, project(), () => {
    throw new TypeError('compiled in vain');
  });
  const records = estimates.find(({ model }) => model === 'identity_records');
  expect(records).toMatchObject({ bytes: null, credits: null, by: 'not known' });
  expect(records?.seconds).toBeGreaterThan(0);
});

test('a day whose bytes are used up is over, and yesterday is another day', async () => {
  const { dialect } = weft.warehouse;
  await weft.warehouse.execute(createModelRuns(dialect));
  const budget = { budget: { bytes_per_day: '500GB' } };
  const keep = () =>
    keepToBudget({
      warehouse: weft.warehouse,
      workspace: workspace(budget),
      project: project(),
      compile: async () => undefined,
    });
  const used = (runId: string, at: Date, bytes: string) => ({
    run_id: runId,
    model: 'once_expensive',
    status: 'failed',
    started_at: at.toISOString(),
    seconds: 1,
    row_count: null,
    bytes,
    credits: null,
    query_id: null,
  });
  const now = Date.now();
  await weft.warehouse.append('weft.model_runs', [
    used('old', new Date(now - 48 * 3_600_000), '900000000000'),
  ]);
  await expect(keep()).resolves.toBeInstanceOf(Array);
  await weft.warehouse.append('weft.model_runs', [used('new', new Date(now), '500000000000')]);
  await expect(keep()).rejects.toThrow(
    "The budget of the day is used up: today's refreshes have used 500 GB of the 500 GB of budget.bytes_per_day",
  );
});
