import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NextCost } from '../../workflows/refresh-models/next-cost.ts';
import type { RefreshSummary } from '../../workflows/refresh-models/workflow.ts';
import { startBigQueryEmulator } from '../emulators/bigquery/start.ts';
import { useWeft } from '../fixtures/weft.ts';

const emulator = await startBigQueryEmulator();
const weft = useWeft(['postgres', 'temporal', 'worker'], emulator.environment);
const people = 2000;

async function apply(budget: Record<string, unknown>): Promise<void> {
  const folder = join(weft.home, 'workspace');
  await mkdir(folder, { recursive: true });
  const resources = [
    { kind: 'workspace', slug: 'shop', ...(Object.keys(budget).length > 0 ? { budget } : {}) },
    {
      kind: 'source',
      slug: 'people',
      table: 'raw.people',
      key: 'id',
      identifiers: [{ type: 'email', column: 'email' }],
    },
    { kind: 'identity', slug: 'persons', types: [{ type: 'email', normalize: 'email' }], golden: {} },
  ];
  // JSON is YAML.
  writeFileSync(join(folder, 'all.yml'), resources.map((one) => JSON.stringify(one)).join('\n---\n'));
  await weft.answer('apply', folder);
}

beforeAll(async () => {
  await weft.warehouse.execute('create schema if not exists raw');
  await weft.warehouse.execute('create table raw.people (id string, email string)');
  const rows = Array.from({ length: people }, (_, id) => ({ id: `p${id}`, email: `p${id}@shop.example` }));
  await weft.warehouse.append('raw.people', rows);
}, 60_000);

afterAll(() => emulator.stop());

test('a model that would read more than a query may is refused before anything runs', {
  timeout: 120_000,
}, async () => {
  await apply({ bytes_per_query: '10 KB' });
  const refused = await weft.weft('run', '--json');
  expect(refused.exitCode).toBe(1);
  expect(JSON.parse(refused.stdout).error.message).toMatch(
    /^The model identity_members would read about [\d.]+ KB, more than the 10 KB of budget\.bytes_per_query$/,
  );
  expect((await weft.warehouse.tables('weft')).map(({ name }) => name)).not.toContain('identity_records');
});

test('so is a query of a person', async () => {
  const refused = await weft.weft('query', 'select * from raw.people', '--json');
  expect(refused.exitCode).toBe(1);
  const { error } = JSON.parse(refused.stdout);
  expect(error.message).toMatch(/^The query would read about [\d.]+ KB, more than the 10 KB/);
  expect(error.mend).toContain('budget.bytes_per_query');
  const small = await weft.answer<unknown[]>('query', 'select 1 as one');
  expect(small).toHaveLength(1);
});

test('within its budget a refresh runs, each job with the limit, and what it read is recorded', {
  timeout: 300_000,
}, async () => {
  await apply({ bytes_per_query: '1 GB', bytes_per_day: '1 TB' });
  const { runId } = await weft.answer<RefreshSummary>('run', '--select', '+identity_members');
  const jobs = await emulator.jobs();
  const built = jobs.filter(({ configuration }) => configuration.query?.query.includes('identity_links'));
  expect(built.length).toBeGreaterThan(0);
  expect(built.every(({ configuration }) => configuration.query?.maximumBytesBilled === '1000000000')).toBe(
    true,
  );
  expect(built.map(({ configuration }) => configuration.labels)).toContainEqual(
    expect.objectContaining({
      app: 'weft',
      workspace: 'workspace',
      run: runId,
      resource: 'identity_members',
    }),
  );
  const rows = await weft.warehouse.query(
    'select model, bytes, credits, query_id, row_count from weft.model_runs where run_id = $1',
    { values: [runId] },
  );
  const members = rows.find(({ model }) => model === 'identity_members');
  expect(Number(members?.bytes)).toBeGreaterThan(10_000);
  expect(members).toMatchObject({ credits: null, query_id: expect.any(String) });
});

test('the next refresh is estimated by model, beside what today has used', { timeout: 120_000 }, async () => {
  const cost = await weft.answer<NextCost>('warehouse', 'cost');
  const members = cost.models.find(({ model }) => model === 'identity_members');
  expect(members).toMatchObject({ by: 'engine' });
  expect(members?.bytes).toBeGreaterThan(10_000);
  expect(cost.today.bytes).toBeGreaterThan(10_000);
  expect(cost.budget).toMatchObject({ bytesPerQuery: 1e9, bytesPerDay: 1e12 });
});

test('a day that has used up its bytes refuses the next refresh', { timeout: 120_000 }, async () => {
  await apply({ bytes_per_day: '11 KB' });
  const refused = await weft.weft('run', '--json');
  expect(refused.exitCode).toBe(1);
  expect(JSON.parse(refused.stdout).error.message).toMatch(
    /^The refresh would use about .*, and today's refreshes have used .* of the 11 KB of budget\.bytes_per_day$/,
  );
});
