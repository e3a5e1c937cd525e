import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Harness, ReceivedRow } from '../harness.ts';
import { S3Server } from '../s3-server.ts';
import { asText, closedPort } from './texts.ts';

type FileFormat = 'csv' | 'jsonl' | 'parquet';

export function localFiles(format: FileFormat): Harness {
  return {
    name: `files: ${format} in a folder`,
    type: 'files',
    object: 'file',
    options: { format },
    async start() {
      const folder = await mkdtemp(join(tmpdir(), 'weft files '));
      const file = join(folder, 'a-file');
      await writeFile(file, '');
      return {
        config: { storage: 'local', folder: join(folder, 'out') },
        unreachable: { config: { storage: 'local', folder: join(file, 'below') }, error: 'ConfigError' },
        secrets: [],
        received: () => readFiles(join(folder, 'out'), format),
        stop: () => rm(folder, { recursive: true }),
      };
    },
  };
}

export function bucketFiles(format: FileFormat): Harness {
  return {
    name: `files: ${format} in a bucket`,
    type: 'files',
    object: 'file',
    options: { format },
    async start() {
      const server = await S3Server.start();
      const config = {
        storage: 's3',
        bucket: server.bucket,
        prefix: 'weft/out/',
        endpoint: server.endpoint,
        region: 'us-east-1',
        access_key_id: 'key-id',
        secret_access_key: 'a-secret-access-key',
      };
      return {
        config,
        unreachable: { config: { ...config, endpoint: await closedPort() }, error: 'Unavailable' },
        secrets: [config.secret_access_key],
        async received() {
          const folder = await mkdtemp(join(tmpdir(), 'weft-bucket-'));
          for (const [key, bytes] of await server.objects()) {
            if (!key.startsWith('weft/out/')) throw new Error(`${key} is outside the prefix`);
            await writeFile(join(folder, key.replaceAll('/', '_')), bytes);
          }
          return readFiles(folder, format).finally(() => rm(folder, { recursive: true }));
        },
        stop: () => server.close(),
      };
    },
  };
}

/** Rows of all files in a folder, as DuckDB's own readers see them; any other file is an error. */
async function readFiles(folder: string, format: FileFormat): Promise<ReceivedRow[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const stray = files.find((file) => !file.endsWith(`.${format}`));
  if (stray !== undefined) throw new Error(`${stray} was left behind`);
  const rows = await Promise.all(files.sort().map((file) => readRows(file, format)));
  return rows.flat().map(({ _key, _operation, ...fields }) => {
    return { key: String(_key), operation: String(_operation), fields: asText(fields) };
  });
}

async function readRows(file: string, format: FileFormat): Promise<Record<string, unknown>[]> {
  if (format === 'jsonl') {
    const lines = (await readFile(file, 'utf8')).split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
  }
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader =
    format === 'parquet'
      ? 'read_parquet($1)'
      : `read_csv($1, header = true, all_varchar = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
           nullstr = '', allow_quoted_nulls = false, columns = {${await csvColumns(file)}})`;
  const result = await connection.runAndReadAll(`SELECT * FROM ${reader}`, [file]);
  connection.closeSync();
  instance.closeSync();
  return result.getRowObjectsJson();
}

/** Without detection the reader must be told the columns; the header of the tests' files holds plain names. */
async function csvColumns(file: string): Promise<string> {
  const [header = ''] = (await readFile(file, 'utf8')).split('\n', 1);
  return header
    .split(',')
    .map((name) => `'${name}': 'VARCHAR'`)
    .join(', ');
}
