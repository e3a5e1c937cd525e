import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { Settings } from '../../../connectors/settings.ts';
import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { dbtBuild } from '../../../models/dbt/process.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import { readCatalog } from '../../../workflows/refresh-models/catalog.ts';
import { writeDbtProject } from '../../../workflows/refresh-models/dbt-project.ts';
import { type Usage, withUsage } from './process-usage.ts';
import { readDbtLog, type Statement } from './statements.ts';

/** What a measurement has to itself: a home with an embedded warehouse. */
export interface Bench {
  home: string;
  settings: Settings;
  warehouse: Warehouse;
  /** DuckDB's own limit for dbt and the peers, such as 6GB; its default where none is given. */
  memory: string | undefined;
}

/** One run of models by dbt, as a refresh runs them. */
export interface ModelRun {
  /** What dbt says that the models took together, without its start and the tests. */
  seconds: number;
  testSeconds: number;
  /** From the start of the dbt process to its end. */
  wallSeconds: number;
  usage: Usage;
  /** The slowest first. */
  statements: Statement[];
  /** What models warned of, such as values left undecided. */
  warnings: string[];
}

/** Builds the models that `select` names in dbt's syntax, and their tests. `id` names the run. */
export async function runModels(
  bench: Bench,
  workspace: Workspace,
  { id, select }: { id: string; select: string },
): Promise<ModelRun> {
  const { settings, warehouse } = bench;
  const catalog = await readCatalog(warehouse, workspace);
  const project = join(bench.home, 'dbt');
  const { dbt } = await writeDbtProject({ settings, warehouse, workspace, catalog, project });
  if (bench.memory !== undefined) limitMemory(join(project, 'profiles.yml'), bench.memory);
  const log = join(project, 'logs', 'dbt.log');
  rmSync(log, { force: true });
  // DuckDB in memory writes what does not fit below the folder that it is started in.
  const { result, usage } = await withUsage(join(project, '.tmp'), () =>
    dbtBuild({
      ...dbt,
      // The log then has every statement with its time, in one file however long it gets.
      environment: { ...dbt.environment, DBT_LOG_LEVEL_FILE: 'debug', DBT_LOG_FILE_MAX_BYTES: '0' },
      select: [select],
      ownProcess: true,
      run: { id, now: new Date().toISOString() },
    }),
  );
  const sum = (kind: string) =>
    result.nodes.reduce((total, node) => total + (node.kind === kind ? (node.seconds ?? 0) : 0), 0);
  return {
    seconds: sum('model'),
    testSeconds: sum('test'),
    wallSeconds: result.seconds,
    usage,
    ...(await readDbtLog(log)),
  };
}

const profileSchema = z.record(
  z.string(),
  z.looseObject({
    outputs: z.record(z.string(), z.looseObject({ settings: z.record(z.string(), z.unknown()) })),
  }),
);

function limitMemory(file: string, memory: string): void {
  const profile = profileSchema.parse(parse(readFileSync(file, 'utf8')));
  for (const { outputs } of Object.values(profile))
    for (const output of Object.values(outputs)) output.settings.memory_limit = memory;
  writeFileSync(file, stringify(profile));
}
