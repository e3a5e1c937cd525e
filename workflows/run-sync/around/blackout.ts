import { type Blackout, weekdays } from '../../../models/workspace/kinds/sync-timing.ts';

const minuteMs = 60_000;
const dayMinutes = 24 * 60;

/** The minute of the day and the day of the week of a moment in a zone. */
function localTime(at: Date, zone: string): { minute: number; day: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hour: '2-digit', minute: '2-digit', weekday: 'short', hourCycle: 'h23' },
  }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  const day = weekdays.findIndex((name) => part('weekday').toLowerCase().startsWith(name));
  return { minute: Number(part('hour')) * 60 + Number(part('minute')), day };
}

const minuteOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
};

/** Whether a moment lies in one of these hours. */
export function isBlackedOut(windows: readonly Blackout[], at: Date): boolean {
  return windows.some(({ from, to, days, zone }) => {
    const { minute, day } = localTime(at, zone);
    const [start, end] = [minuteOf(from), minuteOf(to)];
    const begins = (weekday: number) => {
      const name = weekdays[(weekday + 7) % 7];
      return days === undefined || (name !== undefined && days.includes(name));
    };
    if (start < end) return begins(day) && minute >= start && minute < end;
    return (begins(day) && minute >= start) || (begins(day - 1) && minute < end);
  });
}

/** How long nothing may be sent from now on, in milliseconds; 0 where it may. Zones that change their clock are walked through by the minute. */
export function blackoutMs(windows: readonly Blackout[], now: Date): number {
  if (windows.length === 0 || !isBlackedOut(windows, now)) return 0;
  const first = Math.ceil((now.getTime() + 1) / minuteMs) * minuteMs;
  // Hours on all days without an end are a week at most before it is asked again.
  for (let minutes = 0; minutes < 7 * dayMinutes; minutes += 1) {
    const at = new Date(first + minutes * minuteMs);
    if (!isBlackedOut(windows, at)) return at.getTime() - now.getTime();
  }
  return 7 * dayMinutes * minuteMs;
}
