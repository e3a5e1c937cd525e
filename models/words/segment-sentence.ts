import type { ConditionNode, ConditionRow } from './conditions.ts';
import * as german from './german/segment-sentence.ts';
import type { Language } from './language.ts';

/** Without the capital of its first word, unless that is one of an abbreviation: RFM stays. */
const lower = (text: string): string =>
  /^\p{Lu}\p{Lu}/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

/** One condition as a clause about people: `whose lifetime value is at least 500`. */
export const rowWords = (row: ConditionRow, language: Language = 'en'): string => tongues[language].row(row);

function englishRow(row: ConditionRow): string {
  const after = row.value === '' ? '' : ` ${row.value}`;
  switch (row.of) {
    case 'Segment':
      return `who are in “${row.subject}”`;
    case 'Consent':
      return `who agreed to “${lower(row.subject)}”`;
    case 'Rows':
      return `who ${row.operator.replace('has', 'have')} ${lower(row.subject)}${after}`;
    case 'Event':
      if (row.operator === 'did') return `who did “${lower(row.subject)}”${after}`;
      if (row.operator === 'did not') return `who did not do “${lower(row.subject)}”${after}`;
      return `whose ${row.operator.replace(' time ', ` “${lower(row.subject)}” `)}${after}`;
    default:
      return `whose ${lower(row.subject)} ${row.operator}${after}`;
  }
}

/** The negation of one row, where its own words allow it. */
function negatedRow(row: ConditionRow): string {
  if (row.of === 'Segment') return `who are not in “${row.subject}”`;
  if (row.of === 'Consent') return `who did not agree to “${lower(row.subject)}”`;
  if (row.of === 'Rows' && row.operator === 'has') {
    return `who have no ${lower(row.subject)} ${row.value}`.trimEnd();
  }
  if (row.of === 'Event' && row.operator === 'did') {
    return `who did not do “${lower(row.subject)}” ${row.value}`.trimEnd();
  }
  return `of whom it is not true that their ${lower(row.subject)} ${row.operator} ${row.value}`.trimEnd();
}

/** A part of the sentence: a clause of one row, by its place among the rows, or the words between clauses. */
export interface SentencePart {
  text: string;
  /** Null for the words between. */
  row: number | null;
}

/** How a language says one condition, its negation, and what stands between them. */
interface Tongue {
  row: (row: ConditionRow) => string;
  negated: (row: ConditionRow) => string;
  joints: Record<
    'begin' | 'beginGroup' | 'and' | 'nestedAnd' | 'either' | 'or' | 'noneAnd' | 'notPeople',
    string
  >;
}

const tongues: Record<Language, Tongue> = {
  en: {
    row: englishRow,
    negated: negatedRow,
    joints: {
      ...{
        begin: 'People ',
        beginGroup: 'People ',
        and: ', and ',
        nestedAnd: ' and ',
        either: 'either ',
        or: ' or ',
        noneAnd: ' and ',
      },
      notPeople: 'of whom it is not true that they are people ',
    },
  },
  de: { row: german.rowWords, negated: german.negatedRow, joints: german.joints },
};

const between = (text: string): SentencePart[] => (text === '' ? [] : [{ text, row: null }]);

/** The parts with words between each two. */
const joined = (parts: readonly SentencePart[][], words: string): SentencePart[] =>
  parts.flatMap((part, index) => (index === 0 ? part : [...between(words), ...part]));

interface Saying {
  tongue: Tongue;
  /** The place of the next row. */
  next: number;
}

function phrase(node: ConditionNode, nested: boolean, saying: Saying): SentencePart[] {
  const { row, negated, joints } = saying.tongue;
  if (node.node === 'row') return [{ text: row(node), row: saying.next++ }];
  if (node.how === 'none of') {
    const parts = node.children.map((child): SentencePart[] =>
      child.node === 'row'
        ? [{ text: negated(child), row: saying.next++ }]
        : [...between(joints.notPeople), ...phrase(child, true, saying)],
    );
    return joined(parts, joints.noneAnd);
  }
  const parts = node.children.map((child) => phrase(child, true, saying));
  if (parts.length === 1) return parts.flat();
  if (node.how === 'all of') return joined(parts, nested ? joints.nestedAnd : joints.and);
  const either = [...between(joints.either), ...joined(parts, joints.or)];
  return nested ? [...between('('), ...either, ...between(')')] : either;
}

/** The sentence with each clause apart, in the order of the rows. */
export function sentenceParts(tree: ConditionNode, language: Language = 'en'): SentencePart[] {
  const tongue = tongues[language];
  const parts = phrase(tree, false, { tongue, next: 0 });
  const begin = parts[0]?.text === '(' ? tongue.joints.beginGroup : tongue.joints.begin;
  return [...between(begin), ...parts, ...between('.')];
}

/** A definition as one sentence: "People whose lifetime value is at least 500, and who did not …". */
export const segmentSentence = (tree: ConditionNode, language: Language = 'en'): string =>
  sentenceParts(tree, language)
    .map(({ text }) => text)
    .join('');
