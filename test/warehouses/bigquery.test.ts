import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { messageOf } from '../../connectors/errors.ts';
import { readSettings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { dbtProfile, openWarehouse } from '../../connectors/warehouses/registry.ts';
import { type BigQueryEmulator, type Fault, startBigQueryEmulator } from '../emulators/bigquery/start.ts';

describe('BigQuery', () => {
  let emulator: BigQueryEmulator;
  let warehouse: Warehouse;
  const opened: Warehouse[] = [];

  const settingsOf = (url: Record<string, string> = {}, environment: Record<string, string> = {}) => {
    const query = new URLSearchParams({ location: 'US', api_endpoint: emulator.url, ...url });
    return readSettings({
      WEFT_WAREHOUSE_URL: `bigquery://test?${query}`,
      BIGQUERY_TOKEN: emulator.token,
      ...environment,
    });
  };
  const open = async (url?: Record<string, string>, environment?: Record<string, string>) => {
    const another = await openWarehouse(settingsOf(url, environment));
    opened.push(another);
    return another;
  };
  const counted = async (table: string) =>
    Number((await warehouse.query(`select count(*) as n from ${table}`))[0]?.n);

  beforeAll(async () => {
    emulator = await startBigQueryEmulator();
    warehouse = await open();
    await warehouse.execute(
      'create table weft.people as select n as id, concat("name ", cast(n as string)) as name from unnest(generate_array(1, 25000)) n',
    );
  });
  afterEach(() => emulator.reset());
  afterAll(async () => {
    for (const each of opened) await each.close();
    await emulator?.stop();
  });

  describe('errors', () => {
    const faults: [title: string, fault: Fault, expected: Record<string, unknown>][] = [
      [
        'a quota',
        { status: 403, reason: 'quotaExceeded', message: 'Quota exceeded: too many concurrent queries' },
        { name: 'RateLimited', retryable: true },
      ],
      [
        'a rate of requests',
        { status: 403, reason: 'rateLimitExceeded', message: 'Exceeded rate limits' },
        { name: 'RateLimited', retryable: true },
      ],
      [
        'a rate of jobs',
        { on: 'job', reason: 'jobRateLimitExceeded', message: 'Exceeded rate limits', times: null },
        { name: 'RateLimited', retryable: true },
      ],
      [
        'a job that fails within BigQuery',
        { on: 'job', reason: 'jobInternalError', message: 'An internal error occurred' },
        { name: 'Unavailable', retryable: true },
      ],
      [
        'a query that is too large',
        { on: 'job', reason: 'resourcesExceeded', message: 'Resources exceeded during query execution' },
        { name: 'WarehouseError', retryable: false, mend: expect.stringContaining('split it') },
      ],
      [
        'a transaction that another writer aborted',
        {
          on: 'job',
          reason: 'invalidQuery',
          message: 'Transaction is aborted due to concurrent update against table test:weft.people.',
        },
        { name: 'WarehouseError', retryable: true },
      ],
      [
        'a project without billing',
        { status: 403, reason: 'billingNotEnabled', message: 'Billing has not been enabled' },
        { name: 'ConfigError', retryable: false, mend: expect.stringContaining('billing account') },
      ],
      [
        'an API that is down',
        { status: 503, reason: 'backendError', times: null },
        { name: 'Unavailable', retryable: true },
      ],
    ];
    test.each(faults)('%s', async (_title, fault, expected) => {
      await emulator.refuse(fault);
      await expect(warehouse.query('select count(*) from weft.people')).rejects.toMatchObject(expected);
    });

    test('an API that is down for a moment is asked again, and the job runs once', async () => {
      const before = (await emulator.jobs()).length;
      await emulator.refuse({ status: 503, reason: 'backendError', times: 1 });
      expect(await warehouse.query('select 1 as a')).toEqual([{ a: '1' }]);
      expect(await emulator.jobs()).toHaveLength(before + 1);
    });

    test('a start whose answer is lost runs once', async () => {
      await warehouse.execute('create or replace table weft.once (id int64)');
      await emulator.refuse({ on: 'page', method: 'POST', path: '/jobs$' });
      await warehouse.execute('insert into weft.once (id) values (1)');
      expect(await counted('weft.once')).toBe(1);
    });

    test('a token that is no longer valid, which no part of the error holds', async () => {
      const expired = await open({}, { BIGQUERY_TOKEN: 'expired' });
      const error: unknown = await expired.query('select 1').catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'AuthError', mend: expect.stringContaining('BIGQUERY_TOKEN') });
      const { cause } = error instanceof Error ? error : {};
      expect(JSON.stringify([messageOf(error), messageOf(cause), Object.keys(Object(cause))])).not.toContain(
        'Bearer',
      );
    });

    test.each([
      ['is not there', undefined, 'cannot be read'],
      ['is no key', '{"type": "authorized_user", "private_key": "hidden"}', 'is not the JSON key'],
    ])('a key file that %s', async (_title, content, message) => {
      const folder = await mkdtemp(join(tmpdir(), 'weft-key-'));
      const file = join(folder, 'key.json');
      if (content !== undefined) await writeFile(file, content);
      const settings = settingsOf({}, { BIGQUERY_TOKEN: '', BIGQUERY_KEY_FILE: file });
      const error: unknown = await openWarehouse(settings).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'AuthError', message: expect.stringContaining(message) });
      expect(messageOf(error)).not.toContain('hidden');
      await rm(folder, { recursive: true });
    });

    test('an address where nobody answers', async () => {
      const nobody = await open({ api_endpoint: 'http://127.0.0.1:9' });
      await expect(nobody.query('select 1')).rejects.toMatchObject({
        name: 'Unavailable',
        message: expect.stringContaining('ECONNREFUSED'),
        mend: expect.stringContaining('api_endpoint'),
      });
    });
  });

  describe('rights', () => {
    test.each([
      ['bigquery.jobs.create', '', 'project test', 'roles/bigquery.jobUser'],
      ['bigquery.tables.getData', 'weft.people', 'table weft.people', 'roles/bigquery.dataViewer'],
    ])('%s is named with its grant', async (permission, on, object, role) => {
      await emulator.deny(permission, on);
      await expect(warehouse.query('select count(*) from weft.people')).rejects.toMatchObject({
        name: 'AuthError',
        message: expect.stringMatching(new RegExp(`${object}.*${permission}`)),
        mend: expect.stringContaining(role),
      });
    });

    test('each is checked on its own', async () => {
      await warehouse.execute('create schema if not exists raw');
      await warehouse.execute('create or replace table raw.seen (id int64)');
      await warehouse.execute('create or replace table raw.hidden (id int64)');
      const passed = await warehouse.checkAccess(['raw.seen', 'raw.hidden']);
      expect(passed.map(({ result }) => result)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
      await emulator.deny('bigquery.tables.getData', 'raw.hidden');
      await emulator.deny('bigquery.tables.create', 'weft');
      const checks = await warehouse.checkAccess(['raw.seen', 'raw.hidden']);
      expect(checks.map(({ name, result }) => [name, result])).toEqual([
        ['run queries in test', 'ok'],
        ['dataset weft', 'ok'],
        ['write dataset weft', 'fail'],
        ['read raw.seen', 'ok'],
        ['read raw.hidden', 'fail'],
      ]);
      expect(checks[2]?.mend).toMatch(/dataEditor.*`test`\.`weft`/);
      expect(checks[4]?.mend).toMatch(/dataViewer.*`test`\.`raw`/);
      const left = (await warehouse.tables('weft')).filter(({ name }) => name.startsWith('access_check'));
      expect(left).toEqual([]);
    });

    test('a dataset that Weft may not make', async () => {
      const other = await startBigQueryEmulator();
      try {
        const fresh = await open({ api_endpoint: other.url, location: 'EU' });
        await other.deny('bigquery.datasets.create');
        await expect(fresh.execute('create table weft.a (id int64)')).rejects.toMatchObject({
          name: 'AuthError',
          message: expect.stringContaining('no dataset weft in test'),
          mend: expect.stringMatching(/create schema .*`weft`.*location = 'EU'/),
        });
        await other.reset();
        await fresh.execute('create table weft.a (id int64)');
        expect((await fresh.columns('weft.a')).map(({ name }) => name)).toEqual(['id']);
        expect((await other.jobs()).every(({ jobReference }) => jobReference.location === 'EU')).toBe(true);
      } finally {
        await other.stop();
      }
    });
  });

  test('a dataset of another location is told apart from one that is not there', async () => {
    const eu = await open({ location: 'EU' });
    await expect(eu.query('select * from weft.people')).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(/weft is in location US.*run in EU/),
      mend: expect.stringContaining('location=US'),
    });
    await expect(eu.query('select * from nowhere.people')).rejects.toMatchObject({
      name: 'WarehouseError',
      missing: expect.stringContaining('nowhere'),
    });
  });

  describe('reading', () => {
    test('an answer that breaks off in the middle is asked for again', async () => {
      const ids = new Set<unknown>();
      for await (const rows of warehouse.stream('select id from weft.people')) {
        if (ids.size === 0) await emulator.refuse({ on: 'page', method: 'GET', path: '/queries/' });
        for (const { id } of rows) ids.add(id);
      }
      expect(ids.size).toBe(25_000);
    });

    test('a network that stays broken ends the stream, with what to look at', async () => {
      const read = async () => {
        for await (const rows of warehouse.stream('select id from weft.people')) {
          expect(rows.length).toBeGreaterThan(0);
          await emulator.refuse({ on: 'page', method: 'GET', path: '/queries/', times: null });
        }
      };
      await expect(read()).rejects.toMatchObject({
        name: 'Unavailable',
        message: 'The connection to BigQuery failed: it broke off in the middle of an answer',
        mend: expect.stringMatching(/network/),
      });
    }, 60_000);
  });

  describe('a load job', () => {
    const countAfter = async (work: () => Promise<unknown>) => {
      await warehouse.execute('create or replace table weft.loaded (id int64, amount numeric)');
      await warehouse.append('weft.loaded', [{ id: '1', amount: '1.5' }]);
      await work();
      return counted('weft.loaded');
    };

    test('that meets one wrong value writes none of its rows', async () => {
      const rows = Array.from({ length: 5000 }, (_, index) => ({ id: index === 4999 ? 'x' : `${index}` }));
      const count = await countAfter(() =>
        expect(warehouse.append('weft.loaded', rows)).rejects.toMatchObject({
          name: 'WarehouseError',
          mend: expect.stringContaining('no row was written'),
        }),
      );
      expect(count).toBe(1);
    });

    test('for a column that the table has not is refused before it starts', async () => {
      const count = await countAfter(() =>
        expect(warehouse.append('weft.loaded', [{ id: '2', total: 3 }])).rejects.toMatchObject({
          message: 'The table weft.loaded has no column total',
          mend: 'Its columns are id, amount.',
        }),
      );
      expect(count).toBe(1);
    });

    test('whose answer is lost writes its rows once', async () => {
      const count = await countAfter(async () => {
        await emulator.refuse({ on: 'page', method: 'POST', path: '^/upload/' });
        await warehouse.append('weft.loaded', [{ id: '2' }, { id: '3' }]);
      });
      expect(count).toBe(3);
    });

    test('without the right to write', async () => {
      const count = await countAfter(async () => {
        await emulator.deny('bigquery.tables.updateData', 'weft.loaded');
        await expect(warehouse.append('weft.loaded', [{ id: '2' }])).rejects.toMatchObject({
          name: 'AuthError',
          message: expect.stringMatching(/weft\.loaded.*updateData/),
          mend: expect.stringContaining('dataEditor'),
        });
      });
      expect(count).toBe(1);
    });
  });

  test('a job carries who runs it, its priority and its limits', async () => {
    const batch = await open({ priority: 'batch', maximum_bytes_billed: '20971520' });
    await batch.query('select count(*) from weft.people', {
      tag: { run: 'Run 7/é', resource: 'model.person' },
      timeoutMs: 20_000,
    });
    const [job] = await emulator.jobs();
    expect(job?.configuration).toMatchObject({
      labels: { app: 'weft', workspace: 'workspace', run: 'run_7__', resource: 'model_person' },
      jobTimeoutMs: '20000',
      query: { priority: 'BATCH', maximumBytesBilled: '20971520' },
    });
  });

  test('a query beyond its limit of bytes is refused, and its estimate still says how much', async () => {
    const thrifty = await open({ maximum_bytes_billed: '1000000' });
    await expect(thrifty.query('select * from weft.people')).rejects.toMatchObject({
      name: 'WarehouseError',
      retryable: false,
      message: expect.stringContaining('1000000'),
      mend: expect.stringContaining('maximum_bytes_billed'),
    });
    const cost = await thrifty.estimate('select * from weft.people');
    expect(cost?.bytes).toBeGreaterThan(25_000 * 8);
  });

  test("dbt's profile holds no secret", async () => {
    const settings = settingsOf({ maximum_bytes_billed: '5' }, { BIGQUERY_TOKEN: 'a secret token' });
    const { profile, environment } = await dbtProfile(settings);
    expect(JSON.stringify(profile)).not.toContain('secret token');
    expect(environment).toEqual({ DBT_ENV_SECRET_BIGQUERY_TOKEN: 'a secret token' });
    expect(profile).toMatchObject({
      outputs: {
        warehouse: {
          type: 'bigquery',
          method: 'oauth-secrets',
          token: "{{ env_var('DBT_ENV_SECRET_BIGQUERY_TOKEN') }}",
          project: 'test',
          dataset: 'weft',
          location: 'US',
          priority: 'interactive',
          maximum_bytes_billed: 5,
        },
      },
    });
  });
});
