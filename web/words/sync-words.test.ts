import { expect, test } from 'vitest';
import { cronWords, whenWords } from './sync-words.ts';

test('the commonest schedules are words, others stay as they are written', () => {
  expect(cronWords('0 6 * * *', 'Europe/Berlin')).toBe('Every day at 06:00 Europe/Berlin');
  expect(cronWords('*/15 * * * *', 'UTC')).toBe('Every 15 minutes');
  expect(cronWords('5 * * * *', 'UTC')).toBe('Every hour, at minute 5');
  expect(cronWords('0 6 * * 1', 'UTC')).toBe('Schedule 0 6 * * 1 (UTC)');
});

test('a sync says when it runs', () => {
  expect(whenWords('manual')).toBe('On request');
  expect(whenWords({ after: 'refresh' })).toBe('After each refresh');
  expect(whenWords({ cron: '30 5 * * *', zone: 'UTC', overlap: 'skip' })).toBe('Every day at 05:30 UTC');
  expect(whenWords({ every: '1 minute', overlap: 'skip' })).toBe('Every minute');
  expect(whenWords({ every: '5 minutes', overlap: 'queue' })).toBe('Every 5 minutes');
  expect(whenWords({ after: { syncs: ['a', 'b'] } })).toBe('After a and b');
  expect(whenWords({ after: { dbt: ['orders'] } })).toBe('After dbt has run orders');
});

test('and in German', () => {
  expect(cronWords('0 6 * * *', 'Europe/Berlin', 'de')).toBe('Jeden Tag um 06:00 Europe/Berlin');
  expect(cronWords('*/15 * * * *', 'UTC', 'de')).toBe('Alle 15 Minuten');
  expect(cronWords('5 * * * *', 'UTC', 'de')).toBe('Jede Stunde, zur Minute 5');
  expect(cronWords('0 6 * * 1', 'UTC', 'de')).toBe('Zeitplan 0 6 * * 1 (UTC)');
  expect(whenWords('manual', 'de')).toBe('Auf Abruf');
  expect(whenWords({ after: 'refresh' }, 'de')).toBe('Nach jeder Aktualisierung');
  expect(whenWords({ every: '1 minute', overlap: 'skip' }, 'de')).toBe('Jede Minute');
  expect(whenWords({ every: '1 day', overlap: 'skip' }, 'de')).toBe('Jeden Tag');
  expect(whenWords({ every: '5 hours', overlap: 'queue' }, 'de')).toBe('Alle 5 Stunden');
  expect(whenWords({ after: { syncs: ['a', 'b'] } }, 'de')).toBe('Nach a und b');
  expect(whenWords({ after: { dbt: ['orders'] } }, 'de')).toBe('Nachdem dbt orders ausgeführt hat');
});
