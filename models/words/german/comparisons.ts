import type { Comparison, Filter, Scalar } from '../../workspace/kinds/filter.ts';
import type { Words } from '../comparisons.ts';
import { humanise } from '../names.ts';
import { inTheLast, longerThan } from './durations.ts';

/** What a comparison says of its subject at the end of a clause: `mindestens 500`, `ist`. */
interface Told {
  phrase: string;
  verb: string;
}

const numbers = new Intl.NumberFormat('de-DE');

export function show(value: Scalar): string {
  if (typeof value === 'boolean') return value ? 'wahr' : 'falsch';
  return typeof value === 'number' ? numbers.format(value) : value;
}

/** `a, b oder c`; a long list names its first and says how many more there are. */
export function list(values: readonly string[], joint: 'oder' | 'und', most = 6): string {
  const shown = values.slice(0, most);
  const rest = values.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} ${joint} ${rest} weitere`;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} ${joint} ${shown.at(-1)}`;
}

/** A comparison as the row of a table says it, and as the end of a clause does. */
interface Said {
  row: Words;
  told: Told;
}

const is = (operator: string, value: string): Said => ({
  row: { operator: operator === '' ? 'ist' : `ist ${operator}`, value },
  told: { phrase: `${operator} ${value}`.trim(), verb: 'ist' },
});

const says: { [K in keyof Required<Comparison>]: (value: NonNullable<Comparison[K]>) => Said } = {
  eq: (value) => is('', show(value)),
  neq: (value) => is('nicht', show(value)),
  in: (values) => {
    const value = list(values.map(show), 'oder');
    return { row: { operator: 'ist eins von', value }, told: { phrase: value, verb: 'ist' } };
  },
  not_in: (values) => is('keins von', list(values.map(show), 'oder')),
  gt: (value) => is('mehr als', show(value)),
  gte: (value) => is('mindestens', show(value)),
  lt: (value) => is('weniger als', show(value)),
  lte: (value) => is('höchstens', show(value)),
  between: ([low, high]) => {
    const value = `${show(low)} und ${show(high)}`;
    return {
      row: { operator: 'liegt zwischen', value },
      told: { phrase: `zwischen ${value}`, verb: 'liegt' },
    };
  },
  contains: (value) => ({
    row: { operator: 'enthält', value },
    told: { phrase: `„${value}“`, verb: 'enthält' },
  }),
  starts_with: (value) => ({
    row: { operator: 'beginnt mit', value },
    told: { phrase: `mit „${value}“`, verb: 'beginnt' },
  }),
  is_set: (value) => is(value ? 'bekannt' : 'nicht bekannt', ''),
  within: (value) => ({
    row: { operator: 'liegt', value: inTheLast(value) },
    told: { phrase: inTheLast(value), verb: 'liegt' },
  }),
  before: (value) => ({
    row: { operator: 'ist länger her als', value: longerThan(value) },
    told: { phrase: `länger als ${longerThan(value)} her`, verb: 'ist' },
  }),
};

/** Every comparison of one value, in the order in which it was declared. */
function saidOf(comparison: Comparison): Said[] {
  return Object.keys(comparison).flatMap((name) => {
    const key = name as keyof Comparison;
    const given = comparison[key];
    const say = says[key] as ((value: unknown) => Said) | undefined;
    return say === undefined || given === undefined ? [] : [say(given)];
  });
}

export const comparisonWords = (comparison: Comparison): Words[] => saidOf(comparison).map(({ row }) => row);

/** `mindestens 2 und weniger als 5 ist`: what several comparisons share is said once. */
export function comparisonClause(comparison: Comparison): string {
  const told = saidOf(comparison).map((one) => one.told);
  return told
    .map(({ phrase, verb }, place) => (told[place + 1]?.verb === verb ? phrase : `${phrase} ${verb}`))
    .join(' und ');
}

/** `„Status“ paid ist und „Total“ mindestens 10 ist`: what follows „wobei“. */
export const filterClause = (filter: Filter): string =>
  list(
    Object.entries(filter).map(
      ([column, test]) =>
        `„${humanise(column)}“ ${comparisonClause(typeof test === 'object' ? test : { eq: test })}`,
    ),
    'und',
    20,
  );

/** `wobei „Status“ paid ist`; nothing of a filter that says nothing. */
export const whereClause = (where: Filter | undefined): string =>
  where === undefined || Object.keys(where).length === 0 ? '' : `wobei ${filterClause(where)}`;
