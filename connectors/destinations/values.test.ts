import { expect, test } from 'vitest';
import { idempotencyKey } from './idempotency-key.ts';
import { retryAfterMs } from './retry-after.ts';
import { cellText, jsonText } from './values.ts';

test.each([
  [{ a: 1, b: [null, 'é'] }, '{"a":1,"b":[null,"é"]}'],
  [9_007_199_254_740_993n, '"9007199254740993"'],
  ['9223372036854775807', '"9223372036854775807"'],
  [Number.NaN, '"NaN"'],
  [{ rate: Number.NEGATIVE_INFINITY }, '{"rate":"-Infinity"}'],
  [null, 'null'],
])('JSON of %o', (value, text) => expect(jsonText(value)).toBe(text));

test('there is no JSON of nothing', () => expect(() => jsonText(undefined)).toThrow(TypeError));

test.each([
  ['', ''],
  [null, null],
  [undefined, null],
  [false, 'false'],
  [0.1, '0.1'],
  [12n, '12'],
  [['a', 1], '["a",1]'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
])('the cell of %o', (value, text) => expect(cellText(value)).toBe(text));

const now = Date.parse('2026-11-22T12:00:00Z');
test.each([
  ['3', 3000],
  [' 0 ', 0],
  ['0.5', 500],
  ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2020 12:00:30 GMT', 0],
  ['soon', undefined],
  ['-1', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After: %s', (header, wait) => expect(retryAfterMs(header, now)).toBe(wait));

test('a batch and its first half are two requests', () => {
  const place = {
    runId: 'r1',
    sync: 's',
    mode: 'upsert' as const,
    chunk: 2,
    offset: 100,
    fields: [],
    scratch: '',
  };
  const context = { ...place, signal: new AbortController().signal };
  expect(idempotencyKey(context, 100)).toBe('r1/2/100-200');
  expect(idempotencyKey(context, 50)).not.toBe(idempotencyKey(context, 100));
});
