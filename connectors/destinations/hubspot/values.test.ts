import { expect, test } from 'vitest';
import { untilMidnight } from './midnight.ts';
import type { PropertyType } from './properties.ts';
import { propertyText } from './values.ts';

test.each<[unknown, PropertyType | undefined, string]>([
  [null, 'text', ''],
  [undefined, 'number', ''],
  ['', 'text', ''],
  [' Ada ', 'text', ' Ada '],
  [' Ada@X.Org ', 'email', 'ada@x.org'],
  [9223372036854775807n, 'number', '9223372036854775807'],
  [0.5, 'number', '0.5'],
  [true, 'boolean', 'true'],
  ['FALSE', 'boolean', 'false'],
  ['yes', 'boolean', 'yes'],
  ['2024-02-29', 'date', '2024-02-29'],
  ['2024-02-29 23:30:00-05', 'date', '2024-03-01'],
  ['2024-02-29T23:30:00.123456Z', 'date', '2024-02-29'],
  ['2024-02-30x', 'date', '2024-02-30x'],
  ['1709164800000', 'date', '1709164800000'],
  ['2024-02-29', 'datetime', '2024-02-29T00:00:00.000Z'],
  ['2024-02-29 10:11:12.345678', 'datetime', '2024-02-29T10:11:12.345Z'],
  ['2024-02-29 10:11:12 UTC', 'datetime', '2024-02-29T10:11:12.000Z'],
  ['2024-02-29T10:11:12+0530', 'datetime', '2024-02-29T04:41:12.000Z'],
  ['2024-13-29T10:11:12Z', 'datetime', '2024-13-29T10:11:12Z'],
  ['soon', 'datetime', 'soon'],
  [['art', 'tea'], 'choices', 'art;tea'],
  [[], 'choices', ''],
  ['art;tea', 'choices', 'art;tea'],
  [['a', 'b'], 'text', '["a","b"]'],
  [{ a: 1 }, undefined, '{"a":1}'],
])('%o as %s is %o', (value, type, text) => expect(propertyText(value, type)).toBe(text));

test.each([
  ['2024-06-01T00:00:00Z', 'UTC', 24 * 3600],
  ['2024-06-01T23:59:59.400Z', 'UTC', 1],
  ['2024-06-01T12:00:00Z', 'America/New_York', 16 * 3600],
  ['2024-06-01T12:00:00Z', 'Asia/Kolkata', 6.5 * 3600],
])('from %s to midnight of %s are %d seconds', (now, zone, seconds) => {
  expect(untilMidnight(new Date(now), zone)).toBe(seconds * 1000);
});
