import { createHash } from 'node:crypto';
import { cellText } from '../values.ts';

/**
 * The keys of an audience's members, normalised as Meta documents them ("Hashing and Normalizing Data" of Customer
 * File Custom Audiences; its "Customer Information Parameters" give examples with their hashes).
 */
export const identifierNames = [
  'EXTERN_ID',
  'EMAIL',
  'PHONE',
  'MADID',
  'FN',
  'LN',
  'FI',
  'GEN',
  'DOBY',
  'DOBM',
  'DOBD',
  'CT',
  'ST',
  'ZIP',
  'COUNTRY',
] as const;
export type IdentifierName = (typeof identifierNames)[number];

/** Why a value cannot be sent, or its normal form; empty where there is nothing to send. */
export type Normal = { value: string } | { fault: string };

const of = (value: string): Normal => ({ value });
const bad = (fault: string): Normal => ({ fault });
const lower = (text: string): string => text.normalize('NFC').trim().toLowerCase();

export function email(text: string): Normal {
  const address = lower(text);
  return address === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)
    ? of(address)
    : bad('is no e-mail address');
}

/** Digits with the country code, without symbols, letters and leading zeros. Meta adds no country code by itself. */
export function phone(text: string): Normal {
  const kept = text.trim().replace(/[^\d+]/g, '');
  if (text.trim() === '') return of('');
  if (/^0[1-9]/.test(kept)) return bad('starts with a single 0, so it lacks its country code');
  const digits = kept.replace(/\D/g, '').replace(/^0+/, '');
  if (digits.length >= 7 && digits.length <= 15) return of(digits);
  return bad('is no phone number with its country code');
}

/** m or f. Meta knows no other, and says to leave what is unknown empty. */
export function gender(text: string): Normal {
  const initial = { m: 'm', male: 'm', f: 'f', female: 'f' }[lower(text)];
  return of(initial ?? '');
}

export const birthYear =
  (thisYear: number = new Date().getFullYear()) =>
  (text: string): Normal => {
    const year = text.trim();
    const within = /^\d{4}$/.test(year) && Number(year) >= 1900 && Number(year) <= thisYear;
    return year === '' || within ? of(year) : bad(`is no year from 1900 to ${thisYear}`);
  };

const upTo =
  (most: number, what: string) =>
  (text: string): Normal => {
    const digits = text.trim();
    if (digits === '') return of('');
    const within = /^\d{1,2}$/.test(digits) && Number(digits) >= 1 && Number(digits) <= most;
    return within ? of(digits.padStart(2, '0')) : bad(`is no ${what} from 01 to ${most}`);
  };

export const birthMonth = upTo(12, 'month');
export const birthDay = upTo(31, 'day');

/** Lower case without punctuation; letters of every script stay, and so do the spaces between names. */
export const personName = (text: string): Normal =>
  of(lower(lower(text).replace(/[\p{P}\p{S}]/gu, '')).replace(/\s+/g, ' '));

export function firstInitial(text: string): Normal {
  const normal = personName(text);
  return 'value' in normal ? of([...normal.value][0] ?? '') : normal;
}

/** Letters, their marks, and digits: no punctuation, special characters or spaces. */
const compact = (text: string): string => lower(text).replace(/[^\p{L}\p{M}\p{N}]/gu, '');

export const city = (text: string): Normal => of(compact(text));

/** In the United States the code of two letters, elsewhere the name. */
export function state(text: string, country: string): Normal {
  const name = compact(text);
  return country === 'us' && name !== '' && !/^[a-z]{2}$/.test(name)
    ? bad('is not the two-letter code of a state of the United States')
    : of(name);
}

export function zip(text: string, country: string): Normal {
  const code = lower(text).replace(/[\s-]/g, '');
  const american = country === 'us' || /^\d{5}-\d{4}$/.test(text.trim());
  if (!american || code === '') return of(code);
  return /^\d{5}(\d{4})?$/.test(code) ? of(code.slice(0, 5)) : bad('is no ZIP code of the United States');
}

export function country(text: string): Normal {
  const code = lower(text);
  if (code === 'uk') return bad('is not the code of a country; that of the United Kingdom is gb');
  return code === '' || /^[a-z]{2}$/.test(code)
    ? of(code)
    : bad('is not the two-letter code of a country (ISO 3166-1)');
}

/** Not hashed. A device whose owner allows no tracking has zeros alone, which are nobody's. */
export function mobileAdvertiserId(text: string): Normal {
  const id = lower(text);
  if (id === '') return of('');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return bad('is no mobile advertiser id');
  return /^[0-]+$/.test(id) ? of('') : of(id);
}

const normalise: Record<IdentifierName, (text: string, country: string) => Normal> = {
  EXTERN_ID: (text) => of(text.trim()),
  EMAIL: email,
  PHONE: phone,
  MADID: mobileAdvertiserId,
  FN: personName,
  LN: personName,
  FI: firstInitial,
  GEN: gender,
  DOBY: (text) => birthYear()(text),
  DOBM: birthMonth,
  DOBD: birthDay,
  CT: city,
  ST: state,
  ZIP: zip,
  COUNTRY: country,
};

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const hashed = /^[0-9a-f]{64}$/i;

export type Identifiers = Partial<Record<IdentifierName, string>>;
export type Identified = { identifiers: Identifiers } | { fault: string; field?: IdentifierName };

/**
 * What is sent of one row: each value normalised and hashed, what is hashed already as it is, and nothing for what
 * is empty. A row by which nobody could be found is at fault.
 */
export function identify(fields: Record<string, unknown>, hashExternId: boolean): Identified {
  const identifiers: Identifiers = {};
  const given = (name: IdentifierName) => cellText(Object.hasOwn(fields, name) ? fields[name] : null) ?? '';
  const home = country(given('COUNTRY'));
  for (const name of identifierNames) {
    const text = given(name);
    const plain = name === 'MADID' || (name === 'EXTERN_ID' && !hashExternId);
    if (!plain && hashed.test(text.trim())) {
      identifiers[name] = text.trim().toLowerCase();
      continue;
    }
    const normal = normalise[name](text, 'value' in home ? home.value : '');
    if ('fault' in normal) return { fault: `${name} ${normal.fault}`, field: name };
    if (normal.value !== '') identifiers[name] = plain ? normal.value : sha256(normal.value);
  }
  const { EXTERN_ID, EMAIL, PHONE, MADID, FN, FI, LN } = identifiers;
  if (EXTERN_ID ?? EMAIL ?? PHONE ?? MADID ?? ((FN ?? FI) && LN)) return { identifiers };
  return {
    fault: 'nobody can be found by this row: it has none of EXTERN_ID, EMAIL, PHONE, MADID, FN with LN',
  };
}
