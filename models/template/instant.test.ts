import { expect, test } from 'vitest';
import { instantIn } from './instant.ts';

const cases: [zone: string, text: string, moment: string | null][] = [
  ['UTC', '2026-03-01', '2026-03-01T00:00:00.000Z'],
  ['Europe/Berlin', '2026-03-01', '2026-02-28T23:00:00.000Z'],
  ['Europe/Berlin', '2026-07-01 12:30', '2026-07-01T10:30:00.000Z'],
  ['America/St_Johns', '2026-01-01', '2026-01-01T03:30:00.000Z'],
  // Skipped at the start of summer time, and shown twice at its end.
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
  ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
  // No midnight: the clocks went from 23:59 to 01:00.
  ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
  // The day that Samoa left out.
  ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z'],
  ['Asia/Kathmandu', '2026-01-01T00:00:00.250', '2025-12-31T18:15:00.250Z'],
  ['Europe/Berlin', '2026-03-01T12:00:00+05:00', '2026-03-01T07:00:00.000Z'],
  ['UTC', '2026-02-30', null],
  ['UTC', 'tomorrow', null],
];

test.for(cases)('in %s, %s is %s', ([zone, text, moment]) => {
  expect(instantIn(zone, text)?.toISOString() ?? null).toBe(moment);
});
