import { messageOf } from '../../../errors.ts';
import type { QueryOptions } from '../../connection.ts';
import type { ColumnKind } from '../../dialect.ts';
import { lakeDatabase } from '../attach.ts';
import type { Lake, Session } from '../connection.ts';
import { duckdbDialect } from '../dialect.ts';
import type { TableLoad } from '../load.ts';
import { detect, type Judgement } from './detect.ts';
import { fileFault } from './fault.ts';
import { checkGzip, type InputFile } from './input-file.ts';
import {
  appendedColumns,
  cells,
  type FilledColumn,
  filledColumns,
  plannedColumns,
  type ReadFile,
} from './plan.ts';
import { raggedMark, readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readParquet } from './read-parquet.ts';
import type { FileReader } from './reader.ts';
import { loaded } from './shapes.ts';
import { existingColumns, type Target } from './target.ts';
import { unfitFault, unfitMark } from './unfit.ts';

const { ident } = duckdbDialect;

export interface LoadOutcome {
  rows: number;
  columns: { name: string; kind: ColumnKind; type: string }[];
}

/** How a load is tried: first fast and by a sample; what goes wrong decides whether a slower way may help. */
interface Way {
  careful: boolean;
  sampled?: readonly (readonly Judgement[])[];
  /** Load nothing, find the value at fault: a transaction in which a statement failed answers no more. */
  findUnfit?: boolean;
}

/** The load is to be tried again from its start in another way. */
class TryAgain extends Error {
  readonly retryable = false;
  readonly way: Way;

  constructor(way: Way) {
    super('the load is tried another way');
    this.way = way;
  }
}

/** Loads files into one table in one transaction. */
export async function loadIntoTable(
  warehouse: Lake,
  target: Target,
  files: readonly InputFile[],
  load: TableLoad,
): Promise<LoadOutcome> {
  for (let way: Way = { careful: false }; ; ) {
    try {
      return await warehouse.inTransaction((session) =>
        new LoadAttempt(session, target, load, way).run(files),
      );
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      way = error.way;
    }
  }
}

class LoadAttempt {
  readonly #session: Session;
  readonly #target: Target;
  readonly #load: TableLoad;
  readonly #way: Way;
  readonly #options: QueryOptions;
  /** What the columns of each file were judged to be, and whether by all rows. */
  readonly #judged: (readonly Judgement[])[] = [];
  #judgedByAll = true;

  constructor(session: Session, target: Target, load: TableLoad, way: Way) {
    this.#session = session;
    this.#target = target;
    this.#load = load;
    this.#way = way;
    this.#options = load.signal === undefined ? {} : { signal: load.signal };
  }

  async run(files: readonly InputFile[]): Promise<LoadOutcome> {
    const read: ReadFile[] = [];
    for (const [position, file] of files.entries()) read.push(await this.#judge(file, position));
    if (this.#judged.flat().some(({ shape }) => shape === undefined)) this.#judgeByAll();
    const columns = await this.#prepareTable(read);
    let rows = 0;
    for (const { reader } of read) {
      const filled = filledColumns(reader, columns);
      if (this.#way.findUnfit) await this.#refuseUnfit(reader, filled);
      else rows += await this.#insert(reader, filled);
    }
    if (this.#way.findUnfit)
      throw new TypeError('the engine refused a value, and none is found that does not fit');
    return { rows, columns: columns.map(({ name, shape: { kind, type } }) => ({ name, kind, type })) };
  }

  #judgeByAll(): void {
    if (!this.#judgedByAll) throw new TryAgain({ ...this.#way, sampled: this.#judged });
  }

  async #judge(file: InputFile, position: number): Promise<ReadFile> {
    const reader = await this.#open(file);
    const sampled = this.#way.sampled?.[position];
    const { careful } = this.#way;
    const { judged, byAll } = await this.#reading(reader, () =>
      detect(reader, this.#session, { ...this.#options, careful, ...(sampled ? { sampled } : {}) }),
    );
    this.#judged.push(judged);
    this.#judgedByAll &&= byAll;
    return { reader, shapes: judged.map(({ shape }) => shape) };
  }

  async #open(file: InputFile): Promise<FileReader> {
    if (file.format === 'parquet') return readParquet(file, this.#session);
    if (file.format === 'json' || file.format === 'jsonl')
      return readJson(file, this.#session, this.#options);
    return readCsv(file, this.#load);
  }

  /** Makes the table, or checks that it takes these files. */
  async #prepareTable(read: readonly ReadFile[]) {
    const target = this.#target;
    const existing = await existingColumns(target, this.#session);
    if (existing && this.#load.mode === 'append') return appendedColumns(read, target.name, existing);
    const columns = plannedColumns(read, this.#load.columns);
    await this.#session.execute(`create schema if not exists ${ident(lakeDatabase)}.${ident(target.schema)}`);
    const list = columns.map(({ name, shape }) => `${ident(name)} ${shape.type}`).join(', ');
    await this.#session.execute(`create or replace table ${target.sql} (${list})`);
    return columns;
  }

  async #insert(reader: FileReader, columns: readonly FilledColumn[]): Promise<number> {
    const names = columns.map(({ name }) => ident(name)).join(', ');
    const values = columns.map(({ shape, index }) => loaded(shape, `v${index}`, unfitMark)).join(', ');
    const statement = `insert into ${this.#target.sql} (${names}) select ${values}
      from (select ${cells(reader, columns)} from ${reader.rows(this.#way.careful)})`;
    // Both must end before the transaction may: the engine takes a gzip file that is cut off for a whole one.
    const [gzip, rows] = await Promise.allSettled([
      checkGzip(reader.file, this.#options.signal),
      this.#session.execute(statement, { ...this.#options, ...this.#progress(reader.file) }),
    ]);
    const failed = [gzip, rows].find((result) => result.status === 'rejected');
    this.#load.onFile?.({ file: reader.file.name, ...(failed ? { error: failed.reason } : {}) });
    if (gzip.status === 'rejected') throw gzip.reason;
    if (rows.status === 'fulfilled') return rows.value;
    if (isUnfit(rows.reason)) {
      this.#judgeByAll();
      throw new TryAgain({ ...this.#way, findUnfit: true });
    }
    return this.#reading(reader, () => Promise.reject(rows.reason));
  }

  #progress(file: InputFile): Pick<QueryOptions, 'onProgress'> {
    const { onProgress, table } = this.#load;
    if (!onProgress) return {};
    const started = performance.now();
    return {
      onProgress: (share) => {
        const seconds = (performance.now() - started) / 1000;
        if (seconds < 1) return;
        onProgress({ file: file.name, table, share, bytes: Math.round(share * file.bytes), seconds });
      },
    };
  }

  async #refuseUnfit(reader: FileReader, columns: readonly FilledColumn[]): Promise<void> {
    const mend =
      this.#load.mode === 'append'
        ? 'Correct the value, or load all files anew without --append.'
        : 'Correct the value, or leave the type of the column to Weft.';
    const options = { ...this.#options, careful: this.#way.careful, mend };
    const fault = await this.#reading(reader, () => unfitFault(reader, columns, this.#session, options));
    if (fault) throw fault;
  }

  /** Runs what reads a file; the engine's refusal becomes an error that says where the file is wrong. */
  async #reading<T>(reader: FileReader, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const message = messageOf(error);
      if (!isRefusal(message)) throw error;
      const fault = await reader.fault(message);
      if (fault) throw fault;
      if (!this.#way.careful) throw new TryAgain({ ...this.#way, careful: true });
      const [first = ''] = message.replace(/^[A-Z][\w ]* Error: /, '').split('\n\n');
      throw fileFault(reader.file, `cannot be read (${first.slice(0, 300)})`, {
        mend: 'Check that the file is whole, and name its --format where it is not the one of its ending.',
        cause: error,
      });
    }
  }
}

const isUnfit = (error: unknown): boolean => {
  const message = messageOf(error);
  return message.startsWith('Conversion Error') || message === `Invalid Input Error: ${unfitMark}`;
};

/** Whether the engine speaks of the file's content. What it quotes of that may look like any other error. */
const isRefusal = (message: string): boolean =>
  /^(Invalid Input Error|Invalid Error|IO Error: Input is not a GZIP)/.test(message) ||
  message.includes(raggedMark);
