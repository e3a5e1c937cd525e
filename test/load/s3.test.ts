import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../connectors/settings.ts';
import { S3Server } from '../contracts/destinations/s3-server.ts';
import { useWeft } from '../fixtures/weft.ts';

const storage = await S3Server.start();
const secret = 'b0x/Secret+9f1e0c7d9a52';
const environment = {
  AWS_ENDPOINT_URL: storage.endpoint,
  AWS_ACCESS_KEY_ID: 'AKIA5XQ2EXAMPLE7',
  AWS_SECRET_ACCESS_KEY: secret,
};
const weft = useWeft(['postgres'], environment);
afterAll(() => storage.close());

const put = async (key: string, body: string | Uint8Array<ArrayBuffer>) => {
  const { ok, status } = await fetch(`${storage.endpoint}/${storage.bucket}/${key}`, { method: 'PUT', body });
  if (!ok) throw new Error(`the object ${key} was not put: ${status}`);
};
const s3 = (key: string) => `s3://${storage.bucket}/${key}`;
const rows = (table: string) => weft.warehouse.query(`select * from raw.${table} order by 1`);

beforeAll(async () => {
  await put('in/people.csv', 'id,email\n1,a@example.com\n2,b@example.com\n');
  await put('in/people.jsonl.gz', new Uint8Array(gzipSync('{"id": 3, "email": "c@example.com"}\n')));
  await put('in/people.json', '[{"id": 4, "email": "d@example.com"}]');
  for (const day of [1, 2]) {
    const file = join(weft.home, `day-${day}.parquet`);
    await weft.warehouse.execute(
      `copy (select ${day} as day, range as n from range(500)) to '${file}' (format parquet)`,
    );
    await put(`events/2026/0${day}/part.parquet`, new Uint8Array(readFileSync(file)));
  }
  await put('events/2026/notes.txt', 'not for loading');
  await put('bad/people.csv', 'id,email\n1,a@example.com\n2,b@example.com,c\n');
}, 120_000);

test('CSV, JSON lines, JSON and their packed forms make tables of their names', async () => {
  await weft.answer('load', s3('in/people.csv'));
  expect(await rows('people')).toEqual([
    { id: '1', email: 'a@example.com' },
    { id: '2', email: 'b@example.com' },
  ]);
  await weft.answer('load', s3('in/people.{jsonl.gz,json}'), '--table', 'raw.people', '--append');
  expect((await rows('people')).map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
});

test('a pattern finds Parquet files in folders, and nothing else', async () => {
  const { tables } = await weft.answer<{ tables: { table: string; rows: number }[] }>(
    'load',
    s3('events/**/*.parquet'),
    '--table',
    'raw.events',
  );
  expect(tables).toMatchObject([{ table: 'raw.events', rows: 1000 }]);
  expect(
    await weft.warehouse.query('select day, count(*) as n from raw.events group by day order by day'),
  ).toEqual([
    { day: 1, n: '500' },
    { day: 2, n: '500' },
  ]);
});

test('no copy is left, whether it went well or not', async () => {
  await weft.weft('load', s3('bad/people.csv'), '--table', 'raw.bad');
  expect(readdirSync(join(weft.home, 'tmp')).filter((name) => name.startsWith('load-'))).toEqual([]);
});

const failure = async (parameters: string[], change: Record<string, string | undefined> = {}) => {
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [join(projectRoot, 'cli', 'main.ts'), 'load', ...parameters],
    { env: { ...environment, ...change, WEFT_HOME: weft.home }, reject: false },
  );
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^ {2}do: /m);
  expect(stdout + stderr).not.toContain(secret);
  return stderr;
};

test('a malformed object is refused with its address and line, and the table stays', async () => {
  await weft.answer('load', s3('in/people.csv'), '--table', 'raw.kept');
  const said = await failure([s3('bad/people.csv'), '--table', 'raw.kept']);
  expect(said).toMatch(/people\.csv, line 3:/);
  expect(said).toContain(`at ${s3('bad/people.csv')}:3`);
  expect((await rows('kept')).length).toBe(2);
});

test.each<[string, string, Record<string, string | undefined>, RegExp]>([
  ['a bucket', 's3://elsewhere/x.csv', {}, /There is no bucket elsewhere at http/],
  ['an object', s3('in/nothing.csv'), {}, /There is no object s3:\/\/exports\/in\/nothing\.csv/],
  ['a match', s3('in/*.parquet'), {}, /No object matches s3:\/\/exports\/in\/\*\.parquet/],
  ['a key', `s3://${storage.bucket}/`, {}, /names no object/],
  [
    'an answer',
    s3('in/people.csv'),
    { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
    /could not be read: ECONNREFUSED/,
  ],
])('%s that there is not is named', async (_, address, change, message) => {
  expect(await failure([address], change)).toMatch(message);
});

test('another warehouse is filled by its own tools', async () => {
  const url = 'snowflake://weft@acme-main/ANALYTICS?warehouse=WH';
  const said = await failure([s3('in/people.csv')], { WEFT_WAREHOUSE_URL: url });
  expect(said).toMatch(/embedded warehouse or a DuckLake, and this one is Snowflake/);
});
