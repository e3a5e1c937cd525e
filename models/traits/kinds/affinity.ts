import { folderBeside } from '../../template/folder.ts';
import { durationHours } from '../../workspace/kinds/shared.ts';
import type { affinity } from '../../workspace/kinds/traits/affinity.ts';
import { outputName } from '../../workspace/kinds/traits/kind.ts';
import { originOfTraits, rowsUntilNow } from '../origin.ts';
import type { ByModel } from './computation.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

export const affinityTrait: ByModel<typeof affinity> = {
  by: 'model',
  statement({ generation, trait, settings, clock }) {
    const { dialect, render } = generation;
    const origin = originOfTraits(generation, [trait]);
    const { by, weight, half_life } = settings;
    return render(templates, 'affinity', {
      relation: origin.relation,
      condition: rowsUntilNow(generation, trait, origin, clock),
      time: origin.time ?? '',
      value: dialect.text(origin.column(by), origin.kindOf(by)),
      weight: dialect.cast(weight === undefined ? '1' : origin.column(weight), 'double'),
      age: dialect.secondsBetween('moment', 'last_moment'),
      half: durationHours(half_life) * 3600,
      list: dialect.orderedList('value', 'place'),
      names: {
        value: outputName(trait.slug, ''),
        share: outputName(trait.slug, 'share'),
        second: outputName(trait.slug, 'second'),
        secondShare: outputName(trait.slug, 'second_share'),
        list: outputName(trait.slug, 'list'),
      },
    });
  },
};
