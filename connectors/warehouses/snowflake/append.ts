import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { WarehouseError } from '../../errors.ts';
import type { Column, QueryOptions, Row, Value } from '../connection.ts';
import type { ColumnKind } from '../dialect.ts';
import { columnsOf } from './catalogue.ts';
import { snowflakeDialect } from './dialect.ts';
import type { Session } from './session.ts';

const { ident, literal, storedName, table: tableName } = snowflakeDialect;

/** Up to here rows travel in the statement, as one parameter; above, as a file. */
const smallRows = 2000;
const smallCharacters = 4 * 1024 * 1024;
/** Snowflake loads files side by side. */
const rowsPerFile = 200_000;

/** Appends rows, all or none: a few in one INSERT, more by PUT and COPY INTO. `folder` holds the file meanwhile. */
export async function appendRows(
  session: Session,
  table: string,
  rows: readonly Row[],
  folder: string,
  options: QueryOptions,
): Promise<void> {
  const first = rows[0];
  if (!first) return;
  const targets = await targetsOf(session, table, Object.keys(first));
  if (rows.length <= smallRows) {
    const text = JSON.stringify(
      rows.map((row) => targets.map(({ name, kind }) => written(row[name] ?? null, kind))),
    );
    if (text.length <= smallCharacters) return insert(session, table, targets, text, options);
  }
  await copy(session, table, targets, rows, folder, options);
}

interface Target {
  /** As in the rows. */
  name: string;
  kind: ColumnKind;
  type: string;
}

async function targetsOf(session: Session, table: string, names: readonly string[]): Promise<Target[]> {
  const columns = new Map<string, Column>(
    (await columnsOf(session, table)).map((column) => [storedName(column.name), column]),
  );
  if (columns.size === 0) {
    throw new WarehouseError(`The table ${table} is not there, or may not be seen`, {
      mend: 'Check its name, also upper and lower case.',
      missing: table,
    });
  }
  return names.map((name) => {
    const column = columns.get(storedName(name));
    if (column) return { name, kind: column.kind, type: column.type };
    throw new WarehouseError(`The table ${table} has no column ${name}`, {
      mend: `It has ${[...columns.values()].map((one) => one.name).join(', ')}.`,
    });
  });
}

/** A value as text that Snowflake casts to the column's type; a text for a column of JSON is a JSON string. */
function written(value: Value, kind: ColumnKind): string | null {
  if (value === null) return null;
  if (kind === 'json' || typeof value === 'object') return JSON.stringify(value);
  // Half of a surrogate pair is no character.
  const text = String(value).toWellFormed();
  if (kind !== 'double') return text;
  return { Infinity: 'inf', '-Infinity': '-inf' }[text] ?? text;
}

function cast(text: string, { kind, type }: Target): string {
  if (kind === 'text') return text;
  if (kind === 'bytes') return `to_binary(${text}, 'BASE64')`;
  if (kind === 'json')
    return type === 'VARIANT' ? `parse_json(${text})` : `cast(parse_json(${text}) as ${type})`;
  return `cast(${text} as ${type})`;
}

async function insert(
  session: Session,
  table: string,
  targets: readonly Target[],
  text: string,
  options: QueryOptions,
): Promise<void> {
  const values = targets.map((target, index) => cast(`cast(line.value[${index}] as varchar)`, target));
  await session.run(
    `insert into ${tableName(table)} (${targets.map(({ name }) => ident(name)).join(', ')})
     select ${values.join(', ')}
     from table(flatten(input => parse_json($1))) as line`,
    { ...options, values: [text] },
  );
}

/** Files in the user's own stage, which every user has and no other sees; removed again whatever happens. */
async function copy(
  session: Session,
  table: string,
  targets: readonly Target[],
  rows: readonly Row[],
  folder: string,
  options: QueryOptions,
): Promise<void> {
  const stage = `@~/weft/${randomUUID()}`;
  const work = await mkdtemp(join(folder, 'append-'));
  try {
    for (let start = 0; start < rows.length; start += rowsPerFile) {
      const lines = jsonLines(rows, targets, start, Math.min(start + rowsPerFile, rows.length));
      const file = join(work, `${start}.json.gz`);
      await pipeline(Readable.from(lines), createGzip({ level: 1 }), createWriteStream(file));
    }
    // The driver itself reads the files; its PUT takes a path only in this form.
    await session.run(
      `put ${literal(`file://${join(work, '*.json.gz')}`)} ${stage} auto_compress = false source_compression = gzip overwrite = true`,
      { ...options, values: [] },
    );
    await session.run('begin', { ...options, values: [] });
    const loaded = await session.rows(
      `copy into ${tableName(table)} from ${stage}
       file_format = (type = json compression = gzip null_if = () binary_format = base64)
       match_by_column_name = case_sensitive on_error = abort_statement purge = true`,
      { ...options, values: [] },
    );
    refuseOtherCount(table, rows.length, loaded);
    await session.run('commit', { ...options, values: [] });
  } catch (error) {
    await undo(session, stage);
    throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A file that got lost on its way would be rows that are missing. */
function refuseOtherCount(table: string, wanted: number, loaded: readonly Row[]): void {
  const name = snowflakeDialect.weftName('rows_loaded');
  const count = loaded.reduce((sum, file) => sum + Number(file[name] ?? 0), 0);
  if (count === wanted) return;
  throw new WarehouseError(`Snowflake loaded ${count} of ${wanted} rows into ${table}`, {
    mend: 'Nothing was kept; run it again.',
    retryable: true,
  });
}

/** A session that cannot even roll back is closed, which does so too. */
async function undo(session: Session, stage: string): Promise<void> {
  if (!session.isUp) return;
  try {
    await session.run('rollback');
    await session.run(`remove ${stage}`);
  } catch {
    session.broken = true;
  }
}

/** One JSON object a line, by the columns' stored names, in pieces of some hundred kilobytes. */
function* jsonLines(
  rows: readonly Row[],
  targets: readonly Target[],
  start: number,
  end: number,
): Generator<string> {
  const keys = targets.map(({ name }) => JSON.stringify(storedName(name)));
  let piece = '';
  for (let index = start; index < end; index += 1) {
    const row = rows[index] ?? {};
    const fields: string[] = [];
    for (const [position, { name, kind }] of targets.entries()) {
      const text = written(row[name] ?? null, kind);
      if (text === null) continue;
      fields.push(`${keys[position]}:${kind === 'json' ? text : JSON.stringify(text)}`);
    }
    piece += `{${fields.join(',')}}\n`;
    if (piece.length < 262_144) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
