import { expect, test } from 'vitest';
import { storable } from './storable.ts';

test('NULs and halves of characters go from every text, and nothing else does', () => {
  const broken = { 'a\u0000b': ['x\u0000', { y: '\uD83E', z: '🧵', n: 1, none: null, on: true }] };
  expect(storable(broken)).toEqual({ ab: ['x', { y: '\uFFFD', z: '🧵', n: 1, none: null, on: true }] });
  expect(storable('\\u0000')).toBe('\\u0000');
  expect(storable(undefined)).toBeUndefined();
});
