import { expect, test } from 'vitest';
import { cronProblem, zone } from './schedule.ts';

test.for([
  '* * * * *',
  '0 6 * * *',
  '*/15 8-18 * * mon-fri',
  '0,30 0-23/2 1,15 JAN,jul 0,6',
  '5/10 0 1-7 */3 SUN',
  '  0  6 * * * ',
])('%s is a cron expression', (text) => expect(cronProblem(text)).toBeUndefined());

test.for([
  ['', 'five fields'],
  ['@daily', 'five fields'],
  ['0 6 * *', 'five fields'],
  ['0 0 6 * * *', 'five fields'],
  ['60 * * * *', 'the minute is "60"'],
  ['* 24 * * *', 'the hour is "24"'],
  ['* * 0 * *', 'the day of the month is "0"'],
  ['* * * 13 *', 'the month is "13"; it takes *, 1-12 or jan-dec'],
  ['* * * * 7', 'the day of the week is "7"'],
  ['* * * * fun', 'the day of the week is "fun"'],
  ['5-1 * * * *', 'the minute is "5-1"'],
  ['1-2-3 * * * *', 'the minute'],
  ['*/0 * * * *', 'the minute'],
  ['*/5/5 * * * *', 'the minute'],
  ['1,,2 * * * *', 'the minute'],
  ['-1 * * * *', 'the minute'],
  ['* * L * *', 'the day of the month'],
] as const)('"%s" is none: %s', ([text, problem]) => expect(cronProblem(text)).toContain(problem));

test('zones by their exact names, aliases among them', () => {
  for (const name of ['UTC', 'Europe/Berlin', 'Europe/Kiev', 'America/Argentina/Ushuaia', 'Etc/GMT+3']) {
    expect(zone.safeParse(name).success, name).toBe(true);
  }
  for (const name of ['', 'utc', 'Europe/berlin', '+01:00', 'Mars/Phobos', 'Berlin']) {
    expect(zone.safeParse(name).success, name).toBe(false);
  }
});
