import type { ConditionRow } from '../conditions.ts';
import { type Clause, germanSaid } from './conditions.ts';

const text = ({ of, body, after }: Clause): string => `${of} ${body}${after === '' ? '' : `, ${after}`}`;

/** One condition as a clause about people: `bei denen „Lifetime value“ mindestens 500 ist`. */
export const rowWords = ({ leaf, subject }: ConditionRow): string => text(germanSaid(leaf, subject).clause);

/** The negation of one condition, in its own words where it has them. */
export function negatedRow({ leaf, subject }: ConditionRow): string {
  const { clause, not } = germanSaid(leaf, subject);
  if (not !== null) return text(not);
  const they = clause.of === 'die' ? 'sie' : 'bei ihnen';
  return `bei denen es nicht zutrifft, dass ${they} ${clause.body}${clause.after === '' ? '' : `, ${clause.after}`}`;
}

/** The words between clauses. Each clause begins with its own relative word, so that it stands after any of them. */
export const joints = {
  begin: 'Personen, ',
  beginGroup: 'Personen ',
  and: ', und ',
  nestedAnd: ' und ',
  either: '',
  or: ' oder ',
  noneAnd: ' und ',
  notPeople: 'für die nicht gilt, dass es Personen sind, ',
};
