import type { TraitKey, traitKinds } from '../../workspace/kinds/trait.ts';
import { affinityTrait } from './affinity.ts';
import { cartAbandonmentTrait } from './cart-abandonment.ts';
import type { Computation } from './computation.ts';
import { formulaTrait } from './formula.ts';
import { lifecycleTrait } from './lifecycle.ts';
import { nearestTrait } from './nearest.ts';
import { nextBestTrait } from './next-best.ts';
import { npsTrait } from './nps.ts';
import { percentileOfTrait } from './percentile-of.ts';
import { propensityTrait } from './propensity.ts';
import { purchasesTrait } from './purchases.ts';
import { recommendedTrait } from './recommended.ts';
import { responseRateTrait } from './response-rate.ts';
import { rfmTrait } from './rfm.ts';
import { rollUpTrait } from './roll-up.ts';
import { sessionsTrait } from './sessions.ts';
import { sqlTrait } from './sql.ts';
import { supportTrait } from './support.ts';
import { tierTrait } from './tier.ts';

/** Kinds whose traits share one scan of their origin instead of being computed each by itself. */
const shared = ['measure', 'ratio'] as const satisfies readonly TraitKey[];
type Shared = (typeof shared)[number];

/** How each other kind is computed. */
const computations: { [K in Exclude<TraitKey, Shared>]: Computation<(typeof traitKinds)[K]> } = {
  formula: formulaTrait,
  tier: tierTrait,
  rfm: rfmTrait,
  percentile_of: percentileOfTrait,
  sessions: sessionsTrait,
  cart_abandonment: cartAbandonmentTrait,
  response_rate: responseRateTrait,
  nearest: nearestTrait,
  sql: sqlTrait,
  affinity: affinityTrait,
  lifecycle: lifecycleTrait,
  roll_up: rollUpTrait,
  nps: npsTrait,
  support: supportTrait,
  purchases: purchasesTrait,
  next_best: nextBestTrait,
  recommended: recommendedTrait,
  propensity: propensityTrait,
};

/** How a trait is computed; undefined for one that shares a scan. */
export function computationOf(key: TraitKey): Computation<never> | undefined {
  // Settings and computation belong to one key, which the types cannot follow.
  return (computations as Record<string, unknown>)[key] as Computation<never> | undefined;
}
