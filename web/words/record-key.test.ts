import { expect, test } from 'vitest';
import { readableKey } from './record-key.ts';

test('a key of several columns is read without its lengths, and without those that are not set', () => {
  expect(readableKey('11:u4154962700|16:7f2293069615af5d')).toBe('u4154962700 · 7f2293069615af5d');
  expect(readableKey('-|3:a|b')).toBe('a|b');
  expect(readableKey('2:äß|1:x')).toBe('äß · x');
});

test('another key is left as it is', () => {
  for (const key of ['u4154962700', '', '12:short', '1:ab', '-', 'a|b', '2026-11-30', '10:30'])
    expect(readableKey(key)).toBe(key);
});
