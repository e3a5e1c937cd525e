/** How Weft writes numbers and times in a reader's language. Pure: the zone and the present are given. */

import { formatBytes } from '../../models/words/bytes.ts';
import type { Locale } from '../i18n/locales.ts';

const minute = 60_000;
const hour = 60 * minute;

const trueMinus = (text: string): string => text.replace('-', '\u2212');

/** What a language says of a number or a time that `Intl` does not know, or knows otherwise. */
interface Tongue {
  /** The locale of its numbers and of its months. */
  tag: string;
  million: string;
  billion: string;
  day: (parts: Record<string, string>) => string;
  yes: string;
  no: string;
  /** The locale that has the zones' short names. */
  zones: string;
  justNow: string;
  minutesAgo: (minutes: number) => string;
  hoursAgo: (hours: number) => string;
}

const tongues: Record<Locale, Tongue> = {
  en: {
    // en-US has the three-letter months, en-GB the zones' own short names.
    ...{ tag: 'en-US', zones: 'en-GB', million: 'M', billion: 'bn', yes: 'yes', no: 'no' },
    day: ({ day, month, year }) => `${day} ${month} ${year}`,
    justNow: 'just now',
    minutesAgo: (minutes) => `${minutes} min ago`,
    hoursAgo: (hours) => `${hours} h ago`,
  },
  de: {
    ...{ tag: 'de-DE', zones: 'de-DE', million: 'Mio.', billion: 'Mrd.', yes: 'ja', no: 'nein' },
    day: ({ day, month, year }) => `${day}. ${month} ${year}`,
    justNow: 'gerade eben',
    minutesAgo: (minutes) => `vor ${minutes} Min.`,
    hoursAgo: (hours) => `vor ${hours} Std.`,
  },
};

function makeFormats({ tag, zones, million, billion, ...tongue }: Tongue) {
  const numbers = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(tag, options);
    return (value: number): string => trueMinus(format.format(value));
  };
  const exact = numbers({ maximumFractionDigits: 2 });
  const measured = numbers({ maximumFractionDigits: 3 });
  const oneDecimal = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const millions = numbers({ maximumFractionDigits: 1 });
  const thousandths = numbers({ minimumFractionDigits: 3, maximumFractionDigits: 3 });
  const short = new Intl.NumberFormat(tag, { maximumSignificantDigits: 3, notation: 'compact' });
  const percents = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 });

  const dateParts = (iso: string, zone: string): Record<string, string> => {
    const parts = new Intl.DateTimeFormat(tag, {
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
  };

  const zoneName = (iso: string, zone: string): string => {
    const parts = new Intl.DateTimeFormat(zones, { timeZone: zone, timeZoneName: 'short' }).formatToParts(
      new Date(iso),
    );
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  };

  /** In full below a million; above it, one decimal of a million or a billion. */
  const count = (value: number): string => {
    const size = Math.abs(value);
    if (size < 1e6) return exact(value);
    if (size < 1e9) return `${millions(value / 1e6)}\u00a0${million}`;
    return `${millions(value / 1e9)}\u00a0${billion}`;
  };

  const day = (iso: string, zone: string): string => tongue.day(dateParts(iso, zone));

  return {
    exact,
    count,
    day,

    /** An amount of money, so that those below one another align. */
    money: numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 }),

    /** A measured number: two decimals, three below 1, where what is not nothing, or not quite 1, never reads as it. */
    measure: (value: number): string => {
      const size = Math.abs(value);
      if (size === 0 || size >= 1) return exact(value);
      const sign = value < 0 ? '\u2212' : '';
      if (size < 0.0005) return `${sign === '' ? '<' : '>'} ${sign}${thousandths(0.001)}`;
      if (size > 0.9995) return `${sign === '' ? '>' : '<'} ${sign}${thousandths(0.999)}`;
      return `${sign}${measured(size)}`;
    },

    /** A number that somebody gives: in full, up to nine decimals. */
    precise: numbers({ maximumFractionDigits: 9 }),

    /** So many decimals, whether they are zeros or not. */
    fixed: (value: number, digits: number): string =>
      trueMinus(
        new Intl.NumberFormat(tag, {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        }).format(value),
      ),

    /** Three digits and a letter: for the ends of a bar. */
    short: (value: number): string => short.format(value),

    yesNo: (value: boolean): string => (value ? tongue.yes : tongue.no),

    /** `1.2 GB`, in units of 1000 bytes. */
    size: (bytes: number): string =>
      formatBytes(bytes)
        .replace(/\d+(\.\d+)?/, (number) => exact(Number(number)))
        .replace(' ', '\u00a0'),

    /** Snowflake's credits, of which a model mostly takes a small part of one. */
    credits: (credits: number): string =>
      credits > 0 && credits < 0.001 ? `< ${thousandths(0.001)}` : thousandths(credits),

    /** `+412`, `−96`, and a plain 0. */
    signed: (value: number): string => (value === 0 ? '0' : value > 0 ? `+${count(value)}` : count(value)),

    /** `1.8 %`; a share that is not nothing never reads as nothing. */
    share: (part: number, whole: number): string => {
      if (whole === 0) return '–';
      const share = part / whole;
      if (share > 0 && share < 0.001) return `< ${percents(0.1)}\u00a0%`;
      if (share < 1 && share > 0.999) return `> ${percents(99.9)}\u00a0%`;
      return `${percents(share * 100)}\u00a0%`;
    },

    /** `21 Nov 2026, 06:10 CET`. */
    time: (iso: string, zone: string): string => {
      const parts = dateParts(iso, zone);
      return `${tongue.day(parts)}, ${parts.hour}:${parts.minute} ${zoneName(iso, zone)}`;
    },

    clock: (iso: string, zone: string, options: { seconds?: boolean } = {}): string => {
      const parts = dateParts(iso, zone);
      return [parts.hour, parts.minute, ...(options.seconds ? [parts.second] : [])].join(':');
    },

    /** `3 min ago` within a day, else null: an older time is written out. */
    ago: (iso: string, now: number): string | null => {
      const past = now - Date.parse(iso);
      if (past < -minute || past >= 24 * hour) return null;
      if (past < minute) return tongue.justNow;
      return past < hour
        ? tongue.minutesAgo(Math.floor(past / minute))
        : tongue.hoursAgo(Math.floor(past / hour));
    },

    /** A length of time: `4.2 s`, `3 min 20 s`, `2 h 5 min`. */
    seconds: (seconds: number): string => {
      if (seconds < 10) return `${oneDecimal(seconds)} s`;
      if (seconds < 60) return `${Math.round(seconds)} s`;
      const whole = Math.round(seconds);
      if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
      return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
    },
  };
}

export type Formats = ReturnType<typeof makeFormats>;

const made = new Map<Locale, Formats>();

/** How a language writes numbers and times. Components ask `useFormats`, or `getFormats` where they are async. */
export function formatsOf(locale: Locale): Formats {
  const formats = made.get(locale) ?? makeFormats(tongues[locale]);
  made.set(locale, formats);
  return formats;
}
