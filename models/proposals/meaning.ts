import type { ColumnProfile } from './profile.ts';
import { percent, slugOf, wordsOf } from './words.ts';

/** What a column says of a person or of a thing. */
export type Meaning =
  | 'email'
  | 'phone'
  | 'person id'
  | 'membership id'
  | 'device id'
  | 'first name'
  | 'last name'
  | 'name'
  | 'birth date'
  | 'gender'
  | 'country'
  | 'city'
  | 'postcode'
  | 'street'
  | 'language'
  | 'event'
  | 'money'
  | 'time'
  | 'category'
  | 'other';

export interface Meant {
  meaning: Meaning;
  /** What of its values speaks for it, as a comment in the workspace. */
  because: string;
}

export const personWords =
  /^(customers?|users?|clients?|members?|contacts?|persons?|people|buyers?|shoppers?|subscribers?|patients?|guests?|donors?|players?|leads?|accounts?|profiles?|kunden?|kundin|clientes?|visitors?|students?)$/;
const idWords = /^(id|ids|no|nr|num|number|key|uuid|guid|code|ref|nummer)$/;

/** By the name alone; the first that fits. */
const names: [meaning: Meaning, pattern: RegExp][] = [
  ['email', /(^|_)e?_?mails?(_address|_adresse)?(_|$)/],
  ['phone', /(^|_)(phone|phones|mobile|mobil|telephone|telefon|tel|cell|cellphone|msisdn|handy)(_|\d|$)/],
  ['first name', /(^|_)(first_?name|given_?name|forename|vorname|prenom|fname)$/],
  ['last name', /(^|_)(last_?name|sur_?name|family_?name|nachname|nom|lname)$/],
  ['name', /^((full|customer|client|contact|display|user|member|person|account)_?)?name$/],
  ['birth date', /(^|_)(birth|dob|birthday|birthdate|geburt\w*)(_|$)/],
  ['gender', /^(gender|sex|salutation|geschlecht|anrede)$/],
  ['country', /(^|_)(country|land|nation|country_code)(_code)?$/],
  ['city', /(^|_)(city|town|ort|stadt|ville)$/],
  ['postcode', /(^|_)(zip|zipcode|zip_code|postcode|post_code|postal_?code|plz)$/],
  ['street', /(^|_)(street|strasse|address|address_?line_?1|address_?1|adresse)$/],
  ['language', /^(language|locale|lang|sprache)(_code)?$/],
  ['event', /^(event|event_?name|event_?type|action|activity)$/],
];

const moneyWords =
  /^(total|subtotal|amount|price|revenue|value|cost|spend|spent|paid|sum|net|gross|betrag|preis|umsatz|sales|turnover|refund|discount|tax|fee|donation|payment|balance|usd|eur|gbp|dollar|dollars)$/;
const notMoneyWords =
  /^(rate|ratio|percent|pct|score|lat|latitude|lng|lon|longitude|weight|height|width|id|count|quantity|qty|number|rank|stars|rating)$/;
const deviceWords = /^(anonymous|device|cookie|visitor|fingerprint|idfa|gaid|adid)$/;
const membershipWords = /^(loyalty|membership|card|bonus|club)$/;

/** What of a person is personal, in the sense of the law. */
export const personalMeanings: readonly Meaning[] = [
  'email',
  'phone',
  'first name',
  'last name',
  'name',
  'birth date',
  'street',
  'postcode',
  'gender',
];

/** Whether a column is called like one that holds what is personal, for a table that nobody has declared. */
export const soundsPersonal = (name: string): boolean =>
  names.some(([meaning, pattern]) => personalMeanings.includes(meaning) && pattern.test(slugOf(name)));

export function meaningOf(column: ColumnProfile, rows: number): Meant {
  const { kind, looksLike, present } = column;
  const words = wordsOf(column.name);
  const name = slugOf(column.name);
  if (present === 0) return { meaning: 'other', because: 'it has no values' };
  if (kind === 'text' && looksLike.email >= 0.6) {
    return { meaning: 'email', because: `${percent(looksLike.email)} look like e-mail addresses` };
  }
  if (kind === 'timestamp' || kind === 'date') {
    const birth = names.some(([meaning, pattern]) => meaning === 'birth date' && pattern.test(name));
    return {
      meaning: birth ? 'birth date' : 'time',
      because: `${kind === 'date' ? 'a date' : 'a time'} in each value`,
    };
  }
  const identifier = identifierMeaning(column, words);
  if (identifier) return identifier;
  const named = names.find(([, pattern]) => pattern.test(name))?.[0];
  if (named !== undefined && named !== 'birth date' && named !== 'email' && kind === 'text') {
    if (named !== 'phone') return { meaning: named, because: 'by its name' };
    if (looksLike.phone >= 0.6)
      return { meaning: 'phone', because: `${percent(looksLike.phone)} look like phone numbers` };
  }
  if (kind === 'text' && looksLike.dialled >= 0.9) {
    return {
      meaning: 'phone',
      because: `${percent(looksLike.dialled)} look like phone numbers with a country code`,
    };
  }
  if ((kind === 'decimal' || kind === 'integer' || kind === 'double') && isMoney(words, kind)) {
    return {
      meaning: 'money',
      because: kind === 'decimal' ? 'decimals, by its name an amount' : 'by its name an amount',
    };
  }
  if (isCategory(column, rows)) {
    return {
      meaning: 'category',
      because: `${column.distinct} values in ${present.toLocaleString('en')} rows`,
    };
  }
  return { meaning: 'other', because: '' };
}

function identifierMeaning({ kind, looksLike }: ColumnProfile, words: readonly string[]): Meant | undefined {
  if (kind !== 'text' && kind !== 'integer') return undefined;
  const last = words.at(-1) ?? '';
  const isId = idWords.test(last) || looksLike.uuid > 0.9 || looksLike.hash > 0.9;
  const joined = words.join('');
  if (deviceWords.test(last) || (isId && words.some((word) => deviceWords.test(word)))) {
    return { meaning: 'device id', because: 'by its name an id of a device or a browser' };
  }
  if (isId && words.some((word) => membershipWords.test(word))) {
    return { meaning: 'membership id', because: 'by its name the number of a card or a membership' };
  }
  const person = words.some((word) => personWords.test(word));
  const glued = /^(customer|user|client|member|contact|person|kunden?)(id|no|nr|number|nummer)$/.test(joined);
  const bare = words.length === 1 && (kind === 'integer' || looksLike.uuid > 0.9 || looksLike.hash > 0.9);
  if ((person && ((isId && words.length <= 3) || bare)) || glued) {
    return { meaning: 'person id', because: 'by its name an id of a person' };
  }
  return undefined;
}

function isMoney(words: readonly string[], kind: ColumnProfile['kind']): boolean {
  if (words.some((word) => notMoneyWords.test(word))) return false;
  return words.some((word) => moneyWords.test(word)) && (kind !== 'integer' || words.length <= 3);
}

/** Few values, each in many rows. */
const isCategory = ({ kind, distinct, present, length }: ColumnProfile, rows: number): boolean =>
  kind === 'boolean' ||
  (kind === 'text' &&
    distinct >= 2 &&
    distinct <= 200 &&
    distinct <= rows / 3 &&
    length <= 40 &&
    present >= 6);
