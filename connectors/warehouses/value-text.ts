import type { Value } from './connection.ts';

const microsPerDay = 86_400_000_000;
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** Times that follow each other are often of one day, and the day is what takes the time to write. */
let latestDay = { day: 0, text: '1970-01-01' };

function dayText(day: number): string {
  if (latestDay.day !== day) {
    latestDay = { day, text: new Date(day * 86_400_000).toISOString().slice(0, 10) };
  }
  return latestDay.text;
}

/** Microseconds since 1970, of the years 1 to 9999, as ISO 8601 in UTC with as many of six fractional digits as are not zero. */
export function isoFromMicros(micros: bigint): string {
  const rest = Number(micros % 86_400_000_000n);
  const ofDay = rest < 0 ? rest + microsPerDay : rest;
  const day = (Number(micros - BigInt(rest)) + rest - ofDay) / microsPerDay;
  const seconds = Math.floor(ofDay / 1_000_000);
  const [hour, minute, second] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const whole = `${dayText(day)}T${twoDigits[hour]}:${twoDigits[minute]}:${twoDigits[second]}`;
  const part = ofDay % 1_000_000;
  return part === 0 ? `${whole}Z` : `${whole}.${String(part).padStart(6, '0').replace(/0+$/, '')}Z`;
}

/** A decimal's text without zeros behind its last digit. */
export const trimmedDecimal = (text: string): string =>
  text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;

/** A double of an engine's text of it. */
export function doubleFromText(text: string): Value {
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  if (/^\+?inf/i.test(text)) return 'Infinity';
  return /^-inf/i.test(text) ? '-Infinity' : 'NaN';
}
