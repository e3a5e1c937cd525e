import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ConfigError, messageOf } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import { slugOfFile } from '../../connectors/warehouses/duckdb/load/names.ts';
import { type LoadedTable, loadTables } from '../../connectors/warehouses/duckdb/load.ts';
import { openLake, refuseOtherWarehouse } from '../../connectors/warehouses/duckdb/open-lake.ts';
import { proposeWorkspace } from '../../models/proposals/propose.ts';
import { emptyFolder } from '../../models/workspace/export.ts';
import type { RefreshSummary } from '../../workflows/refresh-models/workflow.ts';
import { applyFolder } from '../apply.ts';
import { followRefresh } from '../follow.ts';
import { note } from '../output.ts';
import { withPlatform } from '../platform/platform.ts';
import { showStep } from '../run.ts';
import { loadFolder } from '../validate.ts';
import { plainSlug } from './names.ts';
import { writeProposals } from './write.ts';

export interface InitFromOptions {
  /** Where the workspace is written; by default that of the settings. */
  workspace?: string;
  /** Replace files of the same names. */
  force?: boolean;
  /** Apply the workspace and build its models; true by default. */
  run?: boolean;
  signal?: AbortSignal;
}

export interface InitFromResult {
  folder: string;
  tables: LoadedTable[];
  /** Files of the workspace. */
  written: string[];
  notes: string[];
  /** Undefined where nothing was run. */
  version?: number;
  refresh?: RefreshSummary;
}

export { describeInitFrom } from './describe.ts';

/** Loads a folder of files, proposes a first workspace of them, writes it, and runs it. */
export async function initFrom(
  settings: Settings,
  from: string,
  options: InitFromOptions = {},
): Promise<InitFromResult> {
  refuseOtherWarehouse(settings);
  const files = await dataFiles(from);
  // A folder that is in use is refused before anything is loaded.
  const folder = await emptyFolder(resolve(options.workspace ?? settings.workspaceFolder), options.force);
  const runs = options.run ?? true;
  const parts = runs ? (['postgres', 'temporal', 'worker'] as const) : (['postgres'] as const);
  return withPlatform(
    settings,
    parts,
    async () => {
      const { tables, proposed } = await loadAndPropose(settings, files, from, options.signal);
      const written = await writeProposals(folder, proposed.proposals, options);
      const result: InitFromResult = { folder, tables, written, notes: proposed.notes };
      const workspace = await loadFolder(folder);
      if (!runs || !proposed.persons) return result;
      const { version } = await applyFolder(settings, folder, { workspace });
      const refresh = await followRefresh(settings, { syncs: false }, showStep);
      return { ...result, version, refresh };
    },
    { purpose: 'weft init', onWait: note },
  );
}

async function loadAndPropose(
  settings: Settings,
  files: readonly DataFile[],
  from: string,
  signal?: AbortSignal,
) {
  const warehouse = await openLake(settings);
  try {
    const tables = await loadTables(
      warehouse,
      files.map(({ path, table }) => ({ files: [path], table, ...(signal ? { signal } : {}) })),
    );
    const named = files.map(({ table, slug }) => ({ table, slug }));
    return { tables, proposed: await proposeWorkspace(warehouse, named, basename(resolve(from))) };
  } finally {
    await warehouse.close();
  }
}

interface DataFile {
  path: string;
  table: string;
  /** What its resources are called: the table without what says only that it is raw. */
  slug: string;
}

const dataFile = /\.(csv|tsv|tab|txt|jsonl|ndjson|json|parquet|pq)(\.gz)?$/i;

/** The data files of a folder, not those of the folders in it. */
async function dataFiles(folder: string): Promise<DataFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new ConfigError(`The folder ${folder} cannot be read: ${messageOf(error)}`, {
      mend: 'Name a folder of CSV, JSON or Parquet files.',
      cause: error,
    });
  });
  const found = names.filter((name) => dataFile.test(name) && !name.startsWith('.')).sort();
  if (found.length === 0) {
    throw new ConfigError(`The folder ${folder} holds no data files`, {
      mend: 'Put CSV, TSV, JSON lines, JSON or Parquet files into it, also as .gz.',
    });
  }
  const slugs = new Map<string, string>();
  return found.map((name) => {
    const whole = slugOfFile(name);
    const before = slugs.get(whole);
    if (before !== undefined) {
      throw new ConfigError(`${before} and ${name} would both be the table raw.${whole}`, {
        mend: 'Rename one of them, or move it out of the folder.',
      });
    }
    slugs.set(whole, name);
    return { path: join(folder, name), table: `raw.${whole}`, slug: plainSlug(name) };
  });
}
