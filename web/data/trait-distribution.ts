import 'server-only';
import { getTranslations } from 'next-intl/server';
import type { Row } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import { getFormats } from '../i18n/get-formats.ts';
import { authorise } from './authorise.ts';
import { NotComputed } from './not-computed.ts';
import { numberOf, textOf } from './values.ts';
import { builtColumns, dialect, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

const bars = 20;
const topValues = 12;

export interface Bar {
  label: string;
  people: number;
}

export interface Distribution {
  shape: 'histogram' | 'values' | 'unsuitable';
  bars: Bar[];
  /** People with a value that the bars leave out: the values after the commonest, or a mass of zeros. */
  others: number;
  known: number;
  people: number;
  /** For numbers. */
  quantiles: { min: number; median: number; mean: number; p95: number; max: number } | null;
}

const numeric: readonly ColumnKind[] = ['integer', 'decimal', 'double'];

/** Values whose spread is asked: a column of what may follow FROM, one row a person. */
export interface Spread {
  relation: string;
  column: string;
  kind: ColumnKind;
  query: (sql: string) => Promise<Row[]>;
}

/** How the values of a trait are spread: a histogram of numbers, or the commonest values. */
export async function traitDistribution(slug: string): Promise<Distribution> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  // The commonest values of a personal column are somebody's.
  if (new PersonalColumns(workspace).ofPerson(slug)) await authorise('personal.read');
  const column = (await builtColumns('weft.traits')).find((one) => one.name === slug);
  if (!column) {
    throw new NotComputed('trait', {
      refresh: true,
    });
  }
  return spreadOf({ relation: 'weft.traits', column: slug, kind: column.kind, query: rows });
}

const first = async (asked: Promise<Row[]>): Promise<Row> => (await asked)[0] ?? {};

/** The same of any values; who asks has authorised it. */
export async function spreadOf(spread: Spread): Promise<Distribution> {
  const { relation, column, kind, query } = spread;
  const sql = dialect();
  const value = sql.ident(column);
  if (numeric.includes(kind)) return histogram(spread, sql.cast(value, 'double'));
  const counts = await first(query(`select count(*) as people, count(${value}) as known from ${relation}`));
  const base = { known: numberOf(counts.known), people: numberOf(counts.people), quantiles: null };
  if (kind === 'json') return { shape: 'unsuitable', bars: [], others: 0, ...base };
  // No two people have a moment in common: months say more, the latest first.
  const timed = kind === 'timestamp' || kind === 'date';
  const label = timed ? `substr(${sql.text(value, kind)}, 1, 7)` : sql.cast(value, 'text');
  const common = await query(
    `select label, count(*) as people from (select ${label} as label from ${relation} where ${value} is not null) as known
     group by label order by ${timed ? 'label desc' : 'people desc, label'} limit ${topValues}`,
  );
  const shown = common.map((found) => ({ label: textOf(found.label), people: numberOf(found.people) }));
  const others = base.known - shown.reduce((sum, bar) => sum + bar.people, 0);
  return { shape: 'values', bars: shown, others, ...base };
}

/** From this share on, zeros would flatten all other bars: they are told in words instead. */
const manyZeros = 0.4;

/**
 * Each value with how many people have it and how many have that or less: quantiles are read off it by nearest
 * rank, which every engine computes alike.
 */
const ranked = (relation: string, value: string, where: string): string =>
  `(select value, people, sum(people) over (order by value) as up_to, sum(people) over () as known
    from (select ${value} as value, count(*) as people from ${relation} where ${where} group by ${value}) as counted
   ) as ranked`;

const quantile = (share: number): string => `min(case when up_to >= ${share} * known then value end)`;

/** Bars of equal width from the least value to the 99th percentile; the last one holds the tail. */
async function histogram(spread: Spread, value: string): Promise<Distribution> {
  const { relation, query } = spread;
  const [found, middle] = await Promise.all([
    first(
      query(`select count(*) as people, count(${value}) as known, min(${value}) as lowest, max(${value}) as highest,
         avg(${value}) as mean, count(case when ${value} = 0 then 1 end) as zeros
       from ${relation}`),
    ),
    first(
      query(
        `select ${quantile(0.5)} as middle, ${quantile(0.95)} as p95 from ${ranked(relation, value, `${value} is not null`)}`,
      ),
    ),
  ]);
  const known = numberOf(found.known);
  const zeros = numberOf(found.zeros);
  const base = { shape: 'histogram' as const, known, people: numberOf(found.people) };
  if (known === 0) return { ...base, bars: [], others: 0, quantiles: null };
  const apart = zeros / known >= manyZeros && zeros < known;
  return {
    ...base,
    others: apart ? zeros : 0,
    bars: await binned(spread, value, apart ? `${value} <> 0` : `${value} is not null`),
    quantiles: {
      min: numberOf(found.lowest),
      median: numberOf(middle.middle),
      mean: numberOf(found.mean),
      p95: numberOf(middle.p95),
      max: numberOf(found.highest),
    },
  };
}

async function binned({ relation, query }: Spread, value: string, where: string): Promise<Bar[]> {
  const [format, words] = await Promise.all([getFormats(), getTranslations('traits.bars')]);
  const range = await first(
    query(`select min(value) as lowest, max(value) as highest, ${quantile(0.99)} as p99, sum(people) as people
     from ${ranked(relation, value, where)}`),
  );
  const lowest = numberOf(range.lowest);
  const highest = numberOf(range.highest);
  if (highest === lowest) return [{ label: format.short(lowest), people: numberOf(range.people) }];
  const top = numberOf(range.p99) > lowest ? numberOf(range.p99) : highest;
  const width = (top - lowest) / bars;
  // Beside the width of a bar, what is next to nothing is nothing.
  const edge = (at: number): string => format.short(Math.abs(at) < width / 1000 ? 0 : at);
  const sql = dialect();
  // As texts, which every engine reads as the nearest double: a bare 0.0909 would be a decimal on some.
  const double = (number: number) => sql.cast(sql.literal(String(number)), 'double');
  const bar = sql.cast(`floor((${value} - ${double(lowest)}) / ${double(width)})`, 'integer');
  const counts = await query(
    `select bar, count(*) as people
     from (select greatest(0, least(${bar}, ${bars - 1})) as bar from ${relation} where ${where}) as placed group by bar`,
  );
  const byBar = new Map(counts.map((one) => [numberOf(one.bar), numberOf(one.people)]));
  return Array.from({ length: bars }, (_, index) => {
    const from = lowest + index * width;
    const tail = index === bars - 1 && highest > top;
    const label = tail
      ? words('tail', { from: edge(from) })
      : words('range', { from: edge(from), to: edge(from + width) });
    return { label, people: byBar.get(index) ?? 0 };
  });
}
