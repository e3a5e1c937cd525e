import { cellText } from './values.ts';

const instant = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const number = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * Whether a value that was read back says what was sent. Vendors keep values in types of their own and give them back
 * as text: a number with other zeros, a day as its midnight, a list with semicolons between are the same; what is
 * empty is the same as nothing.
 */
export function sameValue(sent: unknown, found: unknown): boolean {
  const left = plain(sent);
  const right = plain(found);
  if (left === right) return true;
  if (number.test(left) && number.test(right)) return Number(left) === Number(right);
  if (instant.test(left) && instant.test(right)) return moment(left) === moment(right);
  return false;
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(';');
  return cellText(value) ?? '';
}

/** Without a zone it is UTC, as everything is that Weft sends. */
const moment = (text: string): number => {
  const spelled = text.replace(' ', 'T');
  return Date.parse(/T/.test(spelled) && !/(Z|[+-]\d{2}:?\d{2})$/.test(spelled) ? `${spelled}Z` : spelled);
};
