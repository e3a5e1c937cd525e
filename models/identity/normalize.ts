import { createHash } from 'node:crypto';
import type { ColumnKind, Dialect } from '../../connectors/warehouses/dialect.ts';
import type { IdentifierType } from '../workspace/kinds/identity.ts';
import { emailSteps } from './normalize/email.ts';
import { saysNothing, trimmedText } from './normalize/meaningful.ts';
import { phoneSteps } from './normalize/phone.ts';
import type { Step } from './normalize/step-chain.ts';
import {
  cardEndSteps,
  cardExpirySteps,
  deviceIdSteps,
  digitsSteps,
  isSha256,
  nameSteps,
  postcodeSteps,
  sha256Steps,
} from './normalize/texts.ts';

export { meaningfulSteps } from './normalize/meaningful.ts';
export { type Step, type SteppedColumn, stepChain, steppedText } from './normalize/step-chain.ts';

/** SQL of a condition on a column. */
export type Condition = (value: string) => string;

export interface NormalizerOptions {
  /** One value of the forms of one mailbox; without it the value is fit to be written to, and is not hashed. */
  fold: boolean;
  /** What the column holds; text by default. */
  kind?: ColumnKind;
}

/** How a column becomes values of an identifier type, and why some become none. */
export interface Normalizer {
  /** From the column to trimmed text. */
  text: Step;
  /** Of a trimmed text: it stands for nothing. */
  saysNothing: Condition;
  /** From trimmed text to a normalised value, null where the text is no such value. */
  steps: readonly Step[];
  /** Of a normalised value: nobody's, such as a row of zeros. */
  isPlaceholder: Condition;
  /** Of a normalised value: it matches a pattern of `block`. */
  isBlocked: Condition;
  /** What is stored of a value in use. */
  stored: Condition;
}

export function normalizerOf(
  dialect: Dialect,
  type: IdentifierType,
  { fold, kind = 'text' }: NormalizerOptions,
): Normalizer {
  const own = ownSteps(dialect, type, fold);
  // A value that is hashed already passes, so that clear and hashed sources meet.
  const hashed = type.hash === 'sha256' && fold;
  const passing = (step: Step): Step => {
    return (value, region) =>
      `case when ${isSha256(dialect, value)} then lower(${value}) else ${step(value, region)} end`;
  };
  return {
    text: trimmedText(dialect, kind),
    saysNothing: (value) => saysNothing(dialect, value),
    steps: hashed ? own.map(passing) : own,
    isPlaceholder: (value) => isPlaceholder(dialect, type, value),
    isBlocked: (value) => anyHolds(type.block.map((pattern) => dialect.like(value, pattern))),
    stored: hashed
      ? (value) => `case when ${isSha256(dialect, value)} then ${value} else ${dialect.sha256(value)} end`
      : (value) => value,
  };
}

/** The steps from a column to a value of an identifier type, null where it holds none. */
export function normalizerSteps(dialect: Dialect, type: IdentifierType, options: NormalizerOptions): Step[] {
  const normalizer = normalizerOf(dialect, type, options);
  const last = (value: string): string =>
    `case when not (${anyHolds([normalizer.isPlaceholder(value), normalizer.isBlocked(value)])}) then ${normalizer.stored(value)} end`;
  return [
    normalizer.text,
    (value) => `case when ${normalizer.saysNothing(value)} then null else ${value} end`,
    ...normalizer.steps,
    last,
  ];
}

const anyHolds = (conditions: readonly string[]): string => {
  const known = conditions.filter((condition) => condition !== 'false');
  return known.length === 0 ? 'false' : known.map((condition) => `(${condition})`).join(' or ');
};

function ownSteps(dialect: Dialect, type: IdentifierType, fold: boolean): Step[] {
  switch (type.normalize) {
    case 'plain':
      return [];
    case 'lower':
      return [(value) => `lower(${value})`];
    case 'upper':
      return [(value) => `upper(${value})`];
    case 'digits':
      return digitsSteps(dialect);
    case 'email':
      return emailSteps(dialect, type, fold);
    case 'phone':
      return phoneSteps(dialect, type);
    case 'device_id':
      return deviceIdSteps(dialect);
    case 'sha256':
      return sha256Steps(dialect);
    case 'name':
      return nameSteps(dialect);
    case 'postcode':
      return postcodeSteps(dialect);
    case 'card_end':
      return cardEndSteps(dialect);
    case 'card_expiry':
      return cardExpirySteps(dialect);
  }
}

/** Values of the right form that are nobody's. */
function isPlaceholder(dialect: Dialect, type: IdentifierType, value: string): string {
  const nobodys: string[] = [];
  // One digit repeated behind a country code: 0000000000, +49111111111.
  if (type.normalize === 'phone' || type.normalize === 'digits') {
    const repeated = [...'0123456789'].map((digit) => `${digit}{6,}`).join('|');
    nobodys.push(dialect.regexpMatches(value, `^[+]?[0-9]{0,3}(${repeated})$`));
  }
  // What a phone says that may not be followed (iOS' App Tracking Transparency, Android's advertising id).
  if (type.normalize === 'device_id') {
    const ids = ['0', 'f'].map((digit) => [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join('-'));
    nobodys.push(`${value} in (${ids.map(dialect.literal).join(', ')})`);
  }
  // The hash of the empty text, which a source that hashes everything has of everybody without a value.
  if (type.normalize === 'sha256' || type.hash === 'sha256') {
    nobodys.push(`${value} = ${dialect.literal(createHash('sha256').update('').digest('hex'))}`);
  }
  return anyHolds(nobodys);
}
