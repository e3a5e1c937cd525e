import { folderBeside } from '../../template/folder.ts';
import { durationHours } from '../../workspace/kinds/shared.ts';
import type { cartAbandonment } from '../../workspace/kinds/traits/cart-abandonment.ts';
import { namesOf } from '../../workspace/kinds/traits/event-names.ts';
import { outputName } from '../../workspace/kinds/traits/kind.ts';
import { originOfTraits, rowsOf } from '../origin.ts';
import type { ByModel } from './computation.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

export const cartAbandonmentTrait: ByModel<typeof cartAbandonment> = {
  by: 'model',
  statement({ generation, trait, settings, clock }) {
    const { dialect, render } = generation;
    const origin = originOfTraits(generation, [trait]);
    const before = (time: string) => dialect.hoursBefore(time, durationHours(settings.within));
    return render(templates, 'cart_abandonment', {
      relation: origin.relation,
      condition: rowsOf(generation, trait, origin, clock),
      cart: namesOf(settings.cart),
      all: [...namesOf(settings.cart), ...namesOf(settings.order)],
      reach: before('moment'),
      orderReach: before('ordered_at'),
      decided: before(clock.now),
      names: {
        rate: outputName(trait.slug, ''),
        carts: outputName(trait.slug, 'carts'),
        abandoned: outputName(trait.slug, 'abandoned'),
      },
    });
  },
};
