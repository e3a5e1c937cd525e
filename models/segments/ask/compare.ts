import type { QueryOptions, Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';
import type { Generation } from '../../dbt/context.ts';
import { goldenKind } from '../../profiles/context.ts';
import { traitColumnKind } from '../../traits/columns.ts';
import { traitColumns } from '../../workspace/kinds/trait.ts';
import { type Asked, type Asking, asking, type Draft } from './population.ts';

/** How far the members' mean of a number is from everyone's. */
export interface NumberDifference {
  column: string;
  members: number;
  everyone: number;
  /** The difference in standard deviations of everyone (Glass's delta). */
  deviations: number;
}

/** How much more, or less, often the members have a value than everyone has. */
export interface ShareDifference {
  column: string;
  value: string;
  /** Shares of those of whom the column says something, 0 to 1. */
  members: number;
  everyone: number;
  /** The difference in standard errors of the members' share. */
  errors: number;
}

export interface Comparison {
  members: number;
  persons: number;
  /** Furthest from everyone first. */
  numbers: NumberDifference[];
  shares: ShareDifference[];
}

/** Columns that describe people; identifiers and what only tells them apart are left out. */
function describing(generation: Generation): { name: string; kind: ColumnKind }[] {
  const { workspace } = generation;
  const identifiers = new Set(
    workspace
      .all('source')
      .flatMap((source) => source.identifiers.map(({ column }) => `${source.slug}.${column}`)),
  );
  const golden = Object.entries(workspace.identity?.golden ?? {})
    .filter(([, { from }]) => !from.some((path) => identifiers.has(path)))
    .map(([name, { from }]) => ({ name, kind: goldenKind(generation, from) }));
  const traits = workspace
    .all('trait')
    .flatMap(traitColumns)
    .flatMap(({ name }) => {
      const kind = traitColumnKind(generation, name);
      return kind === null ? [] : [{ name, kind }];
    });
  return [...golden, ...traits];
}

const numeric = new Set<ColumnKind>(['integer', 'decimal', 'double']);
const mostValues = 50;

/** Which columns set the members apart from everyone. */
export async function compare(
  warehouse: Warehouse,
  generation: Generation,
  draft: Draft,
  { columns, query = {}, ...asked }: Asked & { columns?: readonly string[]; query?: QueryOptions } = {},
): Promise<Comparison> {
  const chosen = describing(generation).filter(({ name }) => columns === undefined || columns.includes(name));
  const asks = asking(generation, asked);
  const numbers = chosen.filter(({ kind }) => numeric.has(kind)).map(({ name }) => name);
  const categories = chosen.filter(({ kind }) => kind === 'text' || kind === 'boolean');
  const [[totals], values] = await Promise.all([
    warehouse.query(numbersSql(asks, draft, numbers), query),
    categories.length === 0 ? [] : warehouse.query(sharesSql(asks, draft, categories), query),
  ]);
  return {
    members: Number(totals?.members ?? 0),
    persons: Number(totals?.persons ?? 0),
    numbers: numberDifferences(numbers, totals ?? {}),
    shares: shareDifferences(values),
  };
}

function numbersSql(
  { generation, compiler, with: parts, from }: Asking,
  draft: Draft,
  names: readonly string[],
) {
  const { dialect } = generation;
  const selected = names.map(
    (name, i) => `, ${dialect.cast(`p.${dialect.ident(name)}`, 'double')} as x_${i}`,
  );
  const means = names.flatMap((_, i) => [
    `, avg(case when member then x_${i} end) as members_${i}`,
    `, avg(x_${i}) as everyone_${i}, stddev_pop(x_${i}) as spread_${i}`,
  ]);
  return `${parts}select count(*) as persons, count(case when member then 1 end) as members${means.join('')}
    from (select ${compiler.segment(draft)} as member${selected.join('')} ${from()}) as flagged`;
}

function sharesSql(
  { generation, compiler, with: parts, from }: Asking,
  draft: Draft,
  columns: readonly { name: string; kind: ColumnKind }[],
) {
  const { dialect } = generation;
  const member = compiler.segment(draft);
  const counted = columns.map(({ name, kind }) => {
    const value = dialect.text(`p.${dialect.ident(name)}`, kind);
    return `select ${dialect.literal(name)} as name, part, members, persons, sum(members) over () as members_known, sum(persons) over () as persons_known,
      row_number() over (order by persons desc, part) as place
      from (select ${value} as part, count(*) as persons, count(case when ${member} then 1 end) as members ${from(`p.${dialect.ident(name)} is not null`)} group by 1) as counted`;
  });
  return `${parts}select * from (${counted.join('\nunion all\n')}) as ranked where place <= ${mostValues}`;
}

function numberDifferences(names: readonly string[], row: Row): NumberDifference[] {
  return names
    .flatMap((column, i) => {
      const [members, everyone, spread] = [row[`members_${i}`], row[`everyone_${i}`], row[`spread_${i}`]];
      if (members === null || everyone === null || !(Number(spread) > 0)) return [];
      const deviations = (Number(members) - Number(everyone)) / Number(spread);
      return { column, members: Number(members), everyone: Number(everyone), deviations };
    })
    .toSorted((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations) || a.column.localeCompare(b.column));
}

function shareDifferences(rows: readonly Row[]): ShareDifference[] {
  return rows
    .flatMap((row) => {
      const [known, all] = [Number(row.members_known), Number(row.persons_known)];
      if (known === 0) return [];
      const [members, everyone] = [Number(row.members) / known, Number(row.persons) / all];
      const error = Math.sqrt((everyone * (1 - everyone)) / known);
      if (error === 0) return [];
      const errors = (members - everyone) / error;
      return { column: String(row.name), value: String(row.part), members, everyone, errors };
    })
    .toSorted((a, b) => Math.abs(b.errors) - Math.abs(a.errors) || a.column.localeCompare(b.column));
}
