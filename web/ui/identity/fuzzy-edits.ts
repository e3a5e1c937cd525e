import type { BlockColumn, BlockRule, Comparison, Fuzzy } from '../../../models/workspace/kinds/fuzzy.ts';
import {
  blockColumnName,
  type LevelKind,
  levelKinds,
  levelsOf,
} from '../../../models/workspace/kinds/fuzzy-levels.ts';
import type { LevelEstimate } from '../../data/rules-columns.ts';
import { withField } from '../editor/with-field.ts';

/** Edits of fuzzy matching, from one definition to the next; nothing is changed in place. */

/** A level between equal and anything else: the number that it asks for, and where that is declared. */
export interface Level {
  kind: LevelKind;
  place: number;
  value: number;
}

/** The levels that are declared, the closest first. */
export const thresholdsOf = (comparison: Comparison): Level[] =>
  levelKinds.flatMap((kind) => comparison[kind].map((value, place) => ({ kind, place, value })));

/** Numbers of a kind as they must be declared: the closest first. */
export const inOrder = (kind: LevelKind, values: readonly number[]): number[] =>
  values.toSorted((a, b) => (kind === 'jaro_winkler' ? b - a : a - b));

/** With other numbers of a kind. Given shares that no longer are one for each level go. */
export function withLevels(comparison: Comparison, kind: LevelKind, values: readonly number[]): Comparison {
  const next = { ...comparison, [kind]: [...values] };
  const levels = levelsOf(next).length;
  const fits = (shares: readonly number[] | undefined) => shares?.length === levels;
  return withField(
    withField(next, 'm', fits(next.m) ? next.m : undefined),
    'u',
    fits(next.u) ? next.u : undefined,
  );
}

const first: Record<LevelKind, number> = { jaro_winkler: 0.92, levenshtein: 1, days: 31, difference: 10 };

/** What a further level of a kind would ask: somewhat less than the weakest that there is. */
export function nextLevel(kind: LevelKind, values: readonly number[]): number {
  const weakest = inOrder(kind, values).at(-1);
  if (weakest === undefined) return first[kind];
  if (kind === 'jaro_winkler') {
    const less = Math.floor(weakest * 100 - 8) / 100;
    return less > 0 ? less : weakest / 2;
  }
  return kind === 'levenshtein' ? weakest + 1 : weakest * 2;
}

/** Shares of four digits that add up to 1 and of which none is 0 or 1, in the proportions given. */
export function sharesOf(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const tenThousandths = weights.map((weight) => Math.max(1, Math.round((weight / total) * 10_000)));
  const over = tenThousandths.reduce((sum, share) => sum + share, 0) - 10_000;
  const largest = tenThousandths.indexOf(Math.max(...tenThousandths));
  return tenThousandths.map((share, place) => (place === largest ? share - over : share) / 10_000);
}

/** Estimates of a comparison, where they are of the very levels that it has now. */
export function estimatesOf(
  comparison: Comparison,
  estimates: readonly LevelEstimate[] | undefined,
): readonly LevelEstimate[] | null {
  const conditions = levelsOf(comparison);
  return estimates?.length === conditions.length &&
    estimates.every(({ condition }, level) => condition === conditions[level])
    ? estimates
    : null;
}

/** What shares begin from once they are given: what was estimated, else what is usual of a column that tells people apart. */
export function shareStart(
  comparison: Comparison,
  of: 'm' | 'u',
  estimates: readonly LevelEstimate[] | null,
): number[] {
  if (estimates !== null) return sharesOf(estimates.map((level) => level[of]));
  const falling = levelsOf(comparison).map((_, level) => 9 ** -level);
  return sharesOf(of === 'm' ? falling : falling.toReversed());
}

export const sumOf = (shares: readonly number[]): number =>
  Number(shares.reduce((sum, share) => sum + share, 0).toFixed(6));

const inRules = (fuzzy: Fuzzy, to: (rules: BlockRule[]) => BlockRule[]): Fuzzy => ({
  ...fuzzy,
  block_on: to(fuzzy.block_on),
  train: withField(fuzzy.train, 'block_on', fuzzy.train.block_on && to(fuzzy.train.block_on)),
});

export const isSlug = (name: string): boolean => /^[a-z][a-z0-9_]{0,62}$/.test(name);

/** With a comparison called otherwise, in its place; blocking rules follow. */
export function renameComparison(fuzzy: Fuzzy, from: string, to: string): Fuzzy {
  const compare = Object.fromEntries(
    Object.entries(fuzzy.compare).map(([name, comparison]) => [name === from ? to : name, comparison]),
  );
  const column = (one: BlockColumn): BlockColumn => {
    if (blockColumnName(one) !== from) return one;
    return typeof one === 'string' ? to : { ...one, column: to };
  };
  return inRules({ ...fuzzy, compare }, (rules) => rules.map((rule) => rule.map(column)));
}

/**
 * Without a comparison. Blocking rules that name it stay as they are and are at fault until they are changed: without the
 * column they would compare more pairs than anybody asked for.
 */
export function removeComparison(fuzzy: Fuzzy, name: string): Fuzzy {
  const { [name]: _removed, ...compare } = fuzzy.compare;
  return { ...fuzzy, compare };
}

/** A name like the one wished for that is not taken. */
export function freeName(wished: string, taken: readonly string[]): string {
  const plain = wished.toLowerCase().replaceAll(/[^a-z0-9_]+/g, '_');
  const name = (/^[a-z]/.test(plain) ? plain : `column_${plain}`).slice(0, 58);
  if (!taken.includes(name)) return name;
  let number = 2;
  while (taken.includes(`${name}_${number}`)) number++;
  return `${name}_${number}`;
}

/** With a column of a blocking rule whole, or by its first characters. */
export const blockColumn = (column: string, first: number | null): BlockColumn =>
  first === null ? column : { column, first };

/** How many first characters of a column are meant; null for the whole. */
export const firstOf = (column: BlockColumn): number | null =>
  typeof column === 'string' ? null : column.first;
