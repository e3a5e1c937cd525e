import { createReadStream } from 'node:fs';
import { type ConfigError, messageOf } from '../../../errors.ts';
import type { QueryOptions } from '../../connection.ts';
import type { Session } from '../connection.ts';
import { duckdbDialect } from '../dialect.ts';
import { checkNames } from './csv-dialect.ts';
import { encodingFault } from './encoding.ts';
import { excerpt, fileFault } from './fault.ts';
import { contentOf, type InputFile } from './input-file.ts';
import { type JsonFault, jsonFault } from './json-fault.ts';
import { linesOf } from './lines.ts';
import { compression, type FileColumn, type FileReader, type Native, pathLiteral } from './reader.ts';

const { ident, literal } = duckdbDialect;

/** The largest record, in bytes. */
const largestRecord = 64 * 1024 * 1024;
/** The largest array file that is parsed again to find the line of a fault. */
const parsableBytes = 256 * 1024 * 1024;

/** Reads JSON lines, or one array of objects. Every key of any record becomes a column; nested values stay JSON. */
export async function readJson(
  file: InputFile,
  session: Session,
  options: QueryOptions = {},
): Promise<FileReader> {
  const form = file.head.toString('latin1').trimStart().startsWith('[') ? 'array' : 'newline_delimited';
  const common = `format = ${literal(form)}, maximum_object_size = ${largestRecord}, hive_partitioning = false, ${compression(file)}`;
  const source: Source = (columns) =>
    columns === undefined
      ? `(from read_json_objects(${pathLiteral(file.path)}, ${common}))`
      : `(from read_json(${pathLiteral(file.path)}, ${common}, ${columns}))`;
  const fault = () => (form === 'array' ? arrayFault(file) : lineFault(file));
  if (form === 'array') await checkClosed(file);
  const columns = await keysOf(file, source, session, options).catch(async (error: unknown) => {
    if (!isRefusal(error)) throw error;
    throw (await fault()) ?? noRecords(file);
  });
  const names = columns.map(({ name }) => `${literal(name)}: 'varchar'`).join(', ');
  const cells = columns.map(({ name }, index) => `${ident(name)} as c${index}`).join(', ');
  return {
    file,
    columns,
    rows: () => `(select ${cells} from ${source(`auto_detect = false, columns = {${names}}`)})`,
    fault,
    place: (record) => (form === 'array' ? Promise.resolve({}) : lineOfRecord(file, record)),
  };
}

/** The records by columns, or each whole in a column `json`. */
type Source = (columns?: string) => string;

const isRefusal = (error: unknown): boolean =>
  /^(Invalid Input|Invalid) Error|^Binder Error: json_read expected records/.test(messageOf(error));

/** All keys of all records: the engine's sample would miss those that come late, and drop them silently. */
async function keysOf(
  file: InputFile,
  source: Source,
  session: Session,
  options: QueryOptions,
): Promise<FileColumn[]> {
  // Depth 2 tells objects and lists from plain values without looking into them.
  const described = await session.query(
    `describe select * from ${source('auto_detect = true, records = true, sample_size = -1, maximum_depth = 2')}`,
    options,
  );
  const columns = described.map((row) => ({
    name: String(row.column_name),
    native: nativeOf(String(row.column_type)),
  }));
  checkNames(
    file,
    columns.map(({ name }) => name),
  );
  await checkRenamed(file, source, session, columns);
  return columns;
}

function nativeOf(type: string): Native {
  if (/^(U?(BIG|HUGE|SMALL|TINY)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/.test(type)) return 'number';
  if (type === 'BOOLEAN') return 'boolean';
  return /^(JSON|STRUCT|MAP)|\]$/.test(type) ? 'nested' : 'string';
}

/** The engine renames a key that is empty or differs from another in capitals only; then no record has it. */
async function checkRenamed(
  file: InputFile,
  source: Source,
  session: Session,
  columns: readonly FileColumn[],
): Promise<void> {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  for (const { name } of columns) {
    const base = /^(.+)_\d+$/.exec(name)?.[1];
    const twin = base !== undefined && names.has(base.toLowerCase());
    if (!twin && !/^C\d+$/.test(name)) continue;
    const [found] = await session.query(
      `select 1 from ${source()} where list_contains(json_keys(json), ${literal(name)}) limit 1`,
    );
    if (found) continue;
    const problem = twin
      ? `records have the keys "${base}" in capitals and in small letters, which name one column`
      : 'records have a key that is empty';
    throw fileFault(file, problem, {
      ...(base === undefined ? {} : { field: base }),
      mend: 'Rename one of the keys.',
    });
  }
}

const arrayOrLines = 'Weft reads one object per line, or one list of objects: `jq -c .` writes the first.';

async function lineFault(file: InputFile): Promise<ConfigError | undefined> {
  const encoding = await encodingFault(file);
  if (encoding) return encoding;
  let [line, records] = [0, 0];
  for await (const { text } of linesOf(file)) {
    line += 1;
    if (text.trim() === '') continue;
    records += 1;
    const fault = jsonFault(text);
    if (fault) {
      // An object that goes on in the next line is JSON, but not in lines.
      const cut = records === 1 && /^[{[]\s*$/.test(text.trim());
      const mend = cut ? arrayOrLines : 'Correct the line, or take it out.';
      return faultAt(file, fault, { line, column: fault.position + 1, mend }, text);
    }
    if (!text.trimStart().startsWith('{')) {
      return fileFault(file, `a record must be an object: ${excerpt(text)}`, { line, mend: arrayOrLines });
    }
  }
  return records === 0 ? noRecords(file) : undefined;
}

async function arrayFault(file: InputFile): Promise<ConfigError | undefined> {
  const encoding = await encodingFault(file);
  if (encoding || file.bytes > parsableBytes) return encoding;
  const chunks: Buffer[] = [];
  for await (const chunk of contentOf(file)) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const fault = jsonFault(text);
  if (fault) {
    const before = text.slice(0, fault.position).split('\n');
    const own = before.at(-1) ?? '';
    const [rest = ''] = text.slice(fault.position).split('\n');
    const place = {
      line: before.length,
      column: own.length + 1,
      mend: 'Correct the file, or write it again.',
    };
    return faultAt(file, fault, place, own + rest);
  }
  const value: unknown = JSON.parse(text);
  const records: unknown[] = Array.isArray(value) ? value : [];
  const index = records.findIndex(
    (record) => typeof record !== 'object' || record === null || Array.isArray(record),
  );
  if (index === -1) return records.length === 0 ? noRecords(file) : undefined;
  return fileFault(file, `record ${index + 1} is no object: ${excerpt(JSON.stringify(records[index]))}`, {
    mend: arrayOrLines,
  });
}

const faultAt = (
  file: InputFile,
  fault: JsonFault,
  place: { line: number; column: number; mend: string },
  text: string,
) => fileFault(file, `this is no JSON, ${fault.problem}: ${excerpt(text)}`, place);

const noRecords = (file: InputFile) =>
  fileFault(file, 'the file holds no records', {
    mend: 'Leave it out: without a record its columns are unknown.',
  });

/** The engine takes a list that is cut off between two records for a whole one. */
async function checkClosed(file: InputFile): Promise<void> {
  let tail = '';
  if (file.gzip) {
    for await (const chunk of contentOf(file)) tail = (tail + chunk.toString('latin1')).trimEnd().slice(-1);
  } else {
    const length = Math.min(file.bytes, 64 * 1024);
    for await (const chunk of createReadStream(file.path, {
      start: file.bytes - length,
      encoding: 'latin1',
    })) {
      tail = (tail + String(chunk)).trimEnd().slice(-1);
    }
  }
  if (tail === ']') return;
  throw (
    (await arrayFault(file)) ??
    fileFault(file, 'the list is cut off: its last ] is missing', { mend: 'Fetch or write the file again.' })
  );
}

async function lineOfRecord(file: InputFile, record: number): Promise<{ line?: number }> {
  let [line, count] = [0, 0];
  for await (const { text } of linesOf(file)) {
    line += 1;
    if (text.trim() !== '') count += 1;
    if (count === record) return { line };
  }
  return {};
}
