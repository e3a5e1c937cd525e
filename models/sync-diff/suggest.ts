import { distance } from 'fastest-levenshtein';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import type { Mapping } from '../workspace/kinds/mapping.ts';

/** A field of a destination, as far as a suggestion asks of it. */
interface SuggestedField {
  name: string;
  title?: string;
  type: string;
  required?: boolean;
}

/** Names for one thing that share no letters, in the spelling of `folded`. */
const synonyms: readonly (readonly string[])[] = [
  ['email', 'emailaddress', 'mail', 'primaryemail'],
  ['firstname', 'givenname', 'forename', 'fname', 'fn'],
  ['lastname', 'familyname', 'surname', 'lname', 'ln'],
  ['phone', 'phonenumber', 'mobile', 'mobilephone', 'telephone', 'tel'],
  ['city', 'town', 'locality', 'mailingcity', 'ct'],
  ['zip', 'zipcode', 'postcode', 'postalcode', 'mailingpostalcode'],
  ['state', 'region', 'province', 'mailingstate', 'st'],
  ['country', 'countrycode', 'mailingcountry'],
  ['birthdate', 'birthday', 'dateofbirth', 'dob', 'born'],
  ['company', 'companyname', 'organisation', 'organization', 'accountname'],
  ['id', 'externalid', 'externid', 'customerid', 'userid', 'weftid'],
  ['gender', 'sex', 'gen'],
];

/** A name without its separators, without the mark of a custom field. */
const folded = (name: string): string =>
  name
    .toLowerCase()
    .replace(/__c$/, '')
    .replace(/[^a-z0-9]/g, '');

/** The kinds of columns that a type of field takes as they are. */
const fits: Readonly<Record<string, readonly ColumnKind[]>> = {
  integer: ['integer'],
  number: ['integer', 'decimal', 'double'],
  boolean: ['boolean'],
  date: ['date', 'timestamp'],
  timestamp: ['timestamp', 'date'],
  list: ['json'],
  object: ['json'],
};

/** Why two names are taken for one thing: they are the same, people call it so, or they are nearly the same. */
export type Likeness = 'same' | 'synonym' | 'alike';

/** From 0, nothing in common, to 1, the same name. */
function likeness(column: string, field: SuggestedField): { score: number; how: Likeness } {
  const own = folded(column);
  const each = [field.name, field.title ?? field.name].map((name): { score: number; how: Likeness } => {
    const other = folded(name);
    if (own === other) return { score: 1, how: 'same' };
    if (synonyms.some((names) => names.includes(own) && names.includes(other)))
      return { score: 0.9, how: 'synonym' };
    const length = Math.max(own.length, other.length);
    return { score: length === 0 ? 0 : 1 - distance(own, other) / length, how: 'alike' };
  });
  return each.reduce((best, one) => (one.score > best.score ? one : best));
}

/** Below this two names are two things. */
const leastLikeness = 0.75;

/** A column for a field, and why. */
export interface Suggestion {
  field: string;
  column: string;
  value: Mapping[string];
  how: Likeness;
  /** Whether the field takes the column's type as it is. */
  typeFits: boolean;
}

/** Each field gets the column that is most like it by name and type, each column goes to one field. */
export function suggestions(
  columns: readonly { name: string; kind: ColumnKind }[],
  fields: readonly SuggestedField[],
): Suggestion[] {
  const pairs = fields
    .flatMap((field) =>
      columns.map((column) => {
        const typeFits = fits[field.type]?.includes(column.kind) ?? true;
        const { score, how } = likeness(column.name, field);
        return { field, column, typeFits, how, score: score - (typeFits ? 0 : 0.15) };
      }),
    )
    .filter(({ score }) => score >= leastLikeness)
    .sort((a, b) => b.score - a.score || (a.field.name < b.field.name ? -1 : 1));
  const taken = new Set<string>();
  const found = new Map<string, Suggestion>();
  for (const { field, column, how, typeFits } of pairs) {
    if (found.has(field.name) || taken.has(column.name)) continue;
    taken.add(column.name);
    const value = valueFor(field, column);
    found.set(field.name, { field: field.name, column: column.name, value, how, typeFits });
  }
  return fields.flatMap(({ name }) => found.get(name) ?? []);
}

/** A mapping of what is suggested. What is required and finds no column is in `missing`. */
export function suggestMapping(
  columns: readonly { name: string; kind: ColumnKind }[],
  fields: readonly SuggestedField[],
): { map: Mapping; missing: string[] } {
  const map = Object.fromEntries(
    suggestions(columns, fields).map(({ field, value }): [string, Mapping[string]] => [field, value]),
  );
  const missing = fields
    .filter(({ name, required }) => required && !Object.hasOwn(map, name))
    .map(({ name }) => name);
  return { map, missing };
}

/** The column alone where it fits; else with what must be made of it. */
function valueFor(field: SuggestedField, column: { name: string; kind: ColumnKind }): Mapping[string] {
  if (field.type === 'email') return { column: column.name, normalize: 'email' };
  const types = ['integer', 'number', 'boolean', 'date', 'timestamp'] as const;
  const type = types.find((each) => each === field.type);
  return type !== undefined && !fits[type]?.includes(column.kind)
    ? { column: column.name, type }
    : column.name;
}
