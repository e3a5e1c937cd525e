import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { Step } from './step-chain.ts';

const when = (condition: string, value: string): string => `case when ${condition} then ${value} end`;

/** The digits of a text, null where it has none. */
export const digitsSteps = (dialect: Dialect): Step[] => [
  (value) => `nullif(${dialect.regexpReplace(value, '[^0-9]', '')}, '')`,
];

const uuid = '^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$';

/** An advertising id (IDFA, GAID) or another UUID: lower case with hyphens; null where it is none. */
export const deviceIdSteps = (dialect: Dialect): Step[] => [
  (value) => dialect.regexpReplace(`lower(${value})`, '^[{]|[}]$', ''),
  (value) =>
    when(dialect.regexpMatches(value, uuid), dialect.regexpReplace(value, uuid, '\\1-\\2-\\3-\\4-\\5')),
];

/** Whether a text is the 64 hex digits of a SHA-256. */
export const isSha256 = (dialect: Dialect, value: string): string =>
  dialect.regexpMatches(value, '^[0-9a-fA-F]{64}$');

/** A value that was hashed elsewhere, in lower case; null where it is no SHA-256. */
export const sha256Steps = (dialect: Dialect): Step[] => [
  (value) => when(isSha256(dialect, value), `lower(${value})`),
];

const accents = {
  from: 'àáâãäåāăąçćčďđèéêëēėęěğģìíîïīįıķĺļľłñńņňòóôõöøōőŕřśşšșťțţùúûüūůűųýÿźżžð’',
  into: "aaaaaaaaacccddeeeeeeeeggiiiiiiikllllnnnnoooooooorrsssstttuuuuuuuuyyzzzd'",
} as const;

/** Lower-case Latin letters without accents: é as e, ß as ss. */
export const withoutAccents =
  (dialect: Dialect): Step =>
  (value) => {
    const plain = `replace(replace(replace(translate(${value}, ${dialect.literal(accents.from)}, ${dialect.literal(accents.into)}), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')`;
    return `case when ${dialect.regexpMatches(value, '[^ -~]')} then ${plain} else ${value} end`;
  };

/** A person's name: lower case, Latin letters without accents, words parted by one space, no punctuation. */
export const nameSteps = (dialect: Dialect): Step[] => [
  (value) => `lower(${value})`,
  withoutAccents(dialect),
  // An apostrophe or a dot parts no words: O'Brien, J.R.
  (value) =>
    dialect.regexpReplace(
      `replace(replace(${value}, ${dialect.literal("'")}, ''), '.', '')`,
      '[[:space:][:punct:]]+',
      ' ',
    ),
  (value) => `nullif(trim(${value}, ' '), '')`,
];

/** A postal code: upper case letters and digits alone; of a US code in ZIP+4 form the five digits. */
export const postcodeSteps = (dialect: Dialect): Step[] => [
  (value) => dialect.regexpReplace(value, '^([0-9]{5})-[0-9]{4}$', '\\1'),
  (value) => `nullif(${dialect.regexpReplace(`upper(${value})`, '[[:space:][:punct:]]', '')}, '')`,
];

/** The last four digits of a payment card's number, masked or not; null where there are fewer. */
export const cardEndSteps = (dialect: Dialect): Step[] => [
  (value) => dialect.regexpReplace(value, '[ -]', ''),
  (value) =>
    when(dialect.regexpMatches(value, '[0-9]{4}$'), dialect.regexpReplace(value, '^.*([0-9]{4})$', '\\1')),
];

/** A payment card's expiry as year and month: 12/27, 12/2027, 1227 and 2027-12 are 2027-12. */
export const cardExpirySteps = (dialect: Dialect): Step[] => [
  (value) => dialect.regexpReplace(value, '[ ]', ''),
  (value) => dialect.regexpReplace(value, '^([0-9])[/.-]', '0\\1/'),
  (value) => dialect.regexpReplace(value, '^([0-9]{2})[/.-]?(20)?([0-9]{2})$', '20\\3-\\1'),
  (value) => dialect.regexpReplace(value, '^(20[0-9]{2})[/.-]?([0-9]{2})(-[0-9]{2})?$', '\\1-\\2'),
  (value) => when(dialect.regexpMatches(value, '^20[0-9]{2}-(0[1-9]|1[0-2])$'), value),
];
