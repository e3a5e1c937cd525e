import type { TraitKey, traitKinds } from '../../workspace/kinds/trait.ts';
import type { Computation } from './computation.ts';
import { formulaTrait } from './formula.ts';
import { rfmTrait } from './rfm.ts';
import { tierTrait } from './tier.ts';

/** How each kind is computed; measures share one scan of their origin instead. */
const computations: { [K in Exclude<TraitKey, 'measure'>]: Computation<(typeof traitKinds)[K]> } = {
  formula: formulaTrait,
  tier: tierTrait,
  rfm: rfmTrait,
};

/** How a trait is computed; undefined for a measure. */
export function computationOf(key: TraitKey): Computation<never> | undefined {
  // Settings and computation belong to one key, which the types cannot follow.
  return key === 'measure' ? undefined : (computations[key] as Computation<never>);
}
