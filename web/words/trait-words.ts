import type { Measure, Trait } from '../../models/workspace/kinds/trait.ts';
import { filterWords } from './comparisons.ts';
import { humanise } from './names.ts';

const aggregates: Record<string, (column: string) => string> = {
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
  const [name, column] = Object.entries(measure)[0] ?? [];
  const say = name === undefined ? undefined : aggregates[name];
  return say === undefined || column === undefined
    ? `Computed over ${of}`
    : `${say(humanise(column).toLowerCase())} over ${of}`;
}

/** What a trait is: "Sum of total over orders where status is paid, in the last 365 days". */
export function traitWords(trait: Trait): string {
  if (trait.formula !== undefined) {
    return `Formula: ${trait.formula.replace(/\{([a-z][a-z0-9_]*)\}/g, (_, slug: string) => humanise(slug).toLowerCase())}`;
  }
  if (trait.measure === undefined || trait.from === undefined) return 'Not defined';
  return [
    measureWords(trait.measure, humanise(trait.from).toLowerCase()),
    trait.where ? ` where ${filterWords(trait.where)}` : '',
    trait.within ? `, in the last ${trait.within}` : '',
  ].join('');
}
