/** How Weft writes numbers and times. Pure: the zone and the present are given. */

import { formatBytes } from '../../models/workspace/kinds/bytes.ts';

const exact = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const measured = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
const millions = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const thousandths = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 3,
  maximumFractionDigits: 3,
});
const percents = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  style: 'percent',
});

const trueMinus = (text: string): string => text.replace('-', '\u2212');

export const formatExact = (value: number): string => trueMinus(exact.format(value));

const money = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** An amount of money, so that those below one another align. */
export const formatMoney = (value: number): string => trueMinus(money.format(value));

/** A measured number: two decimals, three below 1, where what is not nothing, or not quite 1, never reads as it. */
export function formatMeasure(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 1) return formatExact(value);
  const sign = value < 0 ? '\u2212' : '';
  if (size < 0.0005) return `${sign === '' ? '<' : '>'} ${sign}0.001`;
  if (size > 0.9995) return `${sign === '' ? '>' : '<'} ${sign}0.999`;
  return `${sign}${measured.format(size)}`;
}

/** In full below a million; above it, one decimal of a million or a billion. */
export function formatCount(value: number): string {
  const size = Math.abs(value);
  if (size < 1e6) return formatExact(value);
  if (size < 1e9) return trueMinus(`${millions.format(value / 1e6)}\u00a0M`);
  return trueMinus(`${millions.format(value / 1e9)}\u00a0bn`);
}

/** `1.2 GB`, in units of 1000 bytes. */
export const formatSize = (bytes: number): string => formatBytes(bytes).replace(' ', '\u00a0');

/** Snowflake's credits, of which a model mostly takes a small part of one. */
export const formatCredits = (credits: number): string =>
  credits > 0 && credits < 0.001 ? '< 0.001' : thousandths.format(credits);

/** `+412`, `−96`, and a plain 0. */
export const formatSigned = (value: number): string =>
  value === 0 ? '0' : value > 0 ? `+${formatCount(value)}` : formatCount(value);

/** `1.8 %`; a share that is not nothing never reads as nothing. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = part / whole;
  if (share > 0 && share < 0.001) return '< 0.1\u00a0%';
  if (share < 1 && share > 0.999) return '> 99.9\u00a0%';
  return percents.format(share).replace('%', '\u00a0%');
}

/** One of many, with the number before it: `1 record`, `3 records`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)}\u00a0${count === 1 ? one : many}`;

/** The same, with every digit of the number: for what somebody is about to send. */
export const pluralExact = (count: number, one: string): string =>
  `${formatExact(count)}\u00a0${count === 1 ? one : `${one}s`}`;

function dateParts(iso: string, zone: string): Record<string, string> {
  // en-US has the three-letter months, en-GB the zones' own short names.
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(iso));
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}

function zoneName(iso: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' }).formatToParts(
    new Date(iso),
  );
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

export function formatDay(iso: string, zone: string): string {
  const { day, month, year } = dateParts(iso, zone);
  return `${day} ${month} ${year}`;
}

/** `21 Nov 2026, 06:10 CET`. */
export function formatTime(iso: string, zone: string): string {
  const { hour, minute } = dateParts(iso, zone);
  return `${formatDay(iso, zone)}, ${hour}:${minute} ${zoneName(iso, zone)}`;
}

export function formatClock(iso: string, zone: string, options: { seconds?: boolean } = {}): string {
  const { hour, minute, second } = dateParts(iso, zone);
  return options.seconds ? `${hour}:${minute}:${second}` : `${hour}:${minute}`;
}

const minute = 60_000;
const hour = 60 * minute;

/** `3 min ago` within a day, else null: an older time is written out. */
export function formatAgo(iso: string, now: number): string | null {
  const past = now - Date.parse(iso);
  if (past < -minute || past >= 24 * hour) return null;
  if (past < minute) return 'just now';
  if (past < hour) return `${Math.floor(past / minute)} min ago`;
  return `${Math.floor(past / hour)} h ago`;
}

/** A length of time: `4.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
