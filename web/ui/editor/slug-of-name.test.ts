import { expect, test } from 'vitest';
import { isSlug, slugOfName } from './slug-of-name.ts';

test('a name suggests a slug, or none', () => {
  expect(slugOfName('Lapsing customers → the print shop')).toBe('lapsing_customers_the_print_shop');
  expect(slugOfName('Größe & Maß')).toBe('grosse_mass');
  expect(slugOfName('2026 mailing')).toBe('mailing');
  expect(slugOfName('🧵🧵')).toBe('');
  expect(isSlug(slugOfName('x'.repeat(5000)))).toBe(true);
  expect(isSlug(slugOfName(`${'x'.repeat(62)} y`))).toBe(true);
});
