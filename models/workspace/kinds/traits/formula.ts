import { z } from 'zod';
import { traitKindOf } from './kind.ts';

/** The traits that a formula reads, in order of first mention. */
export function formulaReferences(formula: string): string[] {
  return [...new Set([...formula.matchAll(/\{([a-z][a-z0-9_]*)\}/g)].map((match) => match[1] ?? ''))];
}

/** SQL over other traits, each written as `{slug}`. */
export const formula = traitKindOf({
  schema: z.string().min(1),
  reads: 'persons',
  outputs: () => [{ suffix: '', kind: null, description: '' }],
  traits: formulaReferences,
});
