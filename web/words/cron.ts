/** A schedule that people have a word for. */
export type Rhythm =
  | { every: 'minutes'; minutes: number }
  | { every: 'hour'; minute: number }
  | { every: 'day' | 'workday'; at: string }
  | { every: 'week'; weekday: number; at: string }
  | { every: 'month'; day: number; at: string };

const two = (value: number): string => String(value).padStart(2, '0');
const clock = (hour: string, minute: string): string => `${two(Number(hour))}:${two(Number(minute))}`;
const isNumber = (text: string): boolean => /^\d+$/.test(text);

/** A cron expression as a rhythm; null where there is no word for it. */
export function rhythmOf(cron: string): Rhythm | null {
  const [minute = '', hour = '', day = '', month = '', weekday = '', ...more] = cron.trim().split(/\s+/);
  if (more.length > 0 || month !== '*') return null;
  const anyDay = day === '*' && weekday === '*';
  const step = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (anyDay && hour === '*' && step !== undefined) return { every: 'minutes', minutes: Number(step) };
  if (anyDay && hour === '*' && isNumber(minute)) return { every: 'hour', minute: Number(minute) };
  if (!isNumber(minute) || !isNumber(hour)) return null;
  const at = clock(hour, minute);
  if (anyDay) return { every: 'day', at };
  if (day === '*' && /^(1-5|mon-fri)$/i.test(weekday)) return { every: 'workday', at };
  if (day === '*' && /^[0-6]$/.test(weekday)) return { every: 'week', weekday: Number(weekday), at };
  if (weekday === '*' && isNumber(day)) return { every: 'month', day: Number(day), at };
  return null;
}

export function cronOf(rhythm: Rhythm): string {
  if (rhythm.every === 'minutes') return `*/${rhythm.minutes} * * * *`;
  if (rhythm.every === 'hour') return `${rhythm.minute} * * * *`;
  const [hour = '0', minute = '0'] = rhythm.at.split(':');
  const time = `${Number(minute)} ${Number(hour)}`;
  if (rhythm.every === 'day') return `${time} * * *`;
  if (rhythm.every === 'workday') return `${time} * * 1-5`;
  if ('weekday' in rhythm) return `${time} * * ${rhythm.weekday}`;
  return `${time} ${'day' in rhythm ? rhythm.day : 1} * *`;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The values that a field of a cron expression takes; null where it is none. */
function valuesOf(text: string, least: number, most: number, names: readonly string[]): Set<number> | null {
  const numberOf = (part: string): number => {
    const named = names.indexOf(part.toLowerCase());
    return named >= 0 ? named + least : isNumber(part) ? Number(part) : Number.NaN;
  };
  const found = new Set<number>();
  for (const item of text.split(',')) {
    const [range = '', step = '1'] = item.split('/');
    const [first = '', last] = range === '*' ? [String(least), String(most)] : range.split('-');
    const from = numberOf(first);
    const to = last === undefined ? (item.includes('/') ? most : from) : numberOf(last);
    const by = Number(step);
    if (!(from >= least && to <= most && from <= to && by >= 1)) return null;
    for (let value = from; value <= to; value += by) found.add(value);
  }
  return found;
}

/** What a clock of a zone shows at an instant, as if it were UTC. */
function wallClock(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit' },
  });
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute);
  };
}

const dayMs = 86_400_000;
const searchedDays = 366 * 5;

/**
 * The next times of a cron expression of five fields, in milliseconds since 1970. As Temporal has it, and other than
 * in crontab, a day must fit both the day of the month and the day of the week. None where the text is no expression;
 * a time that a change of the clocks leaves out is left out.
 */
export function nextTimes(cron: string, zone: string, from: number, count: number): number[] {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = cron.trim().split(/\s+/);
  const fields = [
    valuesOf(minute, 0, 59, []),
    valuesOf(hour, 0, 23, []),
    valuesOf(day, 1, 31, []),
    valuesOf(month, 1, 12, months),
    valuesOf(weekday, 0, 6, weekdays),
  ] as const;
  const [minutes, hours, days, ofMonths, ofWeek] = fields;
  if (!minutes || !hours || !days || !ofMonths || !ofWeek) return [];
  const shown = wallClock(zone);
  const times: number[] = [];
  const today = Math.floor(shown(from) / dayMs) * dayMs;
  for (let date = today; date < today + searchedDays * dayMs && times.length < count; date += dayMs) {
    const on = new Date(date);
    if (!days.has(on.getUTCDate()) || !ofMonths.has(on.getUTCMonth() + 1) || !ofWeek.has(on.getUTCDay()))
      continue;
    for (const h of [...hours].sort((a, b) => a - b)) {
      for (const m of [...minutes].sort((a, b) => a - b)) {
        const wall = date + h * 3_600_000 + m * 60_000;
        const at = instantOf(wall, shown);
        if (at !== null && at > from && times.length < count) times.push(at);
      }
    }
  }
  return times;
}

/** The instant at which the clock shows it, the first of two; null where it never does. */
function instantOf(wall: number, shown: (at: number) => number): number | null {
  for (const guess of [
    wall - (shown(wall - dayMs / 2) - (wall - dayMs / 2)),
    wall - (shown(wall + dayMs / 2) - (wall + dayMs / 2)),
  ]) {
    if (shown(guess) === wall) return guess;
  }
  return null;
}
