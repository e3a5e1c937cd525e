import type { BlockColumn, Comparison } from './fuzzy.ts';

/** What a level between equal and anything else may ask, the closest first. */
export const levelKinds = ['jaro_winkler', 'levenshtein', 'days', 'difference'] as const;
export type LevelKind = (typeof levelKinds)[number];

/** What each level of a comparison asks, in words, strongest first. */
export const levelsOf = (given: Pick<Comparison, 'jaro_winkler' | 'levenshtein' | 'days' | 'difference'>) => [
  'equal',
  ...given.jaro_winkler.map((least) => `Jaro-Winkler at least ${least}`),
  ...given.levenshtein.map(
    (most) => `at most ${most} ${most === 1 ? 'character differs' : 'characters differ'}`,
  ),
  ...given.days.map((most) => `at most ${most} ${most === 1 ? 'day' : 'days'} apart`),
  ...given.difference.map((most) => `at most ${most} apart`),
  'anything else',
];

export const blockColumnName = (column: BlockColumn): string =>
  typeof column === 'string' ? column : column.column;
