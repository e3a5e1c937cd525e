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
