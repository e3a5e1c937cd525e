import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { creditsPerHour } from '../../connectors/warehouses/credits.ts';
import { keepToBudget } from '../../workflows/refresh-models/budget.ts';
import { recordingCosts } from '../../workflows/refresh-models/costs.ts';
import { startSnowflakeEmulator } from '../emulators/snowflake/start.ts';
import { build, workspaceOf } from '../fixtures/build.ts';
import { useWeft } from '../fixtures/weft.ts';

const emulator = await startSnowflakeEmulator();
const weft = useWeft(['postgres'], emulator.environment);
afterAll(() => emulator.stop());

const workspace = (more: Record<string, unknown> = {}) =>
  workspaceOf([
    { kind: 'workspace', slug: 'shop', ...more },
    {
      kind: 'source',
      slug: 'people',
      table: 'raw.people',
      key: 'id',
      identifiers: [{ type: 'email', column: 'email' }],
    },
    { kind: 'identity', slug: 'persons', types: [{ type: 'email', normalize: 'email' }], golden: {} },
  ]);

test('a model on Snowflake costs the seconds of its warehouse, by size', { timeout: 180_000 }, async () => {
  const { warehouse, home } = weft;
  await warehouse.execute('create schema if not exists raw');
  await warehouse.execute('create table raw.people (id varchar, email varchar)');
  await warehouse.append('raw.people', [{ id: '1', email: 'ann@shop.example' }]);
  // An XS warehouse takes one credit an hour.
  expect(await creditsPerHour(warehouse)).toBe(1);

  const project = join(home, 'dbt');
  const before = performance.now();
  await recordingCosts({ warehouse, runId: 'first', project }, () =>
    build(weft, workspace(), { id: 'first', select: ['+identity_members'] }),
  );
  const longest = (performance.now() - before) / 1000;
  const rows = await warehouse.query(
    'select model, seconds, credits, bytes, row_count, query_id from weft.model_runs order by model',
  );
  expect(rows.map(({ model }) => model)).toEqual(['identity_members', 'identity_records']);
  for (const row of rows) {
    expect(row).toMatchObject({ bytes: null, row_count: '1', query_id: expect.stringMatching(/\w/) });
    expect(Number(row.credits)).toBeGreaterThan(0);
    expect(Number(row.credits)).toBeLessThanOrEqual(Number(row.seconds) / 3600 + 0.000001);
  }
  expect(rows.reduce((sum, { credits }) => sum + Number(credits), 0)).toBeLessThan(longest / 3600);

  const refused = keepToBudget({
    warehouse,
    workspace: workspace({ budget: { credits_per_day: 0.0000001 } }),
    project,
    compile: async () => undefined,
  });
  await expect(refused).rejects.toThrow('of budget.credits_per_day');
});
