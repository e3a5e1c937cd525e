import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { projectRoot, toolchainFolder } from '../../../connectors/settings.ts';
import { installBenchPython } from '../../bootstrap/bench-environment.ts';
import { note } from '../../output.ts';
import { sourceStatement } from './rows.ts';

interface DrtRun {
  folder: string;
  url: string;
  rows: number;
  batch: number;
}

/**
 * Sends the same rows by drt-core, which reads them from a DuckDB file of its own: in batch mode, with large reads and
 * no limit of its rate. Gives the seconds of the whole command, its start with it; drt keeps no account of rows and
 * compares nothing.
 */
export async function runDrt({ folder, url, rows, batch }: DrtRun): Promise<number> {
  const python = await installBenchPython(projectRoot, toolchainFolder(), note);
  const home = mkdtempSync(join(folder, 'drt-'));
  try {
    const database = join(home, 'people.duckdb');
    await makeSource(database, rows);
    const project = join(home, 'project');
    await mkdir(join(home, '.drt'));
    await mkdir(join(project, 'syncs'), { recursive: true });
    await Promise.all([
      write(join(home, '.drt', 'profiles.yml'), {
        bench: { type: 'duckdb', database, fetch_size: readRows },
      }),
      write(join(project, 'drt_project.yml'), { name: 'bench', version: '1.0', profile: 'bench' }),
      write(join(project, 'syncs', 'people.yml'), syncOf(url, batch)),
    ]);
    const started = performance.now();
    await execa(join(dirname(python), 'drt'), ['run', '--quiet'], {
      cwd: project,
      env: { HOME: home, DO_NOT_TRACK: '1' },
    });
    return (performance.now() - started) / 1000;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const readRows = 10_000;

const write = (file: string, content: unknown): Promise<void> => writeFile(file, stringify(content));

const syncOf = (url: string, batch: number) => ({
  name: 'people',
  model: 'select id as "key", * exclude (id) from people',
  destination: {
    type: 'rest_api',
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body_mode: 'batch',
    batch_template: '{"rows":{{ rows | tojson_safe }}}',
    max_records_per_request: batch,
  },
  sync: {
    mode: 'full',
    batch_size: readRows,
    rate_limit: { requests_per_second: 0 },
    on_error: 'fail',
  },
});

async function makeSource(database: string, rows: number): Promise<void> {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  await connection.run(sourceStatement('people', rows));
  connection.closeSync();
  instance.closeSync();
}
