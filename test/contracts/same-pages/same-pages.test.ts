import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startReceiver } from '../../../cli/demo/receiver.ts';
import { runDemo } from '../../../cli/demo/run-demo.ts';
import { readSettings } from '../../../connectors/settings.ts';
import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../../connectors/warehouses/registry.ts';
import { identitySummary } from '../../../web/data/identity.ts';
import { NotComputed } from '../../../web/data/not-computed.ts';
import { dialect } from '../../../web/data/warehouse.ts';
import { startBigQueryEmulator } from '../../emulators/bigquery/start.ts';
import { startSnowflakeEmulator } from '../../emulators/snowflake/start.ts';
import { useWeft } from '../../fixtures/weft.ts';
import { ZetaSql } from '../../models/dialects/zetasql.ts';
import { copyTable } from '../same-outputs/company.ts';
import { type Chosen, readPages } from './read-pages.ts';
import { parsedAsSnowflake } from './sqlglot.ts';

// Next marks with it what must not reach a browser; outside of Next it throws.
vi.mock('server-only', () => ({}));
// Outside of Next there is no request to ask for its session or its language.
vi.mock('../../../web/data/authorise.ts', async () => {
  const { permissions } = await import('../../../web/data/permissions.ts');
  const actor = {
    ...{ id: 'ada', name: 'ada@weft.test', fullName: 'Ada', role: 'admin', sessionId: 'none' },
    permissions: new Set(permissions),
  };
  return { authorise: async () => actor, currentActor: async () => actor, may: async () => true };
});
vi.mock('next-intl/server', () => ({
  getTranslations: async () => (text: string) => text,
  getLocale: async () => 'en',
}));

const folder = mkdtempSync(join(tmpdir(), 'weft pages '));
const receiver = await startReceiver(0, join(folder, 'received.jsonl'));
const egress = { WEFT_EGRESS_ALLOW: `127.0.0.1:${receiver.port}` };
const weft = useWeft(['postgres', 'temporal', 'worker'], egress);
let chosen: Chosen;
let expected: Map<string, unknown>;

const one = async (sql: string): Promise<string> =>
  String(Object.values((await weft.warehouse.query(sql))[0] ?? {})[0]);

beforeAll(async () => {
  const now = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000).toISOString();
  const company = { persons: 300, seed: 5, now, receiverPort: receiver.port };
  await runDemo(weft.settings, company, () => undefined);
  const email = await one(
    "select value from weft.identity_identifiers where type = 'email' order by records desc, value limit 1",
  );
  chosen = {
    persons: [
      await one('select weft_id from weft.identity_persons order by records desc, weft_id limit 1'),
      await one('select weft_id from weft.segment_members order by weft_id limit 1'),
    ],
    searches: [
      email.toUpperCase(),
      ' an',
      "o'b",
      'no_one\\%',
      (await one('select min(weft_id) from weft.profiles')).slice(0, 4),
    ],
    segment: await one('select segment from weft.segment_members group by 1 order by count(*) desc limit 1'),
    sync: await one('select sync from weft.sync_runs order by planned desc, run_id limit 1'),
    syncRun: await one('select run_id from weft.sync_runs order by planned desc, run_id limit 1'),
    source: 'crm_contacts',
    refresh: await one('select min(run_id) from weft.model_runs'),
  };
  vi.stubEnv('WEFT_HOME', weft.home);
  expected = await readPages(chosen);
}, 240_000);

afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the pages have something to compare', () => {
  expect(expected.get('identity summary')).toMatchObject({ persons: expect.any(Number) });
  const found = expected.get(`people found by ${JSON.stringify(chosen.searches[0])}`);
  expect(found).toMatchObject({ total: 1 });
  expect([...expected.keys()].length).toBeGreaterThan(50);
});

async function copyAll(to: Warehouse): Promise<void> {
  for (const schema of ['raw', 'weft']) {
    await to.execute(`create schema if not exists ${to.dialect.ident(schema)}`);
    for (const { name, kind } of await weft.warehouse.tables(schema)) {
      if (kind === 'table') await copyTable(weft.warehouse, to, `${schema}.${name}`);
    }
  }
}

interface Engine {
  env: Record<string, string>;
  /** The statements that ran so far. */
  statements(): Promise<string[]>;
  /** What the engine's own grammar has against statements. */
  refused(statements: readonly string[]): Promise<string[]>;
  stop(): Promise<void>;
}

async function snowflake(): Promise<Engine> {
  const emulator = await startSnowflakeEmulator();
  return {
    env: emulator.environment,
    statements: async () => (await emulator.statements()).map(({ sql }) => sql),
    refused: async (statements) => {
      const kinds = await parsedAsSnowflake(statements);
      return statements.filter(
        (_, index) => !/^(Select|Union|Show|Describe|Alter|Use)$/.test(kinds[index] ?? ''),
      );
    },
    stop: emulator.stop,
  };
}

async function bigQuery(): Promise<Engine> {
  const emulator = await startBigQueryEmulator();
  const zetasql = await ZetaSql.start();
  return {
    env: emulator.environment,
    statements: async () =>
      (await emulator.jobs()).flatMap(({ configuration }) => configuration.query?.query ?? []).reverse(),
    refused: async (statements) => {
      for (const schema of ['raw', 'weft']) {
        for (const { name } of await weft.warehouse.tables(schema))
          zetasql.declare(`${schema}.${name}`, await weft.warehouse.columns(`${schema}.${name}`));
      }
      const faults: string[] = [];
      for (const sql of statements)
        await zetasql.check(sql).catch((error: Error) => faults.push(error.message));
      return faults;
    },
    stop: async () => {
      zetasql.stop();
      await emulator.stop();
    },
  };
}

describe.each([
  ['snowflake', snowflake],
  ['bigquery', bigQuery],
] as const)('%s', (name, start) => {
  let engine: Engine;
  let before: unknown;
  let found: Map<string, unknown>;
  let asked: string[];

  beforeAll(async () => {
    engine = await start();
    for (const [variable, value] of Object.entries(engine.env)) vi.stubEnv(variable, value);
    const warehouse = await openWarehouse(readSettings());
    // Nothing is there yet.
    before = await identitySummary().catch((error: unknown) => error);
    await copyAll(warehouse).finally(() => warehouse.close());
    const copied = (await engine.statements()).length;
    found = await readPages(chosen);
    const ran = (await engine.statements()).slice(copied);
    // A session's own settings are the connection's, not the pages'.
    asked = [...new Set(ran.filter((statement) => !statement.startsWith('alter session')))];
  }, 300_000);

  afterAll(async () => {
    vi.unstubAllEnvs();
    vi.stubEnv('WEFT_HOME', weft.home);
    await engine.stop();
  });

  test('it is this engine that is read', () => {
    expect(dialect().name).toBe(name);
    expect(asked.length).toBeGreaterThan(50);
  });

  test('a table that nothing has built yet is "not computed", no error', () => {
    expect(before).toBeInstanceOf(NotComputed);
  });

  test('every page shows the same as on the embedded warehouse', () => {
    for (const [reading, value] of expected) {
      expect.soft({ reading, value: found.get(reading) }).toEqual({ reading, value });
    }
  });

  test("every statement of the app is of the engine's own grammar", { timeout: 60_000 }, async () => {
    expect((await engine.refused(asked)).join('\n\n').slice(0, 10_000)).toBe('');
  });
});
