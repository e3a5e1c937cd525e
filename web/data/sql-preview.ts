import 'server-only';
import { getTranslations } from 'next-intl/server';
import { WeftError } from '../../connectors/errors.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { modelPlaceholders } from '../../models/workspace/check-trait-kinds.ts';
import { listNames, nearest } from '../../models/workspace/nearest.ts';
import { fillPlaceholders, placeholdersOf, readOnlyProblem } from '../../models/workspace/read-only-sql.ts';
import { faultOf, type StatementFault } from '../words/statement-fault.ts';
import { authorise, may } from './authorise.ts';
import { catalogue, recentColumns } from './catalogue.ts';
import { maskRows, masksOfStatement, type ShownRows } from './masks.ts';
import { dialect, onWarehouse } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

export type Preview =
  | (ShownRows & {
      state: 'rows';
      /** Whether there are more than are shown. */
      more: boolean;
      seconds: number;
      /** With Weft's tables in the place of the names in braces. */
      compiled: string;
    })
  | ({ state: 'refused' } & StatementFault);

/** Names of Weft's own that a statement of this workspace may write in braces, with a segment's own besides. */
async function namesInBraces(): Promise<string[]> {
  const { workspace } = await currentWorkspace();
  return [...new Set([...modelPlaceholders(workspace), 'customer_360', 'traits'])];
}

/** The line of a text's first mention of a name in braces. */
function placeOf(sql: string, name: string): StatementFault['place'] {
  const at = sql.indexOf(`{${name}}`);
  if (at < 0) return null;
  const before = sql.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Some rows of a statement that reads, or why it gives none; what is personal is masked unless it is asked for. */
export async function previewSql(
  sql: string,
  { reveal, limit, signal }: { reveal: boolean; limit: number; signal?: AbortSignal },
): Promise<Preview> {
  await authorise('data.edit');
  const problem = readOnlyProblem(sql);
  if (problem !== undefined) {
    return { state: 'refused', message: `The statement ${problem}.`, place: null };
  }
  const known = await namesInBraces();
  const unknown = placeholdersOf(sql).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, known);
    const words = await getTranslations('problems.refused');
    const hint = near === undefined ? listNames(known) : words('didYouMean', { name: `{${near}}` });
    return {
      state: 'refused',
      message: words('noModel', { name: `{${unknown}}`, hint }),
      place: placeOf(sql, unknown),
    };
  }
  const compiled = fillPlaceholders(sql, (name) => dialect().table(`${weftSchema}.${name}`));
  const personal = await may('personal.read');
  const open = reveal && personal;
  const { workspace } = await currentWorkspace();
  const started = performance.now();
  return onWarehouse(async (connection, limits): Promise<Preview> => {
    try {
      const { columns, rows } = await connection.readOnly(compiled, {
        ...limits,
        ...(signal === undefined ? {} : { signal }),
        limit: limit + 1,
      });
      const shown = masksOfStatement(workspace, columns, { open, personal });
      return {
        state: 'rows',
        ...maskRows(shown, rows.slice(0, limit), open),
        ...{ more: rows.length > limit, seconds: (performance.now() - started) / 1000, compiled },
      };
    } catch (error) {
      if (!(error instanceof WeftError) || error.retryable) throw error;
      const mend = error.mend === undefined ? '' : `\n${error.mend}`;
      const fault = faultOf(error.message);
      return { state: 'refused', message: `${fault.message}${mend}`, place: fault.place };
    }
  });
}

export interface SqlNames {
  /** Columns by the table. */
  tables: Record<string, string[]>;
  /** Weft's models, to be written in braces. */
  models: string[];
}

/** So many tables are offered with their columns: each is asked of the warehouse by itself. */
const mostTables = 150;

/** What an editor of SQL may complete. */
export async function sqlNames(): Promise<SqlNames> {
  await authorise('read');
  const tables = (await catalogue()).flatMap((schema) => schema.tables.map(({ path }) => path));
  const columns = await Promise.all(
    tables.slice(0, mostTables).map(async (path) => {
      const found = await recentColumns(path);
      return [path, found.map(({ name }) => name)] as const;
    }),
  );
  return { tables: Object.fromEntries(columns), models: await namesInBraces() };
}
