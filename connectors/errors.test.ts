import { expect, test } from 'vitest';
import { ConfigError, NotFound, Unavailable, WarehouseError, WeftError } from './errors.ts';

class OfAnotherFile extends ConfigError {}

test('an error is of its class and of those above it, and of no other', () => {
  const missing = new NotFound('x');
  expect([missing instanceof NotFound, missing instanceof ConfigError, missing instanceof WeftError]).toEqual(
    [true, true, true],
  );
  expect(missing instanceof Unavailable).toBe(false);
  expect(new ConfigError('x') instanceof NotFound).toBe(false);
  expect(new Error('x') instanceof WeftError).toBe(false);
  for (const value of [null, undefined, 'x', {}]) expect(value instanceof WeftError).toBe(false);
});

test('a class of another file is told by itself, and is of the class that it extends', () => {
  const error = new OfAnotherFile('x');
  expect(error instanceof OfAnotherFile).toBe(true);
  expect(error instanceof ConfigError).toBe(true);
  expect(new ConfigError('x') instanceof OfAnotherFile).toBe(false);
});

/** Vite loads a file once for each query. */
const copyOfErrors = './errors.ts?copy';

test('an error of a copy of this file is known by what it is', async () => {
  const copy: typeof import('./errors.ts') = await import(/* @vite-ignore */ copyOfErrors);
  expect(copy.WarehouseError).not.toBe(WarehouseError);
  const error: unknown = new copy.WarehouseError('x', { mend: 'y' });
  expect(error instanceof WarehouseError).toBe(true);
  expect(error instanceof WeftError).toBe(true);
  expect(error instanceof Unavailable).toBe(false);
});
