import type { QueryOptions, Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';
import type { Generation } from '../../dbt/context.ts';
import { goldenKind } from '../../profiles/context.ts';
import { PersonalColumns } from '../../profiling/personal.ts';
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

/** Columns that describe people; identifiers and what is personal, which only tells them apart, are left out. */
function describing(generation: Generation): Described[] {
  const { workspace } = generation;
  const personal = new PersonalColumns(workspace);
  const golden = Object.entries(workspace.identity?.golden ?? {}).map(([name, { from }]) => ({
    name,
    kind: goldenKind(generation, from),
  }));
  const traits = workspace
    .all('trait')
    .flatMap(traitColumns)
    .flatMap(({ name }) => {
      const kind = traitColumnKind(generation, name);
      return kind === null ? [] : [{ name, kind }];
    });
  return [...golden, ...traits].filter(({ name }) => !personal.ofPerson(name));
}

const numeric = new Set<ColumnKind>(['integer', 'decimal', 'double']);
const mostValues = 50;
/** A value that fewer have, or would have if members were like everyone, says nothing of the members. */
const fewestPersons = 2;

/** Which columns set the members apart from everyone. */
export async function compare(
  warehouse: Warehouse,
  generation: Generation,
  draft: Draft,
  { columns, query = {}, ...asked }: Asked & { columns?: readonly string[]; query?: QueryOptions } = {},
): Promise<Comparison> {
  const chosen = describing(generation).filter(({ name }) => columns === undefined || columns.includes(name));
  const numbers = chosen.filter(({ kind }) => numeric.has(kind));
  const categories = chosen
    .filter(({ kind }) => kind === 'text' || kind === 'boolean')
    .map((column, i) => ({ ...column, place: numbers.length + i }));
  const flagged = flaggedSql(asking(generation, asked), draft, [...numbers, ...categories]);
  const [[totals], values] = await Promise.all([
    warehouse.query(`${flagged}${numbersSql(numbers)}`, query),
    categories.length === 0 ? [] : warehouse.query(`${flagged}${sharesSql(generation, categories)}`, query),
  ]);
  return {
    members: Number(totals?.members ?? 0),
    persons: Number(totals?.persons ?? 0),
    numbers: numberDifferences(numbers, totals ?? {}),
    shares: shareDifferences(values),
  };
}

interface Described {
  name: string;
  kind: ColumnKind;
}

/** A WITH whose `flagged` has everyone: whether they are a member, and the columns as `c_0`, `c_1` and so on. */
function flaggedSql(
  { generation: { dialect }, compiler, withMore, from }: Asking,
  draft: Draft,
  columns: readonly Described[],
): string {
  const selected = columns.map(({ name, kind }, i) => {
    const column = `p.${dialect.ident(name)}`;
    return `, ${numeric.has(kind) ? dialect.cast(column, 'double') : dialect.text(column, kind)} as c_${i}`;
  });
  return `${withMore}flagged as (select ${compiler.segment(draft)} as member${selected.join('')} ${from()})\n`;
}

function numbersSql(columns: readonly Described[]): string {
  const means = columns.map(
    (_, i) =>
      `, avg(case when member then c_${i} end) as members_${i}, avg(c_${i}) as everyone_${i}, stddev_pop(c_${i}) as spread_${i}`,
  );
  return `select count(*) as persons, count(case when member then 1 end) as members${means.join('')} from flagged`;
}

/** The values of each column, whose places in `flagged` come after those of the numbers. */
function sharesSql({ dialect }: Generation, columns: readonly (Described & { place: number })[]): string {
  const counted = columns.map(
    ({ name, place }) =>
      `select ${dialect.literal(name)} as name, part, members, persons, sum(members) over () as members_known, sum(persons) over () as persons_known,
         row_number() over (order by persons desc, part) as place
       from (select c_${place} as part, count(*) as persons, count(case when member then 1 end) as members
             from flagged where c_${place} is not null group by c_${place}) as counted`,
  );
  return `select * from (${counted.join('\nunion all\n')}) as ranked where place <= ${mostValues}`;
}

function numberDifferences(columns: readonly Described[], row: Row): NumberDifference[] {
  return columns
    .flatMap(({ name: column }, i) => {
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
      if (error === 0 || Math.max(Number(row.members), everyone * known) < fewestPersons) return [];
      const errors = (members - everyone) / error;
      return { column: String(row.name), value: String(row.part), members, everyone, errors };
    })
    .toSorted((a, b) => Math.abs(b.errors) - Math.abs(a.errors) || a.column.localeCompare(b.column));
}
