import type { Command } from 'commander';
import { ConfigError } from '../connectors/errors.ts';
import { readSettings } from '../connectors/settings.ts';
import { writeStarter } from '../models/workspace/starter.ts';
import { answer, table } from './output.ts';
import { workspaceFolder } from './validate.ts';

interface InitOptions {
  from?: string;
  discover?: string[];
  force?: boolean;
  run: boolean;
}

export function register(program: Command): void {
  program
    .command('init')
    .description(
      'start a workspace in an empty folder, from a folder of files, or from the tables of the warehouse',
    )
    .argument('[folder]', 'where the workspace goes; default: $WEFT_WORKSPACE, else workspace/ in the home')
    .option(
      '--from <files>',
      'load these CSV, JSON and Parquet files, propose a workspace of them, and run it',
    )
    .option(
      '--discover <schemas...>',
      'look at the tables that the warehouse has in these schemas, and propose a workspace of them',
    )
    .option('--no-run', 'with --from: load and propose only')
    .option('--json', 'what was written as JSON')
    .option('--force', 'replace files of the same names')
    .action(async (given: string | undefined, options: InitOptions) => {
      const folder = workspaceFolder(given);
      if (options.from !== undefined && options.discover !== undefined)
        throw new ConfigError('--from and --discover do not go together');
      if (options.discover !== undefined) return initFromWarehouse(options.discover, folder, options);
      if (options.from !== undefined) return initFromFiles(options.from, folder, options);
      if (!options.run)
        throw new ConfigError('--no-run goes with --from', {
          mend: 'Name a folder of files: --from FOLDER.',
        });
      const files = await writeStarter(folder, options);
      answer({ folder, written: files }, () => describe(folder, given, files));
    });
}

async function initFromFiles(from: string, workspace: string, { force, run }: InitOptions): Promise<void> {
  // Loaded here: a starter needs neither the warehouse nor Temporal.
  const { describeInitFrom, initFrom } = await import('./init-from/index.ts');
  const result = await initFrom(readSettings(), from, { workspace, run, ...(force ? { force } : {}) });
  answer(result, () => describeInitFrom(result));
}

async function initFromWarehouse(
  schemas: readonly string[],
  workspace: string,
  { force }: InitOptions,
): Promise<void> {
  const { describeDiscovered, discover } = await import('./init-from/discover.ts');
  const result = await discover(readSettings(), schemas, { workspace, ...(force ? { force } : {}) });
  answer(result, () => describeDiscovered(result));
}

function describe(folder: string, given: string | undefined, files: readonly string[]): string {
  const named = given === undefined ? '' : ` ${given}`;
  return [
    `A first workspace is in ${folder}:`,
    ...files.map((file) => `  ${file}`),
    '',
    'Change sources/customers.yml to a table of your own, then:',
    table([
      [`  ./weft validate${named}`, 'checks it'],
      [`  ./weft apply${named}`, 'puts it in force'],
      ['  ./weft run', 'resolves persons and builds their profiles'],
    ]),
  ].join('\n');
}
