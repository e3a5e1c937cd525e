import type { Comparison, Filter, Scalar } from '../workspace/kinds/filter.ts';
import { humanise } from './names.ts';

/** A comparison in words: "is at least", "500". */
export interface Words {
  operator: string;
  value: string;
}

const show = (value: Scalar): string =>
  typeof value === 'number' ? new Intl.NumberFormat('en-US').format(value) : String(value);

/** `a, b or c`; a long list names its first and says how many more there are. */
function list(values: readonly string[], joint: 'or' | 'and', most = 6): string {
  const shown = values.slice(0, most);
  const rest = values.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} ${joint} ${rest} more`;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} ${joint} ${shown.at(-1)}`;
}

const operators: { [K in keyof Required<Comparison>]: (value: NonNullable<Comparison[K]>) => Words } = {
  eq: (value) => ({ operator: 'is', value: show(value) }),
  neq: (value) => ({ operator: 'is not', value: show(value) }),
  in: (values) => ({ operator: 'is one of', value: list(values.map(show), 'or') }),
  not_in: (values) => ({ operator: 'is none of', value: list(values.map(show), 'or') }),
  gt: (value) => ({ operator: 'is more than', value: show(value) }),
  gte: (value) => ({ operator: 'is at least', value: show(value) }),
  lt: (value) => ({ operator: 'is less than', value: show(value) }),
  lte: (value) => ({ operator: 'is at most', value: show(value) }),
  between: ([low, high]) => ({ operator: 'is between', value: `${show(low)} and ${show(high)}` }),
  contains: (value) => ({ operator: 'contains', value }),
  starts_with: (value) => ({ operator: 'starts with', value }),
  is_set: (value) => ({ operator: value ? 'is known' : 'is not known', value: '' }),
  within: (value) => ({ operator: 'is in the last', value }),
  before: (value) => ({ operator: 'is longer ago than', value }),
};

/** Every comparison of one value, in the order in which it was declared. */
export function comparisonWords(comparison: Comparison): Words[] {
  return Object.keys(comparison).flatMap((name) => {
    const key = name as keyof Comparison;
    const given = comparison[key];
    const say = operators[key] as ((value: unknown) => Words) | undefined;
    return say === undefined || given === undefined ? [] : [say(given)];
  });
}

export const wordsText = ({ operator, value }: Words): string =>
  value === '' ? operator : `${operator} ${value}`;

/** `status is paid and total is at least 10`. */
export function filterWords(filter: Filter): string {
  const parts = Object.entries(filter).map(([column, test]) => {
    const words = typeof test === 'object' ? comparisonWords(test) : comparisonWords({ eq: test });
    return `${humanise(column).toLowerCase()} ${words.map(wordsText).join(' and ')}`;
  });
  return list(parts, 'and', 20);
}
