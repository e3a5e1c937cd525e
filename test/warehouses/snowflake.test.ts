import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { AuthError, ConfigError, RateLimited, Unavailable, WarehouseError } from '../../connectors/errors.ts';
import { readSettings, type Settings } from '../../connectors/settings.ts';
import type { Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import { openSnowflake } from '../../connectors/warehouses/snowflake/connection.ts';
import { dbtProfile } from '../../connectors/warehouses/snowflake/profile.ts';
import { type SnowflakeEmulator, startSnowflakeEmulator } from '../emulators/snowflake/start.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const home = mkdtempSync(join(tmpdir(), 'weft-snowflake-'));
let emulator: SnowflakeEmulator;
let warehouse: Warehouse;

const settingsWith = (environment: Record<string, string>, url = emulator.warehouseUrl): Settings =>
  readSettings({ WEFT_HOME: home, ...environment, WEFT_WAREHOUSE_URL: url });

const keyFile = (name: string, pem: string | Buffer): string => {
  const file = join(home, name);
  writeFileSync(file, pem);
  return file;
};

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

beforeAll(async () => {
  emulator = await startSnowflakeEmulator({
    password: "pass'word",
    token: 'oauth-token',
    publicKey: keys.publicKey,
  });
  warehouse = await openSnowflake(settingsWith(emulator.environment));
});

afterEach(() => emulator.allow());

afterAll(async () => {
  await warehouse?.close();
  await emulator?.stop();
  rmSync(home, { recursive: true, force: true });
});

test('logs in by password, by token and by key pair, with a passphrase or without', async () => {
  const plain = keyFile('plain.p8', keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const locked = keyFile(
    'locked.p8',
    keys.privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'open sesame',
    }),
  );
  const logins: Record<string, string>[] = [
    { SNOWFLAKE_PASSWORD: "pass'word" },
    { SNOWFLAKE_TOKEN: 'oauth-token' },
    { SNOWFLAKE_PRIVATE_KEY_PATH: plain },
    { SNOWFLAKE_PRIVATE_KEY_PATH: locked, SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: 'open sesame' },
    // The key pair goes first.
    { SNOWFLAKE_PRIVATE_KEY_PATH: plain, SNOWFLAKE_PASSWORD: 'wrong' },
  ];
  for (const environment of logins) {
    const open = await openSnowflake(settingsWith(environment));
    const rows = await open.query('select current_user() as person, current_role() as role');
    await open.close();
    expect(rows).toEqual([{ person: 'WEFT', role: 'WEFT_ROLE' }]);
  }
});

test('credentials that are refused, or that are none, are named with what to set', async () => {
  const other = keyFile('other.p8', otherKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const locked = keyFile(
    'locked-too.p8',
    keys.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'a' }),
  );
  const notKey = keyFile('not-a-key.p8', 'ssh-rsa AAAA');
  const cases: [Record<string, string>, new (...all: never[]) => Error, RegExp, RegExp][] = [
    [{ SNOWFLAKE_PASSWORD: 'wrong' }, AuthError, /user name or the password of weft/, /SNOWFLAKE_PASSWORD/],
    [{ SNOWFLAKE_TOKEN: 'expired' }, AuthError, /OAuth token of weft/, /SNOWFLAKE_TOKEN/],
    [
      { SNOWFLAKE_PRIVATE_KEY_PATH: other },
      AuthError,
      /key pair of weft/,
      /alter user weft set rsa_public_key/,
    ],
    [{ SNOWFLAKE_PRIVATE_KEY_PATH: locked }, ConfigError, /cannot be opened/, /PASSPHRASE/],
    [{ SNOWFLAKE_PRIVATE_KEY_PATH: notKey }, ConfigError, /PKCS #8/, /openssl/],
    [{ SNOWFLAKE_PRIVATE_KEY_PATH: '/no/such/key' }, ConfigError, /cannot be read/, /path/],
    [{}, ConfigError, /No credentials/, /SNOWFLAKE_PRIVATE_KEY_PATH.*SNOWFLAKE_PASSWORD.*SNOWFLAKE_TOKEN/s],
  ];
  for (const [environment, kind, message, mend] of cases) {
    const error = await failureOf(Promise.resolve().then(() => openSnowflake(settingsWith(environment))));
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      mend: expect.stringMatching(mend),
      retryable: false,
    });
  }
});

test('no secret is in an error, in what the driver logs, or in a file that it leaves', async () => {
  const secret = 'hunter2-very-secret';
  const before = readdirSync(process.cwd());
  const error = await failureOf(openSnowflake(settingsWith({ SNOWFLAKE_PASSWORD: secret })));
  const chain: string[] = [];
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    chain.push(JSON.stringify(each, Object.getOwnPropertyNames(each)));
  }
  expect(chain.length).toBeGreaterThan(1);
  expect(chain.join()).not.toContain(secret);
  expect(readdirSync(process.cwd())).toEqual(before);
});

const refusals: {
  code: string;
  message: string;
  sqlState?: string;
  kind: new (...all: never[]) => Error;
  says: RegExp;
  mend?: RegExp;
  retryable?: boolean;
}[] = [
  {
    code: '003001',
    message: "SQL access control error:\nInsufficient privileges to operate on table 'CONTACTS'",
    kind: AuthError,
    says: /weft_role lacks a right on the table CONTACTS/,
    mend: /grant select on table CONTACTS to role weft_role;/,
  },
  {
    code: '003001',
    message: "SQL access control error:\nInsufficient privileges to operate on schema 'WEFT'",
    kind: AuthError,
    says: /schema WEFT/,
    mend: /grant usage, create table, create view on schema WEFT to role weft_role;/,
  },
  {
    code: '002003',
    message: `SQL compilation error:\nObject 'DB.RAW."my ""table"' does not exist or not authorized.`,
    sqlState: '42S02',
    kind: WarehouseError,
    says: /not there, or the role weft_role may not see it/,
    mend: /grant select on table/,
  },
  {
    code: '000606',
    message:
      "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.",
    sqlState: '57P03',
    kind: WarehouseError,
    says: /warehouse weft_wh is suspended/,
    mend: /alter warehouse weft_wh set auto_resume = true; grant usage on warehouse weft_wh to role weft_role;/,
  },
  {
    code: '090073',
    message:
      "Warehouse 'WEFT_WH' cannot be resumed because resource monitor 'MONTHLY' has exceeded its quota.",
    kind: WarehouseError,
    says: /quota of the resource monitor MONTHLY is used up/,
    mend: /alter resource monitor MONTHLY set credit_quota/,
  },
  {
    code: '000630',
    message: 'Statement reached its statement or warehouse timeout of 10 second(s) and was canceled.',
    sqlState: '57014',
    kind: WarehouseError,
    says: /limit of 10 s/,
    mend: /read less/,
  },
  {
    code: '000625',
    message: "Statement 'x' has locked table 'T' in transaction 1 and this lock has not yet been released.",
    sqlState: '57014',
    kind: WarehouseError,
    says: /Another writer/,
    retryable: true,
  },
  {
    code: '000904',
    message: "SQL compilation error: error line 1 at position 7\ninvalid identifier 'C.EMAIL'",
    kind: WarehouseError,
    says: /There is no column C\.EMAIL/,
    mend: /renamed or dropped/,
  },
];

test.each(refusals)('$code, $message', async ({ code, message, sqlState, kind, says, mend, retryable }) => {
  await emulator.refuse({
    at: 'statement',
    matching: 'select 42',
    code,
    message,
    ...(sqlState === undefined ? {} : { sqlState }),
  });
  const error = await failureOf(warehouse.query('select 42 as answer'));
  expect(error).toBeInstanceOf(kind);
  expect(error).toMatchObject({ message: expect.stringMatching(says), retryable: retryable ?? false });
  if (mend) expect(error).toMatchObject({ mend: expect.stringMatching(mend) });
  await emulator.allow();
  expect(await warehouse.query('select 42 as answer')).toEqual([{ answer: '42' }]);
});

test('a role that is not granted is refused at login', async () => {
  await emulator.refuse({
    at: 'login',
    code: '390189',
    message: "Role 'WEFT_ROLE' specified in the connect string does not exist or not authorized.",
  });
  expect(await failureOf(openSnowflake(settingsWith(emulator.environment)))).toMatchObject({
    name: 'AuthError',
    mend: 'An administrator runs: grant role weft_role to user weft;',
  });
});

test('an account that is not there, and one that does not answer', { timeout: 60_000 }, async () => {
  const { createServer } = await import('node:http');
  const server = createServer((_, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const at = (place: number) => emulator.warehouseUrl.replace(String(emulator.port), String(place));
  expect(await failureOf(openSnowflake(settingsWith(emulator.environment, at(port))))).toMatchObject({
    name: 'ConfigError',
    message: `There is no Snowflake account at 127.0.0.1:${port}`,
    mend: expect.stringContaining('organization-account'),
  });
  server.close();
  expect(await failureOf(openSnowflake(settingsWith(emulator.environment, at(port))))).toMatchObject({
    name: 'Unavailable',
    retryable: true,
    mend: expect.stringContaining('network'),
  });
});

test('a session that expired is renewed, one that ended is opened anew, unseen by the caller', async () => {
  await emulator.refuse({ at: 'session', code: '390112', message: 'Session token expired', times: 1 });
  expect(await warehouse.query('select 1 as a')).toEqual([{ a: '1' }]);
  await emulator.refuse({
    at: 'session',
    code: '390111',
    message: 'Session no longer exists. New login required to access the service.',
    times: 1,
  });
  expect(await warehouse.query('select 2 as a')).toEqual([{ a: '2' }]);
});

test('a connection that drops in a part of the result is taken up again', async () => {
  await emulator.refuse({ at: 'chunk', code: 'drop', times: 1 });
  let rows = 0;
  for await (const batch of warehouse.stream(
    'select seq4() as n, sha2(seq4()::varchar) as h from table(generator(rowcount => 30000))',
  )) {
    rows += batch.length;
  }
  expect(rows).toBe(30_000);
});

test('a connection that drops again and again ends the stream with an error', {
  timeout: 120_000,
}, async () => {
  await emulator.refuse({ at: 'chunk', code: 'drop' });
  const read = async () => {
    let rows = 0;
    for await (const batch of warehouse.stream(
      'select seq4() as n, sha2(seq4()::varchar) as h from table(generator(rowcount => 30000))',
    )) {
      rows += batch.length;
    }
    return rows;
  };
  const error = await failureOf(read());
  expect(error).toBeInstanceOf(Unavailable);
  await emulator.allow();
  expect(await read()).toBe(30_000);
});

test('each statement carries its tag', async () => {
  await warehouse.query('select 101 as tagged', { tag: { run: 'run-1', resource: 'models.persons' } });
  await warehouse.query('select 102 as tagged');
  const tagOf = (sql: string, all: { sql: string; tag: string | null }[]) =>
    JSON.parse(all.find((statement) => statement.sql === sql)?.tag ?? 'null');
  const statements = await emulator.statements();
  expect(tagOf('select 101 as tagged', statements)).toEqual({
    app: 'weft',
    workspace: 'workspace',
    run: 'run-1',
    resource: 'models.persons',
  });
  expect(tagOf('select 102 as tagged', statements)).toEqual({ app: 'weft', workspace: 'workspace' });
});

test('sessions are shared by those who wait, and closed', async () => {
  const before = await emulator.sessions();
  const open = await openSnowflake(settingsWith(emulator.environment));
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => open.query('select $1 as n', { values: [String(index)] })),
  );
  expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 40 }, (_, index) => String(index)));
  const during = await emulator.sessions();
  expect(during - before).toBeGreaterThan(1);
  expect(during - before).toBeLessThanOrEqual(12);
  await open.close();
  expect(await emulator.sessions()).toBe(before);
  expect(await failureOf(open.query('select 1 as a'))).toMatchObject({
    message: 'The connection to the warehouse was closed',
  });
});

test('a consumer that stops early leaves the sessions for others', async () => {
  const before = await emulator.sessions();
  for (let run = 0; run < 5; run += 1) {
    for await (const batch of warehouse.stream(
      'select seq4() as n from table(generator(rowcount => 25000))',
    )) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
  }
  expect(await emulator.sessions()).toBe(before);
});

const wide = (index: number): Row => ({
  id: String(9_007_199_254_740_993n + BigInt(index)),
  name: index % 3 === 0 ? '' : `Zoë "${index}" \\ 'x'\n`,
  amount: index % 2 === 0 ? null : `${index}.25`,
  seen_at: '2024-02-29T23:59:59.123456Z',
  data: { n: index, deep: [null, true, '12345678901234567890'] },
  raw: 'AAECAw==',
});

test('many rows go by file, PUT and COPY INTO, in one load; nothing stays of the file', async () => {
  await warehouse.execute(
    'create or replace table weft.bulk (id number(38,0), name varchar, amount number(38,9), seen_at timestamp_tz(6), data variant, raw binary)',
  );
  const rows = Array.from({ length: 5_000 }, (_, index) => wide(index));
  await warehouse.append('weft.bulk', rows);
  expect(await warehouse.query('select * from weft.bulk order by id')).toEqual(rows);
  const ran = (await emulator.statements()).map(({ sql }) => sql.trim().split(/\s+/)[0]?.toLowerCase());
  expect(ran.filter((verb) => verb === 'put')).toHaveLength(1);
  expect(ran.filter((verb) => verb === 'copy')).toHaveLength(1);
  expect(readdirSync(join(home, 'tmp', 'snowflake'))).toEqual([]);
});

test('a few rows go in one statement, with the same values', async () => {
  await warehouse.execute('create or replace table weft.few like weft.bulk');
  const rows = Array.from({ length: 7 }, (_, index) => wide(index));
  await warehouse.append('weft.few', rows);
  expect(await warehouse.query('select * from weft.few order by id')).toEqual(rows);
});

test('a value that does not fit refuses the whole load and names itself', async () => {
  await warehouse.execute('create or replace table weft.fits (id number(38,0), name varchar)');
  for (const count of [10, 5_000]) {
    const rows = Array.from({ length: count }, (_, index) => ({
      id: index === count - 1 ? 'abc' : String(index),
      name: 'x',
    }));
    const error = await failureOf(warehouse.append('weft.fits', rows));
    expect(error).toBeInstanceOf(WarehouseError);
    expect(error).toMatchObject({ message: expect.stringContaining("'abc' is not recognized") });
    expect(await warehouse.query('select count(*) as n from weft.fits')).toEqual([{ n: '0' }]);
  }
  expect(await failureOf(warehouse.append('weft.fits', [{ id: '1', nickname: 'x' }]))).toMatchObject({
    message: 'The table weft.fits has no column nickname',
    mend: 'It has id, name.',
  });
});

test('a transaction is all or none, and is tried again when another writer was in the way', async () => {
  await warehouse.execute('create or replace table weft.ledger (id number(38,0))');
  await emulator.refuse({
    at: 'statement',
    matching: 'insert into weft\\.ledger select 2',
    code: '000625',
    message: 'the lock has not yet been released',
    times: 2,
  });
  await warehouse.transaction(['insert into weft.ledger select 1', 'insert into weft.ledger select 2']);
  expect(await warehouse.query('select id from weft.ledger order by id')).toEqual([{ id: '1' }, { id: '2' }]);
  const error = await failureOf(
    warehouse.transaction(['insert into weft.ledger select 3', 'insert into weft.nowhere select 4']),
  );
  expect(error).toMatchObject({ missing: 'WEFT_DB.WEFT.NOWHERE' });
  expect(await warehouse.query('select count(*) as n from weft.ledger')).toEqual([{ n: '2' }]);
});

test('each right is checked, and the grant that is missing is named', async () => {
  await warehouse.execute('create or replace table weft.seen (id number(38,0))');
  expect((await warehouse.checkAccess(['weft.seen'])).map(({ result }) => result)).toEqual(
    Array(6).fill('ok'),
  );
  await emulator.refuse({
    at: 'statement',
    matching: 'create transient table',
    code: '003001',
    message: "SQL access control error:\nInsufficient privileges to operate on schema 'WEFT'",
  });
  const checks = await warehouse.checkAccess(['weft.seen', 'weft.hidden']);
  expect(checks.filter(({ result }) => result === 'fail')).toEqual([
    {
      name: 'create tables in weft_db.weft',
      result: 'fail',
      detail: 'The role weft_role lacks a right on the schema WEFT',
      mend: 'An administrator runs: grant usage, create table, create view on schema WEFT to role weft_role;',
    },
    {
      name: 'read weft.hidden',
      result: 'fail',
      detail: 'The table WEFT_DB.WEFT.HIDDEN is not there, or the role weft_role may not see it',
      mend: expect.stringContaining('grant select on table WEFT_DB.WEFT.HIDDEN to role weft_role;'),
    },
  ]);
});

test('requests that are turned away for their number are RateLimited', async () => {
  const { toSnowflakeError } = await import('../../connectors/warehouses/snowflake/errors.ts');
  const { snowflakeLogin } = await import('../../connectors/warehouses/snowflake/credentials.ts');
  const refusal = Object.assign(new Error('Request to Snowflake failed.'), {
    code: 401002,
    response: { statusCode: 429 },
  });
  expect(toSnowflakeError(refusal, snowflakeLogin(settingsWith(emulator.environment)))).toBeInstanceOf(
    RateLimited,
  );
});

test("dbt's profile holds no secret, only the names of variables that dbt hides", () => {
  const key = keyFile(
    'dbt.p8',
    keys.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 's3cret' }),
  );
  const cases: [Record<string, string>, Record<string, unknown>][] = [
    [{ SNOWFLAKE_PASSWORD: 's3cret' }, { password: "{{ env_var('DBT_ENV_SECRET_SNOWFLAKE_PASSWORD') }}" }],
    [
      { SNOWFLAKE_TOKEN: 's3cret' },
      { authenticator: 'oauth', token: "{{ env_var('DBT_ENV_SECRET_SNOWFLAKE_TOKEN') }}" },
    ],
    [
      { SNOWFLAKE_PRIVATE_KEY_PATH: key, SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: 's3cret' },
      {
        private_key_path: key,
        private_key_passphrase: "{{ env_var('DBT_ENV_SECRET_SNOWFLAKE_PRIVATE_KEY_PASSPHRASE') }}",
      },
    ],
  ];
  for (const [environment, expected] of cases) {
    const { profile, environment: secrets } = dbtProfile(settingsWith(environment));
    expect(profile).toMatchObject({
      outputs: {
        warehouse: {
          type: 'snowflake',
          account: 'emulator',
          user: 'weft',
          host: '127.0.0.1',
          port: emulator.port,
          protocol: 'http',
          ...expected,
        },
      },
    });
    expect(JSON.stringify(profile)).not.toContain('s3cret');
    expect(Object.values(secrets)).toEqual(['s3cret']);
  }
});
