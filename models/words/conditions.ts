import type { Comparison, Filter } from '../workspace/kinds/filter.ts';
import type { Condition, Leaf, LeafOf } from '../workspace/kinds/segment.ts';
import { traitColumns } from '../workspace/kinds/trait.ts';
import type { Workspace } from '../workspace/resource.ts';
import { comparisonWords, filterWords, wordsText } from './comparisons.ts';
import { germanSaid } from './german/conditions.ts';
import type { Language } from './language.ts';
import { columnName, humanise, nameOf } from './names.ts';
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
  /** The condition itself, from which another language makes its own words. */
  leaf: Leaf;
}

interface ConditionGroup {
  node: 'group';
  how: 'all of' | 'any of' | 'none of';
  children: ConditionNode[];
}

export type ConditionNode = ConditionRow | ConditionGroup;

/** What a reference is of, for its page, and what it is called. */
interface Named {
  slug: string;
  name: string;
}

/** Names of what a definition refers to: a trait by a column of it, a segment and a consent by their slugs. */
export interface Names {
  trait: (column: string) => Named;
  segment: (slug: string) => string;
  consent: (slug: string) => string;
}

/** The names that a workspace gives; words of the reference for what it does not declare. */
export function namesOf(workspace: Workspace): Names {
  const named = (kind: 'segment' | 'consent') => (slug: string) => {
    const resource = workspace.get(kind, slug);
    return resource ? nameOf(resource) : humanise(slug);
  };
  return {
    trait: (column) => {
      for (const trait of workspace.all('trait')) {
        const found = traitColumns(trait).find(({ name }) => name === column);
        if (found) return { slug: trait.slug, name: columnName(trait, found) };
      }
      return { slug: column, name: humanise(column) };
    },
    segment: named('segment'),
    consent: named('consent'),
  };
}

type LeafRow = Omit<ConditionRow, 'leaf'>;

function comparedRow(
  row: Pick<ConditionRow, 'of' | 'slug' | 'subject'>,
  comparison: Comparison,
  reading: Reading,
): LeafRow {
  const window = comparison.within ?? comparison.before;
  const since = window === undefined ? '' : sinceWords(window, reading);
  const [first, ...others] = comparisonWords(comparison);
  const value = [first?.value ?? '', ...others.map(wordsText)].filter(Boolean).join(' and ');
  return { node: 'row', ...row, operator: first?.operator ?? '', value, since };
}

/** `at least 2`, `exactly 3`, `2 to 5`; nothing where one is enough. */
function countWords(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined)
    return least === most ? `exactly ${least}` : `${least} to ${most}`;
  if (most !== undefined) return `at most ${most}`;
  return least !== undefined && least > 1 ? `at least ${least}` : '';
}

function timesWords(least: number | undefined, most: number | undefined): string {
  const count = countWords(least, most);
  return count === '' ? 'at least once' : `${count} times`;
}

/** The tree of a definition as rows and groups; a negated group reads "none of". */
export function conditionTree(
  condition: Condition,
  names: Names,
  reading: Reading,
  language: Language = 'en',
): ConditionNode {
  const child = (one: Condition) => conditionTree(one, names, reading, language);
  if ('all' in condition) return { node: 'group', how: 'all of', children: condition.all.map(child) };
  if ('any' in condition) return { node: 'group', how: 'any of', children: condition.any.map(child) };
  if ('not' in condition) {
    const inner = condition.not;
    // "Not any of these" is "none of these"; "not all of these" keeps its own group.
    const children = 'any' in inner ? inner.any.map(child) : [child(inner)];
    return { node: 'group', how: 'none of', children };
  }
  const row = leafRow(condition, names, reading);
  if (language === 'en') return { ...row, leaf: condition };
  const subject = 'near' in condition ? 'Ort' : row.subject;
  const { operator, value } = germanSaid(condition, subject);
  const window = 'within' in condition ? condition.within : undefined;
  const before = 'before' in condition && typeof condition.before === 'string' ? condition.before : undefined;
  const since = row.since === '' ? '' : sinceWords(window ?? before ?? '', reading, language);
  return { ...row, ...{ subject, operator, value, since }, leaf: condition };
}

/** A condition as a row in English. */
function leafRow(condition: Leaf, names: Names, reading: Reading): LeafRow {
  if ('profile' in condition) {
    const { profile, ...comparison } = condition;
    return comparedRow({ of: 'Profile', slug: profile, subject: humanise(profile) }, comparison, reading);
  }
  if ('trait' in condition) {
    const { trait, ...comparison } = condition;
    const { slug, name } = names.trait(trait);
    return comparedRow({ of: 'Trait', slug, subject: name }, comparison, reading);
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
    const subject = names.consent(condition.consent);
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
        whereWords(where),
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
  const since = condition.within ? sinceWords(condition.within, reading) : '';
  const window = condition.within ? `in the last ${condition.within}` : '';
  if ('has' in condition || 'has_not' in condition) {
    const slug = 'has' in condition ? condition.has : condition.has_not;
    const count = 'has' in condition ? countWords(condition.at_least, condition.at_most) : 'no';
    const operator = count === '' ? 'has' : `has ${count}`;
    const value = [window, whereWords(condition.where)].filter(Boolean).join(' ');
    return { node: 'row', of: 'Rows', slug, subject: humanise(slug), operator, value, since };
  }
  const slug = 'did' in condition ? condition.did : condition.did_not;
  const times = 'did' in condition ? timesWords(condition.at_least, condition.at_most) : '';
  const own = [times, window, whereWords(condition.where)].filter(Boolean).join(' ');
  const neighbours = [neighbourWords('after', condition.after), neighbourWords('before', condition.before)];
  return {
    ...{ node: 'row', of: 'Event', slug, subject: humanise(slug) },
    operator: 'did' in condition ? 'did' : 'did not',
    value: [own, ...neighbours].filter(Boolean).join(', '),
    since,
  };
}

const nothing = { value: '', since: '' };

const whereWords = (where: Filter | undefined): string =>
  where === undefined || Object.keys(where).length === 0 ? '' : `where ${filterWords(where)}`;

/** `within 2 days after cart created where …`. */
function neighbourWords(side: 'after' | 'before', told: LeafOf<'did'>['after']): string {
  if (told === undefined) return '';
  const gap = told.within === undefined ? side : `within ${told.within} ${side}`;
  return [gap, humanise(told.did).toLowerCase(), whereWords(told.where)].filter(Boolean).join(' ');
}
