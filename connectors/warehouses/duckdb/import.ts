import { AuthError, ConfigError } from '../../errors.ts';
import type { Lake } from './connection.ts';
import {
  type CopyOptions,
  type CopyOutcome,
  type CopyProgress,
  relation,
  TableCopy,
} from './import/copy-table.ts';
import type { SourceEngine, SourceTable } from './import/engine.ts';
import { insteadOf, isMissingDatabase, sourceError } from './import/fault.ts';
import { mysqlEngine } from './import/mysql.ts';
import { postgresEngine } from './import/postgres.ts';
import { attachSource, type Source, sourceName } from './import/source.ts';
import { parseTarget, type Target } from './load/target.ts';

export interface ImportRequest {
  source: Source;
  /** Of the source; default: `public`, in MySQL the URL's database. */
  schema?: string;
  /** Tables or views; default: all tables of the schema. */
  tables?: readonly string[];
  /** Schema of the warehouse. */
  into: string;
  signal?: AbortSignal;
  onProgress?: (table: string, progress: CopyProgress) => void;
  /** Told when a table of the source was imported, or refused. */
  onTable?: (end: { table: string; error?: unknown }) => void;
}

export interface ImportedTable extends CopyOutcome {
  /** `schema.table` of the warehouse. */
  table: string;
  seconds: number;
}

const engines: Record<Source['type'], SourceEngine> = { postgres: postgresEngine, mysql: mysqlEngine };

/**
 * Copies tables of a PostgreSQL or MySQL into the lake, one after the other, each in one transaction: whole, or
 * not at all. What the source may not read or does not have is found before anything is copied.
 */
export async function importTables(lake: Lake, request: ImportRequest): Promise<ImportedTable[]> {
  const { source, signal } = request;
  const engine = engines[source.type];
  const opened = await lake.withDatabases(attachSource(source)).catch(async (error: unknown) => {
    if (!isMissingDatabase(error, source)) throw sourceError(error, { source });
    throw missing(
      `There is no ${sourceName(source)}`,
      source.database,
      await databases(lake, source, engine),
    );
  });
  try {
    const schema = request.schema ?? (source.type === 'postgres' ? 'public' : source.database);
    const found = await tablesOf(opened, source, engine, schema);
    const chosen = chooseTables(found, request, schema);
    const results: ImportedTable[] = [];
    for (const { table, target } of chosen) {
      signal?.throwIfAborted();
      const started = performance.now();
      const name = `${schema}.${table.name}`;
      try {
        const outcome = await copyOf(opened, engine, request, { schema, table }).into(target);
        results.push({ table: target.name, ...outcome, seconds: (performance.now() - started) / 1000 });
        request.onTable?.({ table: name });
      } catch (error) {
        request.onTable?.({ table: name, error });
        throw error;
      }
    }
    return results;
  } finally {
    await opened.close();
  }
}

function copyOf(
  lake: Lake,
  engine: SourceEngine,
  { source, signal, onProgress }: ImportRequest,
  from: { schema: string; table: SourceTable },
): TableCopy {
  const name = `${from.schema}.${from.table.name}`;
  const options: CopyOptions = {
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress: (progress) => onProgress(name, progress) } : {}),
  };
  const grant = from.table.grant ?? engine.grantUnseen?.(from.schema, from.table.name, source.user);
  return new TableCopy(lake, engine, { source, table: name, ...(grant ? { grant } : {}) }, from, options);
}

const missing = (message: string, given: string, names: readonly string[]): ConfigError =>
  new ConfigError(message, { mend: insteadOf(given, names) });

/** The server's databases, or none where they cannot be asked for. */
async function databases(lake: Lake, source: Source, engine: SourceEngine): Promise<string[]> {
  const { database, names } = engine.databases;
  try {
    const opened = await lake.withDatabases(attachSource({ ...source, database }));
    try {
      return (await opened.query(`from ${relation(engine, names)}`)).map(({ name }) => String(name));
    } finally {
      await opened.close();
    }
  } catch {
    return [];
  }
}

/** The tables and views that can be seen; a ConfigError where there is no such schema. */
async function tablesOf(
  lake: Lake,
  source: Source,
  engine: SourceEngine,
  schema: string,
): Promise<SourceTable[]> {
  const ask = (sql: string) =>
    lake.query(`from ${relation(engine, sql)}`).catch((error: unknown) => {
      throw sourceError(error, { source });
    });
  const tables = (await ask(engine.tables(schema))).map((row) => engine.tableOf(row));
  if (tables.length > 0) return tables;
  const schemas = (await ask(engine.schemas)).map(({ name }) => String(name));
  if (!schemas.includes(schema)) {
    throw missing(`There is no schema ${schema} in the ${sourceName(source)}`, schema, schemas);
  }
  return [];
}

interface Chosen {
  table: SourceTable;
  target: Target;
}

/** The tables to import and where to; refuses all where one cannot be. */
function chooseTables(found: readonly SourceTable[], request: ImportRequest, schema: string): Chosen[] {
  const { source, tables: named, into } = request;
  const chosen =
    named === undefined
      ? found.filter(({ byDefault }) => byDefault)
      : [...new Set(named)].map((name) => namedTable(name, found, request, schema));
  if (chosen.length === 0) {
    const [what, mend] =
      found.length === 0
        ? [
            `no tables that ${source.user} can see`,
            'Name another with --schema, or ask for the right to read it.',
          ]
        : ['views alone', `Name those to import: --tables ${found.map(({ name }) => name).join(',')}`];
    throw new ConfigError(`The schema ${schema} of the ${sourceName(source)} has ${what}`, { mend });
  }
  const closed = chosen.filter(({ grant }) => grant !== undefined);
  if (closed.length > 0) {
    throw new AuthError(
      `${source.user} may not read ${closed.map(({ name }) => `${schema}.${name}`).join(', ')}`,
      {
        mend: `An administrator gives the right: ${closed.map(({ grant }) => grant).join(' ')} Or name the tables to import with --tables.`,
      },
    );
  }
  const targets = new Map<string, string>();
  return chosen.map((table) => {
    // A dot would part the name in two.
    const target = parseTarget(`${into}.${table.name.replaceAll('.', '_')}`);
    const twin = targets.get(target.name.toLowerCase());
    if (twin !== undefined) {
      throw new ConfigError(`"${twin}" and "${table.name}" would both be the table ${target.name}`, {
        mend: 'Import them apart, with --tables and another schema for one of them with --into.',
      });
    }
    targets.set(target.name.toLowerCase(), table.name);
    return { table, target };
  });
}

function namedTable(
  name: string,
  found: readonly SourceTable[],
  { source }: ImportRequest,
  schema: string,
): SourceTable {
  const table = found.find((each) => each.name === name);
  if (table) return table;
  const names = found.map((each) => each.name);
  const grant = engines[source.type].grantUnseen?.(schema, name, source.user);
  throw new ConfigError(`There is no table ${name} in ${schema} of the ${sourceName(source)}`, {
    mend: `${insteadOf(name, names)}${grant === undefined ? '' : ` One that ${source.user} may not read is not seen; an administrator gives the right: ${grant}`}`,
  });
}
