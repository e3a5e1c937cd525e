import type { Comparison } from '../../models/workspace/kinds/filter.ts';
import type { Condition } from '../../models/workspace/kinds/segment.ts';
import { comparisonWords, filterWords, wordsText } from './comparisons.ts';
import { humanise } from './names.ts';
import { type Reading, sinceWords } from './windows.ts';

/** A condition as a row: what is looked at, how, and at what. */
export interface ConditionRow {
  node: 'row';
  of: 'Profile' | 'Trait' | 'Event' | 'Segment';
  slug: string;
  subject: string;
  operator: string;
  value: string;
  /** What a relative window means in dates. */
  since: string;
}

interface ConditionGroup {
  node: 'group';
  how: 'all of' | 'any of' | 'none of';
  children: ConditionNode[];
}

export type ConditionNode = ConditionRow | ConditionGroup;

/** Names of the traits and segments that a definition refers to, by slug. */
export interface Names {
  trait: (slug: string) => string;
  segment: (slug: string) => string;
}

function comparedRow(
  row: Pick<ConditionRow, 'of' | 'slug' | 'subject'>,
  comparison: Comparison,
  reading: Reading,
): ConditionRow {
  const window = comparison.within ?? comparison.before;
  const since = window === undefined ? '' : sinceWords(window, reading);
  const [first, ...others] = comparisonWords(comparison);
  const value = [first?.value ?? '', ...others.map(wordsText)].filter(Boolean).join(' and ');
  return { node: 'row', ...row, operator: first?.operator ?? '', value, since };
}

function timesWords(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) {
    return least === most ? `exactly ${least} times` : `${least} to ${most} times`;
  }
  if (most !== undefined) return `at most ${most} times`;
  if (least !== undefined && least > 1) return `at least ${least} times`;
  return 'at least once';
}

/** The tree of a definition as rows and groups; a negated group reads "none of". */
export function conditionTree(condition: Condition, names: Names, reading: Reading): ConditionNode {
  const child = (one: Condition) => conditionTree(one, names, reading);
  if ('all' in condition) return { node: 'group', how: 'all of', children: condition.all.map(child) };
  if ('any' in condition) return { node: 'group', how: 'any of', children: condition.any.map(child) };
  if ('not' in condition) {
    const inner = condition.not;
    // "Not any of these" is "none of these"; "not all of these" keeps its own group.
    const children = 'any' in inner ? inner.any.map(child) : [child(inner)];
    return { node: 'group', how: 'none of', children };
  }
  if ('profile' in condition) {
    const { profile, ...comparison } = condition;
    return comparedRow({ of: 'Profile', slug: profile, subject: humanise(profile) }, comparison, reading);
  }
  if ('trait' in condition) {
    const { trait, ...comparison } = condition;
    return comparedRow({ of: 'Trait', slug: trait, subject: names.trait(trait) }, comparison, reading);
  }
  if ('segment' in condition) {
    const { segment } = condition;
    return {
      node: 'row',
      of: 'Segment',
      slug: segment,
      subject: names.segment(segment),
      operator: 'is a member',
      value: '',
      since: '',
    };
  }
  const event = 'did' in condition ? condition.did : condition.did_not;
  const details = [
    'did' in condition ? timesWords(condition.at_least, condition.at_most) : '',
    condition.within ? `in the last ${condition.within}` : '',
    condition.where ? `where ${filterWords(condition.where)}` : '',
  ];
  return {
    node: 'row',
    of: 'Event',
    slug: event,
    subject: humanise(event),
    operator: 'did' in condition ? 'did' : 'did not',
    value: details.filter(Boolean).join(' '),
    since: condition.within ? sinceWords(condition.within, reading) : '',
  };
}
