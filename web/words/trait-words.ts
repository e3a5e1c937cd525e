import { filterWords } from '../../models/words/comparisons.ts';
import type { Language } from '../../models/words/language.ts';
import { humanise } from '../../models/words/names.ts';
import { kindOfTrait, type Trait, type TraitKey } from '../../models/workspace/kinds/trait.ts';
import {
  type ColumnMeasure,
  type Measure,
  measuredColumn,
} from '../../models/workspace/kinds/traits/measure.ts';
import { germanTraitWords } from './trait-words-german.ts';

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

const plain = (slug: string): string => humanise(slug).toLowerCase();
const rollUps = {
  sum: 'Sum of',
  avg: 'Average',
  min: 'Lowest',
  max: 'Highest',
  count: 'Number of values of',
} as const;
const either = (names: string | string[]): string => [names].flat().map(plain).join(' or ');

/** What each kind of trait says; `of` are the rows that it reads. */
const words: { [K in TraitKey]: (settings: Settings<K>, of: string) => string } = {
  measure: measureWords,
  formula: (formula) =>
    `Formula: ${formula.replace(/\{([a-z][a-z0-9_]*)\}/g, (_, slug: string) => humanise(slug).toLowerCase())}`,
  tier: ({ of, levels }) => `Level of ${humanise(of).toLowerCase()}: ${Object.keys(levels).join(', ')}`,
  rfm: ({ amount }, of) => `Recency, frequency and ${humanise(amount).toLowerCase()} of ${of}, in fifths`,
  ratio: (ratio, of) => {
    const [part, whole] = [ratio.of, ratio.to].map(({ measure, where }) => {
      // The trait's own filter and that of the part are one.
      const joint = of.includes(' where ') ? ' and ' : ' where ';
      return measureWords(measure, where ? `${of}${joint}${filterWords(where)}` : of);
    });
    return `${part}, divided by ${whole?.charAt(0).toLowerCase()}${whole?.slice(1)}`;
  },
  percentile_of: (trait) => `Share of people whose ${plain(trait)} is at or below theirs`,
  sessions: ({ gap }, of) => `Sessions of ${of}, apart by more than ${gap}`,
  cart_abandonment: ({ cart, order, within }, of) =>
    `Share of carts (${either(cart)}) in ${of} without an order (${either(order)}) within ${within}`,
  response_rate: ({ sent, response, within, by }, of) =>
    `Share of messages (${either(sent)}) in ${of} with a response (${either(response)}) within ${within}${by ? `, by ${plain(by)}` : ''}`,
  nearest: ({ entity, within_km }) =>
    `Nearest of ${plain(entity)}${within_km === undefined ? '' : `, at most ${within_km} km away`}`,
  sql: () => 'A statement of your data team',
  purchases: ({ amount, horizon }, of) =>
    `Purchases${amount === undefined ? '' : ' and their value'} expected in the next ${horizon}, by ${of}`,
  next_best: ({ item, basket }, of) =>
    `Next best ${plain(item)} by what shares one ${plain(basket)} in ${of}`,
  recommended: ({ item, category, limit }, of) =>
    `${limit === 1 ? 'The' : `The ${limit ?? 3}`} best ${plain(item)} by affinity to ${plain(category)} and popularity in ${of}`,
  propensity: ({ did, where, within, from }) =>
    `Probability of ${plain(did)}${where ? ` where ${filterWords(where)}` : ''} in the next ${within}, by ${from.map(plain).join(', ')}`,
  affinity: ({ by, half_life, weight }, of) =>
    `Favourite ${plain(by)} in ${of}${weight === undefined ? '' : ` by ${plain(weight)}`}, half as much after ${half_life}`,
  lifecycle: ({ active, at_risk }, of) =>
    `Stage of life by ${of}: active for ${active}, at risk until ${at_risk}, then lapsed`,
  roll_up: ({ of, by, measure }) => `${rollUps[measure]} ${plain(of)} over people with the same ${plain(by)}`,
  nps: ({ score }, of) => `Promoter, passive or detractor by the last ${plain(score)} in ${of}`,
  support: ({ satisfaction }, of) =>
    `Open ${of}, how long they take${satisfaction === undefined ? '' : `, ${plain(satisfaction)}`} and health`,
};

/** The rows that a trait reads: "orders where status is paid". */
const rowsWords = ({ from, where }: Trait): string =>
  [humanise(from ?? '').toLowerCase(), where ? `where ${filterWords(where)}` : ''].filter(Boolean).join(' ');

/** What a trait is: "Sum of total over orders where status is paid, in the last 365 days". */
export function traitWords(trait: Trait, language: Language = 'en'): string {
  if (language === 'de') return germanTraitWords(trait);
  const { key, settings } = kindOfTrait(trait);
  const say = words[key] as (settings: unknown, of: string) => string;
  return [say(settings, rowsWords(trait)), trait.within ? `, in the last ${trait.within}` : ''].join('');
}
