import type { Value } from './connection.ts';

/** What might hold a number that a double would change: a long one, or one with a three-digit exponent. */
const suspect = /[\d.]{16}|\d[eE][+-]?\d{3}/;

/** A number's text as sign, significant digits and exponent, so that `1.50` and `15e-1` are one. */
function canonical(text: string): string {
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + part).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - part.length + digits.length - significant.length}`;
}

/** A number of JSON: as a number where a double holds it to the last digit, else its text. */
export function exactNumber(source: string): number | string {
  const value = Number(source);
  if (!suspect.test(source)) return value;
  return Number.isFinite(value) && canonical(String(value)) === canonical(source) ? value : source;
}

/** JSON parsed without losing a digit: numbers that a double would change stay text. Throws SyntaxError. */
export function parseExactJson(text: string): Value {
  if (!suspect.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? exactNumber(context.source) : value,
  );
}
