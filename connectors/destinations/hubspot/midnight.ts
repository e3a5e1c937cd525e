/** The milliseconds until the clocks of a time zone show midnight, to the second. */
export function untilMidnight(now: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(now);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return (24 * 3600 - of('hour') * 3600 - of('minute') * 60 - of('second')) * 1000;
}
