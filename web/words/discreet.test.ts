import { expect, test } from 'vitest';
import { discreet } from './discreet.ts';

test('what a reason quotes is left out, and the rest stays', () => {
  expect(discreet('age: "old" is not an integer')).toBe('age: "…" is not an integer');
  expect(discreet("Key 'Ann' and “Bo” are one")).toBe("Key '…' and “…” are one");
  expect(discreet('the mailbox is gone')).toBe('the mailbox is gone');
});
