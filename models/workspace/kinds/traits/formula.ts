import { z } from 'zod';
import { dividesByZero } from './division.ts';
import { traitKindOf } from './kind.ts';

/** The traits that a formula reads, in order of first mention. */
export function formulaReferences(formula: string): string[] {
  return [...new Set([...formula.matchAll(/\{([a-z][a-z0-9_]*)\}/g)].map((match) => match[1] ?? ''))];
}

/** SQL over other traits, each written as `{slug}`; a division by zero gives null. */
export const formula = traitKindOf({
  schema: z
    .string()
    .min(1)
    .refine((text) => dividesByZero(text) === undefined, { error: 'divides by zero' }),
  reads: 'persons',
  outputs: () => [{ suffix: '', kind: null, description: '' }],
  traits: formulaReferences,
});
