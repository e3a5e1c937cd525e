import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPlatform } from '../../../cli/platform/platform.ts';
import { readSettings } from '../../../connectors/settings.ts';
import { openDuckDb } from '../../../connectors/warehouses/duckdb/connection.ts';
import { copyTable, loadCompany } from './company.ts';
import { type Outputs, runCompany } from './run-company.ts';

const home = mkdtempSync(join(tmpdir(), 'weft company '));
const settings = readSettings({ ...process.env, WEFT_HOME: home });
let platform: Awaited<ReturnType<typeof startPlatform>>;
let tables: string[];
let expected: Outputs;

beforeAll(async () => {
  platform = await startPlatform(settings, { parts: ['postgres'] });
  const lake = await openDuckDb(settings);
  tables = await loadCompany(lake, home).finally(() => lake.close());
  expected = await runCompany('ducklake', fill);
}, 300_000);

afterAll(async () => {
  await platform?.stop();
  rmSync(home, { recursive: true, force: true });
});

async function fill(warehouse: Parameters<typeof copyTable>[1]): Promise<void> {
  await warehouse.execute(`create schema if not exists ${warehouse.dialect.ident('raw')}`);
  // Opened for each: a process gives the password of one catalogue to the engine.
  const lake = await openDuckDb(settings);
  for (const table of tables) await copyTable(lake, warehouse, table);
  await lake.close();
}

test('the company has people, changes and refusals to compare', () => {
  const size = (table: string) => expected.tables.get(table)?.length ?? 0;
  expect(size('identity_persons')).toBeGreaterThan(1500);
  expect(size('segment_changes')).toBeGreaterThan(size('segment_members'));
  expect(expected.tables.get('identity_changes')?.map(({ change }) => change)).toEqual(
    expect.arrayContaining(['created', 'merged']),
  );
  expect(expected.syncs.filter(({ rejected }) => rejected > 0).length).toBeGreaterThan(0);
  expect(expected.delivered.size).toBeGreaterThan(100);
});

test('the incremental run of the second day keeps what a full one finds', () => {
  const modes = expected.tables.get('identity_runs')?.map(({ mode }) => mode);
  expect(modes).toEqual(['full', 'incremental']);
  expect(expected.identity?.kept).toEqual(expected.identity?.anew);
});

describe.each(['snowflake', 'bigquery'] as const)('%s', (name) => {
  let outputs: Outputs;
  beforeAll(async () => {
    outputs = await runCompany(name, fill);
  }, 900_000);

  test('has the same tables', () => {
    expect([...outputs.tables.keys()].sort()).toEqual([...expected.tables.keys()].sort());
  });

  test('has the same rows in each of them', () => {
    for (const [table, rows] of expected.tables) {
      const found = outputs.tables.get(table) ?? [];
      const first = rows.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(found[index]));
      expect
        .soft({ table, row: found[Math.max(first, 0)] })
        .toEqual({ table, row: rows[Math.max(first, 0)] });
      expect.soft({ table, rows: found.length }).toEqual({ table, rows: rows.length });
    }
  });

  test('sent the same and was answered the same', () => {
    expect(outputs.syncs).toEqual(expected.syncs);
    expect(outputs.delivered).toEqual(expected.delivered);
  });
});
