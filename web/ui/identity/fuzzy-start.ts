import type { BlockRule, Comparison, Fuzzy } from '../../../models/workspace/kinds/fuzzy.ts';
import { blockColumnName } from '../../../models/workspace/kinds/fuzzy-levels.ts';
import type { Identity } from '../../../models/workspace/kinds/identity.ts';
import type { Likeness, SourceColumn } from '../../data/rules-columns.ts';
import { freeName, shareStart } from './fuzzy-edits.ts';

/** What fuzzy matching may begin from. */

type Meaning = 'surname' | 'name' | 'birth' | 'postcode' | 'city' | 'street';

/** Words of a column's name, in English and German, by what they say of a person; the first that fits counts. */
const meanings: readonly [Meaning, RegExp][] = [
  ['birth', /birth|born|dob|geburt|geboren/],
  ['postcode', /post_?(al_?)?code|^zip|_zip|plz|postleitzahl/],
  ['surname', /last_?name|surname|family_?name|nachname|familienname/],
  ['street', /street|address_?line|strasse|straße|anschrift/],
  ['city', /^city|_city|town|^ort$|wohnort|stadt/],
  ['name', /^name$|(first|given|full|middle|person|contact)_?name|vorname|forename/],
];

export const meaningOf = (column: string): Meaning | null =>
  meanings.find(([, words]) => words.test(column.toLowerCase()))?.[0] ?? null;

const columnOf = (path: string): string => path.slice(path.indexOf('.') + 1);

/** A comparison of columns, with the levels that suit what their name says. */
export function suggestComparison(name: string, from: string[], { jaroWinkler }: Likeness): Comparison {
  const plain: Comparison = {
    ...{ from, jaro_winkler: [], levenshtein: [], days: [], difference: [] },
    term_frequency: false,
  };
  const alike = jaroWinkler ? { jaro_winkler: [0.92, 0.8] } : { levenshtein: [1, 2] };
  switch (meaningOf(name)) {
    case 'surname':
      return { ...plain, ...alike, term_frequency: true };
    case 'name':
    case 'street':
      return { ...plain, ...alike };
    case 'birth':
      return { ...plain, levenshtein: [1], days: [31] };
    case 'postcode':
      return { ...plain, levenshtein: [1] };
    case 'city':
      return { ...plain, term_frequency: true };
    default:
      return plain;
  }
}

/** A column to compare, with those of the same name in other sources. */
export function comparisonOf(
  path: string,
  columns: readonly SourceColumn[],
  taken: readonly string[],
  likeness: Likeness,
): [string, Comparison] {
  const name = columnOf(path);
  const others = columns.filter((one) => one.comparable && one.path !== path && columnOf(one.path) === name);
  const from = [path, ...others.map((one) => one.path)];
  return [freeName(name, taken), suggestComparison(name, from, likeness)];
}

/** Golden columns that say who somebody is, then columns of the sources that do and are in none of them. */
function suggested(golden: Identity['golden'], columns: readonly SourceColumn[], likeness: Likeness) {
  const comparable = new Set(columns.filter((one) => one.comparable).map(({ path }) => path));
  const compare: Fuzzy['compare'] = {};
  for (const [name, { from }] of Object.entries(golden)) {
    const usable = from.filter((path) => comparable.has(path));
    if (meaningOf(name) !== null && usable.length > 0)
      compare[name] = suggestComparison(name, usable, likeness);
  }
  const covered = () => new Set(Object.values(compare).flatMap(({ from }) => from));
  const add = (wanted: (column: SourceColumn) => boolean, most: number) => {
    for (const column of columns) {
      if (Object.keys(compare).length >= most) return;
      if (!column.comparable || covered().has(column.path) || !wanted(column)) continue;
      const [name, comparison] = comparisonOf(column.path, columns, Object.keys(compare), likeness);
      compare[name] = comparison;
    }
  };
  const meant = new Set(Object.keys(compare).map(meaningOf));
  add(({ path }) => {
    const meaning = meaningOf(columnOf(path));
    return meaning !== null && !meant.has(meaning);
  }, 6);
  add(({ identifies, kind }) => !identifies && (kind === null || kind === 'text'), 1);
  add(() => true, 1);
  return compare;
}

/** Rules that keep the pairs few: a birth date, a name's beginning at a place; and for each column one without it. */
function blocksFor(compare: Fuzzy['compare']): BlockRule[] {
  const names = Object.keys(compare);
  const of = (meaning: Meaning) => names.find((name) => meaningOf(name) === meaning);
  const birth = of('birth');
  const person = of('surname') ?? of('name');
  const place = of('postcode') ?? of('city') ?? of('street');
  const rules: BlockRule[] = [];
  if (birth !== undefined) rules.push([birth]);
  if (person !== undefined && place !== undefined) rules.push([{ column: person, first: 3 }, place]);
  const [one] = names;
  if (rules.length === 0 && one !== undefined) rules.push([person ?? one]);
  for (const name of names) {
    const held = rules.every((rule) => rule.some((column) => blockColumnName(column) === name));
    const other = [person, place, ...names].find((each) => each !== undefined && each !== name);
    if (held && other !== undefined) rules.push([other]);
  }
  return rules;
}

/** Fuzzy matching to begin from; null where no source has a column to compare. */
export function startFuzzy(
  golden: Identity['golden'],
  columns: readonly SourceColumn[],
  likeness: Likeness,
): Fuzzy | null {
  const compare = suggested(golden, columns, likeness);
  const names = Object.keys(compare);
  const [only] = names;
  if (only === undefined) return null;
  const alone = compare[only];
  // A column that every rule holds equal cannot be estimated: how often matches differ in it is given.
  if (names.length === 1 && alone) compare[only] = { ...alone, m: shareStart(alone, 'm', null) };
  return {
    compare,
    block_on: blocksFor(compare),
    ...{ max_block: 1000, within_source: true, join_at: 0.95, review_at: 0.5 },
    train: { pairs: 1_000_000, rounds: 25, tolerance: 0.0001, recall: 0.95 },
  };
}
