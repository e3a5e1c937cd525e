import type { Random } from './random.ts';

/** Times are milliseconds since 1970 in UTC; files hold '2026-11-03T08:15:30.123Z' and '2026-11-03'. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const YEAR = 365.25 * DAY;

const dates = new Map<number, string>();
const two = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));
const three = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));

/** As `Date.toISOString().slice(0, 10)`; dates are remembered because most rows fall on few days. */
export function isoDate(at: number): string {
  const day = Math.floor(at / DAY);
  let text = dates.get(day);
  if (text === undefined) {
    text = new Date(day * DAY).toISOString().slice(0, 10);
    dates.set(day, text);
  }
  return text;
}

/** As `Date.toISOString()`, in about a third of its time; fractions of a millisecond are cut off. */
export function isoTime(at: number): string {
  const rest = Math.floor(at - Math.floor(at / DAY) * DAY);
  const hours = two[Math.floor(rest / HOUR)];
  const minutes = two[Math.floor(rest / MINUTE) % 60];
  const seconds = two[Math.floor(rest / SECOND) % 60];
  return `${isoDate(at)}T${hours}:${minutes}:${seconds}.${three[rest % SECOND]}Z`;
}

/** How busy each month is for an outdoor retailer, January first: spring, then Black Week and Christmas. */
const season = [0.55, 0.5, 0.7, 0.9, 1.1, 1.05, 0.9, 0.75, 0.65, 0.75, 1.2, 1.5] as const;
const busiest = Math.max(...season);

/** The share of a busiest month's rate that holds at a time, above 0 and at most 1. */
export function seasonAt(at: number): number {
  return (season[Number(isoDate(at).slice(5, 7)) - 1] ?? 1) / busiest;
}

/** Moves a time to a waking hour of its day (UTC), the evening being the busiest. */
export function atDaytime(random: Random, at: number): number {
  const hour = 6 + 16.5 * Math.max(random.float(), random.float());
  return Math.floor(at / DAY) * DAY + Math.floor(hour * HOUR);
}

/** As `atDaytime`, within a shop's opening hours, to the second. */
export function atOpeningHour(random: Random, at: number): number {
  const second = Math.floor(random.between(9 * 3600, 19 * 3600));
  return Math.floor(at / DAY) * DAY + second * SECOND;
}
