import { expect, test } from 'vitest';
import { askedOnce } from './asked-once.ts';

test('those who want it at the same moment, or later, share one answer', async () => {
  const known = new Map<string, Promise<number>>();
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return asked;
  };
  expect(await Promise.all([askedOnce(known, 'a', ask), askedOnce(known, 'a', ask)])).toEqual([1, 1]);
  expect(await askedOnce(known, 'a', ask)).toBe(1);
  expect(await askedOnce(known, 'b', ask)).toBe(2);
});

test('a failure reaches all who wait for it, and the next one asks again', async () => {
  const known = new Map<string, Promise<string>>();
  const away = new Error('away');
  const failing = () => Promise.reject(away);
  const waiting = [askedOnce(known, 'a', failing), askedOnce(known, 'a', async () => 'not asked')];
  for (const settled of await Promise.allSettled(waiting)) expect(settled).toMatchObject({ reason: away });
  expect(await askedOnce(known, 'a', async () => 'there')).toBe('there');
});
