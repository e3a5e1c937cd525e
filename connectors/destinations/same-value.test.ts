import { expect, test } from 'vitest';
import { sameValue } from './same-value.ts';

test.each([
  ['a', 'a', true],
  ['a', 'A', false],
  [null, '', true],
  [undefined, null, true],
  ['', 'x', false],
  [0, '', false],
  [1.5, '1.50', true],
  ['9223372036854775807', 9223372036854775807n, true],
  [true, 'true', true],
  [true, 'false', false],
  ['2026-01-02', '2026-01-02T00:00:00.000Z', true],
  ['2026-01-02', '2026-01-03T00:00:00.000Z', false],
  ['2026-01-02T03:04:05Z', '2026-01-02 03:04:05', true],
  ['2026-01-02T03:04:05Z', '2026-01-02T04:04:05+01:00', true],
  [['a', 'b'], 'a;b', true],
  [['a', 'b'], ['b', 'a'], false],
  [{ a: 1 }, '{"a":1}', true],
  ['007', '7', true],
])('%o and %o: %s', (sent, found, same) => expect(sameValue(sent, found)).toBe(same));
