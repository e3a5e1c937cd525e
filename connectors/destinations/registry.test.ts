import { expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { destinationOf, objectOf } from './registry.ts';

test('finds a destination and its object', () => {
  expect(objectOf(destinationOf('webhook'), 'request').title).toBe('HTTP request');
});

test.each([
  ['file', /did you mean "files"/],
  ['webhok', /did you mean "webhook"/],
  ['constructor', /there is no destination type "constructor"/],
])('names the nearest type to %s', (type, message) => {
  expect(() => destinationOf(type)).toThrow(ConfigError);
  expect(() => destinationOf(type)).toThrow(message);
});

test('names the nearest object', () => {
  expect(() => objectOf(destinationOf('files'), 'flie')).toThrow('did you mean "file"');
});
