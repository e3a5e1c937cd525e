import { expect, test } from 'vitest';
import { masked } from './report.ts';

test('a masked value keeps its first character, and an address its domain or a long value its end', () => {
  expect(masked('ada@shop.example')).toBe('a***@shop.example');
  expect(masked('"odd@local"@shop.example')).toBe('"***@shop.example');
  expect(masked('+4915112345001')).toBe('+***01');
  expect(masked('@nobody')).toBe('@***');
  expect(masked('𝒜da')).toBe('𝒜***');
  expect(masked('7654321')).toBe('7***');
  expect(masked('')).toBe('***');
});
