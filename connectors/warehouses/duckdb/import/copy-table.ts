import { ConfigError, WarehouseError, type WeftError } from '../../../errors.ts';
import type { QueryOptions, Row } from '../../connection.ts';
import type { ColumnKind } from '../../dialect.ts';
import { lakeDatabase } from '../attach.ts';
import type { Lake, Session } from '../connection.ts';
import { duckdbDialect } from '../dialect.ts';
import { existingColumns, type Target } from '../load/target.ts';
import type { Mapping, SourceColumn } from './column.ts';
import type { SourceEngine, SourceTable } from './engine.ts';
import { type Reading, sourceError, sourceFault, wordsOf } from './fault.ts';
import { sourceDatabase } from './source.ts';

const { ident, literal } = duckdbDialect;

export interface CopyOutcome {
  rows: number;
  columns: { name: string; kind: ColumnKind; type: string }[];
  notes: string[];
}

export interface CopyProgress {
  /** Undefined where the source does not count what it sends. */
  copied?: number;
  /** Undefined while the rows are counted. */
  total?: number;
  seconds: number;
}

export interface CopyOptions {
  signal?: AbortSignal;
  /** Called about twice a second from the first second on. */
  onProgress?: (progress: CopyProgress) => void;
}

/** A statement of the source as a relation of the engine. */
export const relation = (engine: SourceEngine, sql: string): string => {
  const streamed = engine.query === 'mysql_query' ? ', stream_results := true' : '';
  return `${engine.query}('${sourceDatabase}', ${literal(sql)}${streamed})`;
};

interface PlannedColumn extends SourceColumn {
  mapping: Mapping;
}

/** Copies one table of the source into a new table of the lake, in one transaction: whole, or not at all. */
export class TableCopy {
  readonly #lake: Lake;
  readonly #engine: SourceEngine;
  readonly #reading: Reading;
  readonly #schema: string;
  readonly #table: SourceTable;
  readonly #options: CopyOptions;
  /** The table's name in the source's SQL. */
  readonly #path: string;
  #planned: PlannedColumn[] = [];

  constructor(
    lake: Lake,
    engine: SourceEngine,
    reading: Reading,
    from: { schema: string; table: SourceTable },
    options: CopyOptions,
  ) {
    this.#lake = lake;
    this.#engine = engine;
    this.#reading = reading;
    this.#schema = from.schema;
    this.#table = from.table;
    this.#path = [from.schema, from.table.name].map(engine.ident).join('.');
    this.#options = options;
  }

  async into(target: Target): Promise<CopyOutcome> {
    try {
      return await this.#lake.inTransaction((session) => this.#copy(session, target));
    } catch (error) {
      if (this.#options.signal?.aborted) throw error;
      throw (
        sourceFault(error, this.#reading) ?? (await this.#unreadable()) ?? sourceError(error, this.#reading)
      );
    }
  }

  get #queryOptions(): QueryOptions {
    return this.#options.signal === undefined ? {} : { signal: this.#options.signal };
  }

  async #copy(session: Session, target: Target): Promise<CopyOutcome> {
    for (const statement of this.#engine.begin(this.#path, this.#table)) {
      await session.execute(
        `call postgres_execute('${sourceDatabase}', ${literal(statement)})`,
        this.#queryOptions,
      );
    }
    const [own] = await this.#ask(session, this.#engine.session);
    const watch = this.#watch(Number(own?.id));
    try {
      const columns = await this.#columns(session);
      const total = await this.#plan(session, columns);
      watch.counted(total);
      const rows = await this.#insert(session, target);
      // What ends early without an error would else pass for a smaller table.
      if (rows !== total) {
        throw new WarehouseError(
          `${this.#reading.table} gave ${rows} rows where it has ${total}: it changed while it was read`,
          { mend: 'Run it again; the table in the warehouse is as it was.' },
        );
      }
      return {
        rows,
        columns: this.#planned.map(({ name, mapping: { kind, type } }) => ({ name, kind, type })),
        notes: this.#planned.flatMap(({ mapping }) => mapping.note ?? []),
      };
    } finally {
      watch.end();
    }
  }

  #ask(session: Session, sql: string): Promise<Row[]> {
    return session.query(`from ${relation(this.#engine, sql)}`, this.#queryOptions);
  }

  async #columns(session: Session): Promise<SourceColumn[]> {
    const rows = await this.#ask(session, this.#engine.columns(this.#schema, this.#table.name));
    const shown = this.#engine.definition
      ? await this.#ask(session, this.#engine.definition(this.#path))
      : [];
    const definition = shown.flatMap((row) => Object.values(row).map(String)).join('\n');
    const columns = rows.map((row) => this.#engine.columnOf(row, definition));
    if (columns.length === 0) {
      throw new ConfigError(`${this.#reading.table} has no columns that can be read`, {
        mend: 'Leave it out: name the others with --tables.',
      });
    }
    const seen = new Map<string, string>();
    for (const { name } of columns) {
      const twin = seen.get(name.toLowerCase());
      if (twin !== undefined) {
        throw new ConfigError(
          `${this.#reading.table} has the columns "${twin}" and "${name}", which name one column in the warehouse`,
          { mend: 'Import a view that renames one of them.' },
        );
      }
      seen.set(name.toLowerCase(), name);
    }
    return columns;
  }

  /** Counts the rows, and asks what the types of some columns depend on, in one pass. */
  async #plan(session: Session, columns: readonly SourceColumn[]): Promise<number> {
    const asked = columns.flatMap(({ ask }) => ask?.aggregates ?? []);
    const list = ['count(*)', ...asked].map((sql, index) => `${sql} as a${index}`).join(', ');
    const [answer = {}] = await this.#ask(session, `select ${list} from ${this.#path}`);
    let next = 1;
    this.#planned = columns.map((column) => {
      if (!column.ask) return column;
      const numbers = column.ask.aggregates.map(() => {
        next += 1;
        return Number(answer[`a${next - 1}`]);
      });
      return { ...column, mapping: column.ask.decide(numbers) };
    });
    return Number(answer.a0);
  }

  async #insert(session: Session, target: Target): Promise<number> {
    await existingColumns(target, session);
    await session.execute(`create schema if not exists ${ident(lakeDatabase)}.${ident(target.schema)}`);
    const made = this.#planned.map(({ name, mapping }) => `${ident(name)} ${mapping.type}`).join(', ');
    await session.execute(`create or replace table ${target.sql} (${made})`);
    const read = this.#planned.map((column, index) => `${column.read} as c${index}`).join(', ');
    const values = this.#planned.map(({ mapping }, index) => `cast(c${index} as ${mapping.type})`).join(', ');
    const source = relation(this.#engine, `select ${read} from ${this.#path}`);
    return session.execute(`insert into ${target.sql} select ${values} from ${source}`, this.#queryOptions);
  }

  /** Names the column whose values the engine refused, by reading each alone. */
  async #unreadable(): Promise<WeftError | undefined> {
    for (const { name, read, mapping } of this.#planned) {
      const source = relation(this.#engine, `select ${read} as c from ${this.#path}`);
      try {
        await this.#lake.query(`select count(cast(c as ${mapping.type})) from ${source}`, this.#queryOptions);
      } catch (error) {
        const known = sourceFault(error, this.#reading);
        if (known) return known;
        const [first = ''] = wordsOf(error, this.#reading.source).split('\n');
        return new ConfigError(
          `The column "${name}" of ${this.#reading.table} cannot be imported: ${first.slice(0, 300)}`,
          {
            mend: `Import a view that leaves it out or casts it to text, by its name: --tables VIEW.`,
            cause: error,
          },
        );
      }
    }
    return undefined;
  }

  /** Tells how far the copy is, and ends the source's statement when the caller gives up. */
  #watch(id: number) {
    const { signal, onProgress } = this.#options;
    const { cancel, transferred } = this.#engine;
    const started = performance.now();
    let total: number | undefined;
    // The source's session is the copy's alone; another asks. What it cannot tell is left out.
    const aside = (sql: string) =>
      this.#lake.query(`from ${relation(this.#engine, sql)}`).catch((): Row[] => []);
    const stop = () => {
      if (cancel) void aside(cancel(id));
    };
    signal?.addEventListener('abort', stop, { once: true });
    const tell = async () => {
      const seconds = (performance.now() - started) / 1000;
      if (seconds < 1) return;
      if (total === undefined) return onProgress?.({ seconds });
      const [row] = transferred ? await aside(transferred(id)) : [];
      onProgress?.({ total, seconds, ...(row ? { copied: Number(row.rows) } : {}) });
    };
    const timer = onProgress && setInterval(() => void tell(), 500);
    return {
      counted(rows: number) {
        total = rows;
      },
      end() {
        clearInterval(timer);
        signal?.removeEventListener('abort', stop);
      },
    };
  }
}
