import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type AnalyzeRequest, LanguageOptions, ZetaSQLClient } from '@fivetrandevelopers/zetasql';
import { z } from 'zod';
import { freePort } from '../../../cli/platform/ports.ts';
import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';

const typeSchema = z.looseObject({ typeKind: z.union([z.string(), z.number()]) });
const columnSchema = z.object({ name: z.string(), type: typeSchema });
type AnalyzedColumn = z.infer<typeof columnSchema>;

const kinds: Record<ColumnKind, string> = {
  text: 'TYPE_STRING',
  integer: 'TYPE_INT64',
  decimal: 'TYPE_NUMERIC',
  double: 'TYPE_DOUBLE',
  boolean: 'TYPE_BOOL',
  date: 'TYPE_DATE',
  timestamp: 'TYPE_TIMESTAMP',
  bytes: 'TYPE_BYTES',
  json: 'TYPE_JSON',
};

const fixed = (typeKind: string) => ({
  kind: 'ARG_TYPE_FIXED',
  type: { typeKind },
  options: { cardinality: 'REQUIRED' },
  numOccurrences: 1,
});

/** Newer than this analyzer. */
const editDistance = {
  namePath: ['edit_distance'],
  group: 'bigquery',
  mode: 'SCALAR',
  signature: [{ argument: [fixed(kinds.text), fixed(kinds.text)], returnType: fixed(kinds.integer) }],
};

/** The first value under a key anywhere in a resolved statement; the tree nests each class in its parent's. */
function find(node: unknown, key: string): unknown {
  if (node === null || typeof node !== 'object') return undefined;
  for (const [name, value] of Object.entries(node)) {
    if (name === key && value !== null) return value;
    const found = find(value, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Google's own analyzer of BigQuery's SQL over a catalogue that the statements themselves build up: names,
 * types, functions and grammar are checked, and nothing runs. Its grammar is somewhat older than BigQuery's.
 */
export class ZetaSql {
  readonly #child: ChildProcess;
  readonly #client: ZetaSQLClient;
  readonly #language: AnalyzeRequest['options'];
  /** Columns by `dataset.table`. */
  readonly #tables = new Map<string, AnalyzedColumn[]>();

  private constructor(child: ChildProcess, client: ZetaSQLClient, language: AnalyzeRequest['options']) {
    this.#child = child;
    this.#client = client;
    this.#language = language;
  }

  static async start(): Promise<ZetaSql> {
    const library = dirname(createRequire(import.meta.url).resolve('@fivetrandevelopers/zetasql'));
    const port = await freePort('127.0.0.1');
    const suffix = process.arch.startsWith('arm') ? '_arm' : '';
    const end = process.platform === 'darwin' ? '' : '.so';
    const child = spawn(
      join(library, 'zetasql', `remote_server${suffix}${end}`),
      ['localhost', String(port)],
      {
        stdio: 'ignore',
      },
    );
    ZetaSQLClient.init(port);
    const client = ZetaSQLClient.getInstance();
    if (!(await client.testConnection())) throw new Error('the analyzer of ZetaSQL does not answer');
    const most = (await new LanguageOptions().enableMaximumLanguageFeatures()).serialize();
    return new ZetaSql(child, client, {
      languageOptions: {
        ...most,
        productMode: 'PRODUCT_EXTERNAL',
        supportedStatementKinds: [],
      },
      errorMessageMode: 'ERROR_MESSAGE_MULTI_LINE_WITH_CARET',
      allowUndeclaredParameters: true,
    });
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }

  declare(path: string, columns: readonly { name: string; kind: ColumnKind }[]): void {
    this.#tables.set(
      path,
      columns.map(({ name, kind }) => ({ name, type: { typeKind: kinds[kind] } })),
    );
  }

  /** Checks a statement or a script of several, and keeps what it makes. Throws an Error with the place of a fault. */
  async check(sql: string): Promise<void> {
    const length = Buffer.byteLength(sql);
    for (let position = 0; position < length; ) {
      const rest = Buffer.from(sql).subarray(position).toString();
      if (rest.trim() === '') return;
      const response = await this.#client
        .analyze({
          options: this.#language,
          simpleCatalog: this.#catalog(),
          parseResumeLocation: { input: sql, bytePosition: position, allowResume: true },
        })
        .catch((error: unknown) => {
          const details = error instanceof Error && 'details' in error ? error.details : error;
          throw new Error(`BigQuery would refuse this statement: ${details}\n${rest.slice(0, 4000)}`);
        });
      this.#keep(response?.resolvedStatement);
      const next = response?.resumeBytePosition ?? 0;
      if (next <= position) return;
      position = next;
    }
  }

  /** Checks a query and declares its rows as a table. */
  async checkModel(path: string, sql: string): Promise<void> {
    const name = path
      .split('.')
      .map((part) => `\`${part}\``)
      .join('.');
    await this.check(`create or replace table ${name} as ${sql}`);
  }

  #keep(statement: unknown): void {
    const drop = find(statement, 'resolvedDropStmtNode');
    const create = find(statement, 'resolvedCreateStatementNode');
    const path = z.array(z.string()).safeParse(find(drop ?? create, 'namePath')).data;
    if (path === undefined) return;
    const name = path
      .flatMap((part) => part.split('.'))
      .slice(-2)
      .join('.');
    if (drop !== undefined) this.#tables.delete(name);
    const columns = z.array(columnSchema).safeParse(find(create, 'columnDefinitionList')).data;
    const output = z
      .array(z.object({ name: z.string(), column: z.looseObject({ type: typeSchema }) }))
      .safeParse(find(create, 'outputColumnList')).data;
    if (columns && columns.length > 0) this.#tables.set(name, columns);
    else if (output)
      this.#tables.set(
        name,
        output.map((each) => ({ name: each.name, type: each.column.type })),
      );
  }

  /** Datasets, alone and below the project, each with its tables; and the views by which a dataset tells its own. */
  #catalog(): AnalyzeRequest['simpleCatalog'] {
    const datasets = new Map<string, { name: string; column: AnalyzedColumn[] }[]>();
    for (const [path, column] of this.#tables) {
      const [dataset = '', name = ''] = path.split('.');
      datasets.set(dataset, [...(datasets.get(dataset) ?? []), { name, column }]);
    }
    const text = { typeKind: kinds.text };
    const information = {
      name: 'INFORMATION_SCHEMA',
      table: [
        {
          name: 'TABLES',
          column: [
            { name: 'table_name', type: text },
            { name: 'table_type', type: text },
          ],
        },
      ],
    };
    const catalog = [...datasets].map(([name, table]) => ({ name, table, catalog: [information] }));
    const catalogue = {
      name: 'bigquery',
      builtinFunctionOptions: { languageOptions: this.#language?.languageOptions },
      catalog: [...catalog, { name: 'test', catalog }],
      customFunction: [editDistance],
    };
    return catalogue as AnalyzeRequest['simpleCatalog'];
  }
}
