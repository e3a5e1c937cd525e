import type { Comparison, Filter } from '../workspace/kinds/filter.ts';
import type { Condition, LeafOf } from '../workspace/kinds/segment.ts';
import { comparisonWords, filterWords, wordsText } from './comparisons.ts';
import { humanise } from './names.ts';
import { type Reading, sinceWords } from './windows.ts';

/** A condition as a row: what is looked at, how, and at what. */
export interface ConditionRow {
  node: 'row';
  of: 'Profile' | 'Trait' | 'Event' | 'Rows' | 'Consent' | 'Segment';
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
  if ('consent' in condition) {
    const subject = humanise(condition.consent);
    return {
      node: 'row',
      of: 'Consent',
      slug: condition.consent,
      subject,
      ...nothing,
      operator: 'was given',
    };
  }
  if ('near' in condition) {
    const { near, km } = condition;
    const value = `${km} km of ${near.latitude}, ${near.longitude}`;
    return {
      node: 'row',
      of: 'Profile',
      slug: condition.latitude,
      subject: 'Place',
      operator: 'is within',
      value,
      since: '',
    };
  }
  if ('sequence' in condition) {
    const [first, ...others] = condition.sequence.map(({ did, where, within }, index) => ({
      did: humanise(did).toLowerCase(),
      details: [
        where ? `where ${filterWords(where)}` : '',
        within ? (index === 0 ? `in the last ${within}` : `within ${within}`) : '',
      ].filter(Boolean),
    }));
    const then = others.map(({ did, details }) => ['then', did, ...details].join(' '));
    const whole = condition.within ? [`all in the last ${condition.within}`] : [];
    return {
      ...{ node: 'row', of: 'Event', slug: condition.sequence[0]?.did ?? '', operator: 'did' },
      subject: humanise(condition.sequence[0]?.did ?? ''),
      value: [[...(first?.details ?? []), ...then].join(', '), ...whole].filter(Boolean).join(', '),
      since: condition.within ? sinceWords(condition.within, reading) : '',
    };
  }
  if ('first' in condition || 'last' in condition) {
    const event = 'first' in condition ? condition.first : condition.last;
    const { where, within, before, gte, lt, between } = condition;
    const row = comparedRow(
      { of: 'Event', slug: event, subject: humanise(event) },
      { within, before, gte, lt, between },
      reading,
    );
    const which = 'first' in condition ? 'first time' : 'last time';
    return {
      ...row,
      operator: `${which} ${row.operator}`,
      value: [row.value, whereWords(where)].filter(Boolean).join(' '),
    };
  }
  const rows = 'has' in condition ? condition.has : 'has_not' in condition ? condition.has_not : undefined;
  const event = 'did' in condition ? condition.did : 'did_not' in condition ? condition.did_not : '';
  const does = 'did' in condition || 'has' in condition;
  const details = [
    does ? timesWords(condition.at_least, condition.at_most) : '',
    condition.within ? `in the last ${condition.within}` : '',
    whereWords(condition.where),
    'after' in condition ? neighbourWords('after', condition.after) : '',
    'before' in condition ? neighbourWords('before', condition.before) : '',
  ];
  return {
    ...{ node: 'row', of: rows === undefined ? 'Event' : 'Rows', slug: rows ?? event },
    subject: humanise(rows ?? event),
    operator: rows === undefined ? (does ? 'did' : 'did not') : does ? 'has' : 'has no',
    value: details.filter(Boolean).join(' '),
    since: condition.within ? sinceWords(condition.within, reading) : '',
  };
}

const nothing = { value: '', since: '' };

const whereWords = (where: Filter | undefined): string => (where ? `where ${filterWords(where)}` : '');

/** `within 2 days after cart created where …`. */
function neighbourWords(side: 'after' | 'before', told: LeafOf<'did'>['after']): string {
  if (told === undefined) return '';
  const gap = told.within === undefined ? side : `within ${told.within} ${side}`;
  return [gap, humanise(told.did).toLowerCase(), whereWords(told.where)].filter(Boolean).join(' ');
}
