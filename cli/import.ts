import type { Command } from 'commander';
import { readSettings } from '../connectors/settings.ts';
import { parseSource, type Source } from '../connectors/warehouses/duckdb/import/source.ts';
import type { ImportedTable, ImportRequest } from '../connectors/warehouses/duckdb/import.ts';
import { refuseOtherWarehouse } from '../connectors/warehouses/duckdb/open-lake.ts';
import { Progress } from './bootstrap/progress.ts';
import { printable } from './load.ts';
import { answer, table } from './output.ts';
import { interruptible } from './platform/interruptible.ts';

interface Options {
  schema?: string;
  tables?: string[];
  into: string;
}

export function register(program: Command): void {
  program
    .command('import')
    .description('copy tables of a PostgreSQL or MySQL into the embedded warehouse')
    .argument('<url>', 'postgres://USER@HOST/DATABASE or mysql://USER@HOST/DATABASE')
    .option('--schema <schema>', "of the source; default: public, in MySQL the URL's database")
    .option('--tables <a,b>', 'tables or views; default: all tables of the schema', list)
    .option('--into <schema>', 'schema of the warehouse', 'raw')
    .option('--json', 'what was imported as JSON')
    .addHelpText(
      'after',
      '\nThe password is better in PGPASSWORD or MYSQL_PWD than in the URL, which other users of the machine can see.',
    )
    .action(async (url: string, options: Options) => {
      const source = parseSource(url);
      // It is the source's; Weft's own catalogue has another.
      delete process.env.PGPASSWORD;
      const tables = await importAll(source, options);
      answer({ tables }, () => tables.map(describe).join('\n\n'));
    });
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

async function importAll(source: Source, options: Options): Promise<ImportedTable[]> {
  const settings = readSettings();
  refuseOtherWarehouse(settings);
  return interruptible(settings, 'weft import', async (signal) => {
    const [{ openLake }, { importTables }] = await Promise.all([
      import('../connectors/warehouses/duckdb/open-lake.ts'),
      import('../connectors/warehouses/duckdb/import.ts'),
    ]);
    const lake = await openLake(settings);
    try {
      return await importTables(lake, { source, ...options, ...showing(new Progress()), signal });
    } finally {
      await lake.close();
    }
  });
}

/** A line for each table that takes more than a second. */
function showing(progress: Progress): Pick<ImportRequest, 'onProgress' | 'onTable'> {
  const steps = new Map<string, ReturnType<Progress['step']>>();
  return {
    onProgress(name, { copied, total }) {
      const step = steps.get(name) ?? progress.step(printable(name));
      steps.set(name, step);
      if (total === undefined) return step.detail('counting its rows');
      const all = `${total.toLocaleString('en')} rows`;
      step.detail(copied === undefined ? all : `${copied.toLocaleString('en')} of ${all}`);
    },
    onTable: ({ table: name, error }) => (error ? steps.get(name)?.fail() : steps.get(name)?.done()),
  };
}

function describe({ table: name, rows, columns, seconds, notes }: ImportedTable): string {
  const title = `${printable(name)}: ${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'} in ${seconds.toFixed(1)} s`;
  const shown = table(columns.map((column) => [`  ${printable(column.name)}`, column.type.toLowerCase()]));
  return [title, shown, ...notes.map((each) => `  note: ${printable(each)}`)].join('\n');
}
