/** ISO 8601 with an offset or Z, which is one moment wherever it is read. */
const absolute = /T.*(Z|[+-]\d\d:?\d\d)$/i;

/** What a clock in the zone shows at a moment, as if it were UTC. */
function shownIn(zone: string, moment: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((found) => found.type === type)?.value ?? 0);
  return Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
    ((moment % 1000) + 1000) % 1000,
  );
}

/**
 * The moment that a date, or a date and time, means in an IANA zone: `2026-03-01` is its midnight there. A time that
 * the clocks skip is read with the offset before the skip, one that they show twice is the first of the two. Null for
 * what is neither.
 */
export function instantIn(zone: string, text: string): Date | null {
  if (absolute.test(text)) {
    const moment = Date.parse(text);
    return Number.isNaN(moment) ? null : new Date(moment);
  }
  if (!/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/.test(text)) return null;
  const shown = Date.parse(`${text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')}Z`);
  if (Number.isNaN(shown) || new Date(shown).toISOString().slice(0, 10) !== text.slice(0, 10)) return null;
  const day = 86_400_000;
  const offsets = [shown - day, shown + day].map((moment) => shownIn(zone, moment) - moment);
  const [found] = offsets
    .map((offset) => shown - offset)
    .filter((moment) => shownIn(zone, moment) === shown)
    .toSorted((a, b) => a - b);
  return new Date(found ?? shown - (offsets[0] ?? 0));
}

/** What a clock in an IANA zone shows at a moment, to the minute: `2026-03-01 12:00`. */
export const clockIn = (zone: string, at: string): string =>
  new Date(shownIn(zone, Date.parse(at))).toISOString().slice(0, 16).replace('T', ' ');
