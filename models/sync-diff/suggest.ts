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

/** From 0, nothing in common, to 1, the same name. */
function likeness(column: string, field: SuggestedField): number {
  const own = folded(column);
  return Math.max(
    ...[field.name, field.title ?? field.name].map((name) => {
      const other = folded(name);
      if (own === other) return 1;
      if (synonyms.some((names) => names.includes(own) && names.includes(other))) return 0.9;
      const length = Math.max(own.length, other.length);
      return length === 0 ? 0 : 1 - distance(own, other) / length;
    }),
  );
}

/** Below this two names are two things. */
const leastLikeness = 0.75;

/**
 * A mapping by the names and types of both sides: each field gets the column that is most like it, each column goes to
 * one field. What is required and finds no column is in `missing`.
 */
export function suggestMapping(
  columns: readonly { name: string; kind: ColumnKind }[],
  fields: readonly SuggestedField[],
): { map: Mapping; missing: string[] } {
  const pairs = fields
    .flatMap((field) =>
      columns.map((column) => {
        const typeFits = fits[field.type]?.includes(column.kind) ?? true;
        return { field, column, score: likeness(column.name, field) - (typeFits ? 0 : 0.15) };
      }),
    )
    .filter(({ score }) => score >= leastLikeness)
    .sort((a, b) => b.score - a.score || (a.field.name < b.field.name ? -1 : 1));
  const taken = new Set<string>();
  const found = new Map<string, Mapping[string]>();
  for (const { field, column } of pairs) {
    if (found.has(field.name) || taken.has(column.name)) continue;
    taken.add(column.name);
    found.set(field.name, valueFor(field, column));
  }
  const map = Object.fromEntries(
    fields.flatMap(({ name }) => {
      const value = found.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const missing = fields.filter(({ name, required }) => required && !found.has(name)).map(({ name }) => name);
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
