import { folderBeside } from '../../template/folder.ts';
import type { rfm } from '../../workspace/kinds/traits/rfm.ts';
import { originOfTraits, rowsOf } from '../origin.ts';
import type { ByModel } from './computation.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

/**
 * Groups of recency and of the mean of frequency and monetary value, both 1 to 5; the first that holds. The names are
 * those that the field has taken over from Putler's chart of them.
 */
const groups: readonly (readonly [
  name: string,
  recency: readonly [number, number],
  worth: readonly [number, number],
])[] = [
  ['champions', [5, 5], [4, 5]],
  ['loyal', [3, 5], [4, 5]],
  ['potential_loyalist', [4, 5], [2, 3]],
  ['new_customers', [5, 5], [1, 1]],
  ['promising', [4, 4], [1, 1]],
  ['need_attention', [3, 3], [3, 3]],
  ['about_to_sleep', [3, 3], [1, 2]],
  ['cannot_lose_them', [1, 1], [5, 5]],
  ['at_risk', [1, 2], [3, 5]],
  ['hibernating', [2, 2], [1, 2]],
  ['lost', [1, 1], [1, 2]],
];

export const rfmTrait: ByModel<typeof rfm> = {
  by: 'model',
  statement({ generation, trait, settings, clock }) {
    const { dialect, render } = generation;
    const origin = originOfTraits(generation, [trait]);
    const column = (suffix: string) => dialect.ident(suffix === '' ? trait.slug : `${trait.slug}_${suffix}`);
    const digit = (name: string) => dialect.text(name, 'integer');
    return render(templates, 'rfm', {
      relation: origin.relation,
      condition: rowsOf(generation, trait, origin, clock),
      time: origin.time ?? '',
      amount: dialect.cast(origin.column(settings.amount), 'double'),
      code: `${digit('recency')} || ${digit('frequency')} || ${digit('monetary')}`,
      names: {
        code: column(''),
        recency: column('recency'),
        frequency: column('frequency'),
        monetary: column('monetary'),
        group: column('group'),
      },
      groups: groups.map(([name, [recencyFrom, recencyTo], [worthFrom, worthTo]]) => ({
        name,
        condition: `recency between ${recencyFrom} and ${recencyTo} and worth between ${worthFrom} and ${worthTo}`,
      })),
      // Halves up, so that 4 and 5 are worth 5.
      worth: dialect.cast('floor((frequency + monetary + 1) / 2)', 'integer'),
    });
  },
};
