import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** All statements of one model that do the same to the same table. */
export interface Statement {
  model: string;
  /** Such as `create pointers_0`: the verb and the table, without the prefix of scratch tables. */
  name: string;
  times: number;
  seconds: number;
}

const lineSchema = z.object({
  info: z.object({ name: z.string(), thread: z.string() }),
  data: z.looseObject({
    conn_name: z.string().optional(),
    sql: z.string().optional(),
    elapsed: z.number().optional(),
    msg: z.string().optional(),
  }),
});

/** Of a dbt run's debug log in JSON: where the time went, the slowest first, and what its macros warned of. */
export async function readDbtLog(log: string): Promise<{ statements: Statement[]; warnings: string[] }> {
  const running = new Map<string, Pick<Statement, 'model' | 'name'>>();
  const found = new Map<string, Statement>();
  const warnings: string[] = [];
  for await (const text of createInterface({ input: createReadStream(log) })) {
    // Most lines are of no interest, and long.
    if (!/"name": "(SQLQuery|JinjaLogWarning)/.test(text)) continue;
    const { info, data } = lineSchema.parse(JSON.parse(text));
    if (info.name === 'JinjaLogWarning') {
      warnings.push(data.msg ?? '');
    } else if (info.name === 'SQLQuery') {
      running.set(info.thread, { model: modelOf(data.conn_name ?? ''), name: nameOf(data.sql ?? '') });
    } else if (info.name === 'SQLQueryStatus') {
      const statement = running.get(info.thread);
      if (!statement) continue;
      const key = JSON.stringify(statement);
      const known = found.get(key) ?? { ...statement, times: 0, seconds: 0 };
      const seconds = known.seconds + (data.elapsed ?? 0);
      found.set(key, { ...known, times: known.times + 1, seconds });
    }
  }
  return { statements: [...found.values()].sort((a, b) => b.seconds - a.seconds), warnings };
}

const modelOf = (connection: string): string => connection.split('.').at(-1) ?? connection;

const acting =
  /^(create|insert|delete|drop|update|alter)\b(?:\s+(?:or|replace|temporary|temp|table|view|into|from|if|not|exists))*\s+(\S+)/i;

function nameOf(sql: string): string {
  const text = sql.replace(/^\s*\/\*.*?\*\/\s*/s, '').trim();
  const verb = acting.exec(text);
  if (verb) return `${verb[1]?.toLowerCase()} ${tableName(verb[2] ?? '')}`;
  const read = /\bfrom\s+([^\s(),]+)/i.exec(text);
  const first = /^\w+/.exec(text)?.[0].toLowerCase() ?? 'statement';
  return read ? `${first} ${tableName(read[1] ?? '')}` : first;
}

const tableName = (path: string): string =>
  (path.replaceAll('"', '').split('(')[0]?.split('.').at(-1) ?? '').replace(/^weft_scratch_/, '');

/** The tables of connected components: see models/identity/macros/components.sql. */
const ofComponents = / (pointers_\d+|labels|edges_\d+|root|trial_roots)$/;

/**
 * The seconds of connected components alone, from the edges to a root for each node, those within the stages too;
 * null where no statement is known to be theirs.
 */
export function componentSeconds(statements: readonly Statement[]): number | null {
  const theirs = statements.filter(({ name }) => ofComponents.test(name));
  return theirs.length === 0 ? null : theirs.reduce((total, { seconds }) => total + seconds, 0);
}
