import { kindOfTrait, type Trait, type TraitKey } from '../../models/workspace/kinds/trait.ts';
import {
  type ColumnMeasure,
  type Measure,
  measuredColumn,
} from '../../models/workspace/kinds/traits/measure.ts';
import { filterWords } from './comparisons.ts';
import { humanise } from './names.ts';

const aggregates: Record<ColumnMeasure, (column: string) => string> = {
  sum: (column) => `Sum of ${column}`,
  avg: (column) => `Average ${column}`,
  min: (column) => `Lowest ${column}`,
  max: (column) => `Highest ${column}`,
  first: (column) => `First ${column}`,
  last: (column) => `Last ${column}`,
  most_frequent: (column) => `Most frequent ${column}`,
  distinct_list: (column) => `Every distinct ${column}`,
  count_distinct: (column) => `Number of distinct ${column}`,
};

function measureWords(measure: Measure, of: string): string {
  if (measure === 'count') return `Number of ${of}`;
  if (measure === 'days_since_first') return `Days since the first of ${of}`;
  if (measure === 'days_since_last') return `Days since the last of ${of}`;
  const { how, column } = measuredColumn(measure) ?? { how: 'max' as const, column: '' };
  const name = humanise(column).toLowerCase();
  if (how !== 'percentile') return `${aggregates[how](name)} over ${of}`;
  const at = typeof measure === 'object' ? (measure.percentile?.at ?? 0.5) : 0.5;
  return `${at === 0.5 ? 'Median' : `Percentile ${Math.round(at * 1000) / 10}`} of ${name} over ${of}`;
}

type Settings<K extends TraitKey> = NonNullable<Trait[K]>;

/** What each kind of trait says; `of` are the rows that it reads. */
const words: { [K in TraitKey]: (settings: Settings<K>, of: string) => string } = {
  measure: measureWords,
  formula: (formula) =>
    `Formula: ${formula.replace(/\{([a-z][a-z0-9_]*)\}/g, (_, slug: string) => humanise(slug).toLowerCase())}`,
  tier: ({ of, levels }) => `Level of ${humanise(of).toLowerCase()}: ${Object.keys(levels).join(', ')}`,
  rfm: ({ amount }, of) => `Recency, frequency and ${humanise(amount).toLowerCase()} of ${of} in fifths`,
};

/** What a trait is: "Sum of total over orders where status is paid, in the last 365 days". */
export function traitWords(trait: Trait): string {
  const { key, settings } = kindOfTrait(trait);
  const say = words[key] as (settings: unknown, of: string) => string;
  return [
    say(settings, humanise(trait.from ?? '').toLowerCase()),
    trait.where ? ` where ${filterWords(trait.where)}` : '',
    trait.within ? `, in the last ${trait.within}` : '',
  ].join('');
}
