import type { ColumnKind, Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { Step } from './step-chain.ts';

/** Texts that say "nothing" in place of a value, compared in lower case after trimming. The empty text does as well. */
const nullLikes = [
  '-',
  '--',
  '.',
  '?',
  '#n/a',
  '(null)',
  '<null>',
  '\\n',
  'n/a',
  'n.a.',
  'na',
  'nan',
  'nil',
  'none',
  'not available',
  'not provided',
  'null',
  'undefined',
  'unknown',
  'anonymous',
  'test',
];

/** Spaces, tabs, ends of line, the no-break space, and the two marks without width that copies of web pages hold. */
const blanks = ' \t\n\r\u00a0\u200b\ufeff';

/**
 * A column of a kind as text without blanks at its ends. Taking away a set of characters is slow where an
 * engine builds the set for each row, so only texts with something else than ASCII's graphic characters at an end
 * pay for it.
 */
export const trimmedText =
  (dialect: Dialect, kind: ColumnKind = 'text'): Step =>
  (value) => {
    const text = dialect.text(value, kind);
    if (kind !== 'text') return text;
    const trimmed = `trim(${text}, ${dialect.literal(blanks)})`;
    return `case when ${dialect.regexpMatches(text, '^[^!-~]|[^!-~]$')} then ${trimmed} else ${text} end`;
  };

const longestNullLike = Math.max(...nullLikes.map((text) => text.length));
const anyNullLike = `^(${nullLikes.map((text) => text.replaceAll(/[^a-z]/g, '\\$&')).join('|')})$`;

/**
 * Whether a trimmed text stands for nothing. Most texts are too long for it, and their length says so for a fraction of
 * what a comparison costs; a list of texts would be a join of every row on DuckDB.
 */
export const saysNothing = (dialect: Dialect, value: string): string =>
  `(${value} = '' or (length(${value}) <= ${longestNullLike} and ${dialect.regexpMatches(`lower(${value})`, anyNullLike)}))`;

/** A column of a kind as trimmed text, null where it says nothing. */
export const meaningfulSteps = (dialect: Dialect, kind: ColumnKind = 'text'): Step[] => [
  trimmedText(dialect, kind),
  (value) => `case when ${saysNothing(dialect, value)} then null else ${value} end`,
];
