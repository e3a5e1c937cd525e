import { type ConfigError, messageOf } from '../../../errors.ts';
import type { QueryOptions, Session } from '../../connection.ts';
import { duckdbDialect } from '../dialect.ts';
import { checkNames } from './csv-dialect.ts';
import { encodingFault } from './encoding.ts';
import { excerpt, fileFault } from './fault.ts';
import { contentOf, type InputFile } from './input-file.ts';
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
  const source = (columns: string) =>
    `(from read_json(${pathLiteral(file.path)}, format = ${literal(form)}, ${columns}, maximum_object_size = ${largestRecord}, hive_partitioning = false, ${compression(file)}))`;
  const fault = () => (form === 'array' ? arrayFault(file) : lineFault(file));
  const columns = await keysOf(file, source, session, options).catch(async (error: unknown) => {
    throw (isRefusal(error) ? await fault() : undefined) ?? error;
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

const isRefusal = (error: unknown): boolean => /^(Invalid Input|Invalid) Error/.test(messageOf(error));

/** All keys of all records: the engine's sample would miss those that come late, and drop them silently. */
async function keysOf(
  file: InputFile,
  source: (columns: string) => string,
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
  source: (columns: string) => string,
  session: Session,
  columns: readonly FileColumn[],
): Promise<void> {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  for (const { name } of columns) {
    const base = /^(.+)_\d+$/.exec(name)?.[1];
    const twin = base !== undefined && names.has(base.toLowerCase());
    if (!twin && !/^C\d+$/.test(name)) continue;
    const present = await session.query(
      `select 1 from ${source(`auto_detect = false, columns = {${literal(name)}: 'varchar'}`)} where ${ident(name)} is not null limit 1`,
    );
    if (present.length > 0) continue;
    const problem = twin
      ? `records have the keys "${base}" in capitals and in small letters, which name one column`
      : 'records have a key that is empty';
    throw fileFault(file, problem, {
      ...(base === undefined ? {} : { field: base }),
      mend: 'Rename one of the keys.',
    });
  }
}

const arrayOrLines = 'Weft reads one object per line, or one array of objects: `jq -c .` writes the first.';

/** V8 says what is wrong and where in the text; of its message the part before the text itself is kept. */
function parseFault(error: unknown): { problem: string; position: number | undefined } {
  const message = messageOf(error);
  const position = /at position (\d+)/.exec(message)?.[1];
  const problem = message.replace(/ in JSON at position.*$/s, '').replace(/, ?(\.\.\.)?".*$/s, '');
  return { problem, position: position === undefined ? undefined : Number(position) };
}

async function lineFault(file: InputFile): Promise<ConfigError | undefined> {
  const encoding = await encodingFault(file);
  if (encoding) return encoding;
  let line = 0;
  for await (const { text } of linesOf(file)) {
    line += 1;
    if (text.trim() === '') continue;
    const fault = recordFault(text);
    if (fault)
      return fileFault(file, `${fault.problem}: ${excerpt(text)}`, {
        line,
        ...fault.place,
        mend: fault.mend,
      });
  }
  return undefined;
}

function recordFault(text: string) {
  try {
    const value: unknown = JSON.parse(text);
    const found = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return repeatedKey(text);
    return { problem: `a record must be an object, not ${found}`, mend: arrayOrLines };
  } catch (error) {
    const { problem, position } = parseFault(error);
    const place = position === undefined ? {} : { column: position + 1 };
    const cut = text.trim() === '{' || /^[{[]\s*$/.test(text.trim());
    return {
      problem: `no JSON (${problem})`,
      place,
      mend: cut ? arrayOrLines : 'Correct the line or take it out.',
    };
  }
}

/** JSON.parse takes the last of two equal keys; the engine refuses the record. */
function repeatedKey(text: string) {
  const seen = new Set<string>();
  let depth = 0;
  for (const [token, key] of text.matchAll(/[{}[\]]|("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (key !== undefined && depth === 1) {
      if (seen.has(key))
        return { problem: `the key ${key} is there twice`, mend: 'Rename or drop one of them.' };
      seen.add(key);
    }
  }
  return undefined;
}

async function arrayFault(file: InputFile): Promise<ConfigError | undefined> {
  const encoding = await encodingFault(file);
  if (encoding || file.bytes > parsableBytes) return encoding;
  const chunks: Buffer[] = [];
  for await (const chunk of contentOf(file)) chunks.push(chunk);
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  try {
    const value: unknown = JSON.parse(text);
    const index = Array.isArray(value)
      ? value.findIndex((record) => typeof record !== 'object' || record === null || Array.isArray(record))
      : -1;
    if (index === -1) return undefined;
    return fileFault(file, `record ${index + 1} is no object`, { mend: arrayOrLines });
  } catch (error) {
    const { problem, position = text.length } = parseFault(error);
    const before = text.slice(0, position).split('\n');
    const own = text.slice(position - (before.at(-1)?.length ?? 0)).split('\n')[0] ?? '';
    return fileFault(file, `no JSON (${problem}): ${excerpt(own)}`, {
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      mend: 'Correct the file, or write it again.',
    });
  }
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
