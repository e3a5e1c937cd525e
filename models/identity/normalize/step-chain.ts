import type { Dialect } from '../../../connectors/warehouses/dialect.ts';

/**
 * One step of a normaliser: SQL over the column that holds the value so far and the one that holds the row's
 * region, null where there is none. Steps are laid out as a chain of CTEs, so that no expression repeats a
 * longer one.
 */
export type Step = (value: string, region: string | null) => string;

/** A column on its way through steps, with the region that its steps read. */
export interface SteppedColumn {
  name: string;
  from: string;
  region: string | null;
  steps: readonly Step[];
  /** Also keeps what the first step made of it, as `name__text`. */
  keepText?: boolean;
}

/** The column that keeps what the first step made of another. */
export const textOf = (name: string): string => `${name}__text`;

/**
 * A chain of CTEs that computes every column's steps over `relation`; `pass` are columns that go through.
 * Returns the CTEs' text and the name of the last, which has `pass` and one column for each `name`.
 */
export function stepChain(
  relation: string,
  pass: readonly { name: string; expression: string }[],
  columns: readonly SteppedColumn[],
): { ctes: { name: string; columns: string[]; from: string }[]; last: string } {
  const depth = Math.max(1, ...columns.map((column) => column.steps.length));
  const region = (column: SteppedColumn) => `${column.name}__region`;
  const ctes: { name: string; columns: string[]; from: string }[] = [];
  for (let level = 0; level < depth; level += 1) {
    const selected = pass.map(({ name, expression }) => (level === 0 ? `${expression} as ${name}` : name));
    for (const column of columns) {
      const value = level === 0 ? column.from : column.name;
      const step = column.steps[level];
      const regionColumn = column.region === null || level === 0 ? column.region : region(column);
      const stepped = step ? step(value, regionColumn) : value;
      selected.push(`${stepped} as ${column.name}`);
      if (column.keepText) {
        selected.push(level === 0 ? `${stepped} as ${textOf(column.name)}` : textOf(column.name));
      }
      if (regionColumn !== null) selected.push(`${regionColumn} as ${region(column)}`);
    }
    ctes.push({
      name: `step_${level + 1}`,
      columns: selected,
      from: level === 0 ? relation : `step_${level}`,
    });
  }
  return { ctes, last: `step_${depth}` };
}

/** A query of one row: a typed text after the steps of each name, without a region. */
export function steppedText(
  dialect: Dialect,
  typed: string,
  columns: Readonly<Record<string, readonly Step[]>>,
): string {
  const chain = stepChain(
    `(select ${dialect.cast(dialect.literal(typed), 'text')} as given) as input`,
    [],
    Object.entries(columns).map(([name, steps]) => ({ name, from: 'given', region: null, steps })),
  );
  const ctes = chain.ctes.map((cte) => `${cte.name} as (select ${cte.columns.join(', ')} from ${cte.from})`);
  return `with ${ctes.join(', ')} select ${Object.keys(columns).join(', ')} from ${chain.last}`;
}
