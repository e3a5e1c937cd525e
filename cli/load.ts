import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ConfigError } from '../connectors/errors.ts';
import { readSettings, type Settings } from '../connectors/settings.ts';
import { type ColumnKind, columnKinds } from '../connectors/warehouses/dialect.ts';
import { fileFormats } from '../connectors/warehouses/duckdb/load/input-file.ts';
import { slugOfFile } from '../connectors/warehouses/duckdb/load/names.ts';
import { isObject } from '../connectors/warehouses/duckdb/load/object-address.ts';
import type { LoadedTable, TableLoad } from '../connectors/warehouses/duckdb/load.ts';
import { refuseOtherWarehouse } from '../connectors/warehouses/duckdb/open-lake.ts';
import { Progress } from './bootstrap/progress.ts';
import { answer, table } from './output.ts';
import { interruptible } from './platform/interruptible.ts';

interface Options extends Pick<TableLoad, 'format' | 'delimiter' | 'header'> {
  table?: string;
  append?: boolean;
  names?: string[];
  types?: Record<string, ColumnKind>;
}

export function register(program: Command): void {
  program
    .command('load')
    .description('load files into the embedded warehouse: CSV, JSON lines, JSON or Parquet, also as .gz')
    .argument(
      '<files...>',
      'files, or patterns such as "orders-*.csv"; also s3://BUCKET/KEY and patterns of that',
    )
    .option('--table <schema.table>', 'one table for all the files; default: raw.<name> for each')
    .option('--append', 'add the rows to the table; by default it is made anew')
    .addOption(new Option('--format <format>', 'where the name does not tell').choices(fileFormats))
    .option('--delimiter <character>', 'of delimited text; default: what the first lines show')
    .option('--no-header', 'the first line is a row')
    .option('--names <a,b,c>', 'names of the columns of a file without a header', list)
    .option(
      '--types <column=kind,…>',
      `kinds that are not to be detected: ${columnKinds.join(', ')}`,
      kindsByColumn,
    )
    .option('--json', 'what was loaded as JSON')
    .addHelpText(
      'after',
      '\nS3: the AWS_* variables say where it is and who asks; AWS_ENDPOINT_URL_S3 names another storage.',
    )
    .action(async (patterns: string[], options: Options) => {
      refuseOtherWarehouse(readSettings());
      const loads = await loadsOf(patterns, options);
      const tables = await loadAll(loads);
      answer({ tables }, () => tables.map(describe).join('\n\n'));
    });
}

const list = (text: string): string[] => text.split(',').map((name) => name.trim());

function kindsByColumn(text: string, before: Record<string, ColumnKind> = {}): Record<string, ColumnKind> {
  const given = text.split(',').map((part): [string, ColumnKind] => {
    const [, column, named] = /^\s*(.+?)\s*=\s*(\w+)\s*$/.exec(part) ?? [];
    const kind = columnKinds.find((each) => each === named);
    if (!column || !kind)
      throw new InvalidArgumentError(`write column=kind; kinds are ${columnKinds.join(', ')}`);
    return [column, kind];
  });
  return { ...before, ...Object.fromEntries(given) };
}

/** One load for the table that was named, or one for each file. */
async function loadsOf(patterns: readonly string[], options: Options): Promise<TableLoad[]> {
  const files = (await Promise.all(patterns.map(filesOf))).flat();
  const { format, delimiter, names, types } = options;
  const common = {
    mode: options.append ? 'append' : 'replace',
    ...(format === undefined ? {} : { format }),
    ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }),
    ...(options.header === false ? { header: false } : {}),
    ...(names === undefined ? {} : { names }),
    ...(types === undefined ? {} : { columns: types }),
  } as const;
  if (options.table !== undefined) return [{ ...common, files, table: options.table }];
  const byTable = Map.groupBy(files, (file) => `raw.${slugOfFile(file)}`);
  for (const [name, same] of byTable) {
    if (same.length > 1) {
      throw new ConfigError(`${same.join(' and ')} would both be the table ${name}`, {
        mend: 'Load them apart with --table, or together into one table.',
      });
    }
  }
  return [...byTable].map(([name, same]) => ({ ...common, files: same, table: name }));
}

/** A pattern in quotes reaches us as it is: shells expand only what is not quoted. */
async function filesOf(pattern: string): Promise<string[]> {
  if (isObject(pattern)) {
    const { findObjects } = await import('../connectors/warehouses/duckdb/load/objects.ts');
    return findObjects(readSettings(), pattern);
  }
  if (existsSync(pattern) || !/[*?[{]/.test(pattern)) return [pattern];
  const found: string[] = [];
  for await (const file of glob(pattern)) found.push(file);
  if (found.length === 0) {
    throw new ConfigError(`No file matches ${pattern}`, { mend: 'Check the pattern, or name the files.' });
  }
  return found.sort();
}

async function loadAll(loads: readonly TableLoad[]): Promise<LoadedTable[]> {
  const settings = readSettings();
  return interruptible(settings, 'weft load', async (signal) => {
    const [{ openLake }, { loadTables }] = await Promise.all([
      import('../connectors/warehouses/duckdb/open-lake.ts'),
      import('../connectors/warehouses/duckdb/load.ts'),
    ]);
    const lake = await openLake(settings);
    const progress = new Progress();
    try {
      const shown = loads.map((load) => ({ ...load, ...showing(progress), signal }));
      return await withCopies(settings, shown, progress, signal, (local) => loadTables(lake, local));
    } finally {
      await lake.close();
    }
  });
}

/** The loads with local copies in place of objects of S3. */
async function withCopies<T>(
  settings: Settings,
  loads: readonly TableLoad[],
  progress: Progress,
  signal: AbortSignal,
  work: (loads: TableLoad[]) => Promise<T>,
): Promise<T> {
  const objects = [...new Set(loads.flatMap(({ files }) => files.filter(isObject)))];
  if (objects.length === 0) return work([...loads]);
  const { withObjects } = await import('../connectors/warehouses/duckdb/load/objects.ts');
  const step = progress.step(
    objects.length === 1 ? `fetch ${objects[0]}` : `fetch ${objects.length} objects`,
  );
  const fetched = (copies: ReadonlyMap<string, string>) => {
    step.done();
    return work(
      loads.map((load) => ({ ...load, files: load.files.map((file) => copies.get(file) ?? file) })),
    );
  };
  try {
    return await withObjects(settings, objects, fetched, {
      signal,
      onProgress: ({ object, bytes, total }) =>
        step.detail(`${object} ${megabytes(bytes)}${total === undefined ? '' : ` of ${megabytes(total)}`}`),
    });
  } catch (error) {
    step.fail();
    throw error;
  }
}

/** A line for each file that takes more than a second. */
function showing(progress: Progress): Pick<TableLoad, 'onProgress' | 'onFile'> {
  const steps = new Map<string, ReturnType<Progress['step']>>();
  return {
    onProgress({ file, table: name, share, bytes }) {
      const step = steps.get(file) ?? progress.step(`${file} into ${name}`);
      steps.set(file, step);
      step.detail(`${Math.floor(share * 100)} %, ${megabytes(bytes)}`);
    },
    onFile: ({ file, error }) => (error ? steps.get(file)?.fail() : steps.get(file)?.done()),
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function describe({ table: name, rows, columns, seconds }: LoadedTable): string {
  const title = `${name}: ${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'} in ${seconds.toFixed(1)} s`;
  return `${title}\n${table(columns.map((column) => [`  ${printable(column.name)}`, column.type.toLowerCase()]))}`;
}

/** Names and values come from files: a terminal must not take them for commands. */
export const printable = (text: string): string =>
  text.replace(/\p{Cc}/gu, (char) => {
    const known: Partial<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
    return known[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
