import { expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { destinationOf, destinations, objectOf } from './registry.ts';

test('finds a destination and its object', () => {
  expect(objectOf(destinationOf('webhook'), 'request').title).toBe('HTTP request');
});

test.each([
  ['file', 'files'],
  ['webhok', 'webhook'],
  ['constructor', Object.keys(destinations).join('|')],
])('names the nearest type to %s', (type, nearest) => {
  expect(() => destinationOf(type)).toThrow(ConfigError);
  expect(() => destinationOf(type)).toThrow(new RegExp(`did you mean "(${nearest})"`));
});

test('names the nearest object', () => {
  expect(() => objectOf(destinationOf('files'), 'flie')).toThrow('did you mean "file"');
});
