import { slug } from '../shared.ts';
import { traitKindOf } from './kind.ts';

/**
 * The share of persons whose value of a trait is at or below this one's, above 0 to 1, among those who have a value
 * (the empirical distribution function, SQL's CUME_DIST). Equal values have one percentile.
 */
export const percentileOf = traitKindOf({
  schema: slug,
  reads: 'persons',
  outputs: () => [{ suffix: '', kind: 'double', description: '' }],
  traits: (trait) => [trait],
});
