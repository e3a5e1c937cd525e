import { z } from 'zod';
import { duration } from '../shared.ts';
import { eventNames, sharedName } from './event-names.ts';
import { traitKindOf } from './kind.ts';

/**
 * A cart is a run of a person's cart events with no order between them, each at most `within` after the one before.
 * It is ordered if an order follows its last cart event by at most `within`, at the same moment included; abandoned if
 * none has and `within` has passed; open, and not counted, until one of the two is so. An order without a cart before
 * it counts nothing.
 */
export const cartAbandonment = traitKindOf({
  schema: z
    .strictObject({ cart: eventNames, order: eventNames, within: duration })
    .refine(({ cart, order }) => sharedName(cart, order) === undefined, {
      message: 'an event is of the cart or an order, not both',
      path: ['order'],
    }),
  reads: 'rows',
  events: true,
  outputs: () => [
    {
      suffix: '',
      kind: 'double',
      description: 'Share of the carts that were abandoned; null without a cart.',
    },
    { suffix: 'carts', kind: 'integer', description: 'Carts that were ordered or abandoned.', fallback: 0 },
    { suffix: 'abandoned', kind: 'integer', description: 'Carts that were abandoned.', fallback: 0 },
  ],
  timed: () => true,
});
