import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';
import type { Subject } from './engine.ts';

let tables = 0;

/** The path of a table that does not exist yet. */
export function freshPath({ schema }: Subject, name?: string): string {
  tables += 1;
  return `${schema}.${name ?? `t${tables}`}`;
}

/** An empty table of the run's own. Returns its path. */
export async function makeTable(
  subject: Subject,
  columns: Record<string, ColumnKind>,
  path = freshPath(subject),
): Promise<string> {
  const { dialect } = subject.warehouse;
  const definitions = Object.entries(columns).map(
    ([name, kind]) => `${dialect.ident(name)} ${dialect.type(kind)}`,
  );
  await subject.warehouse.execute(`create table ${dialect.table(path)} (${definitions.join(', ')})`);
  return path;
}

export async function countOf({ warehouse }: Subject, path: string): Promise<number> {
  const [row] = await warehouse.query(`select count(*) as n from ${warehouse.dialect.table(path)}`);
  return Number(row?.n);
}
