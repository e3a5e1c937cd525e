import { folderBeside } from '../../template/folder.ts';
import { durationHours } from '../../workspace/kinds/shared.ts';
import { traitColumns } from '../../workspace/kinds/trait.ts';
import { outputName } from '../../workspace/kinds/traits/kind.ts';
import type { recommended } from '../../workspace/kinds/traits/recommended.ts';
import { originOfTraits, rowsOf } from '../origin.ts';
import { type ByModel, type Computing, inputModel } from './computation.ts';
import { leastSupport, ofAllTime } from './next-best.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

/** Every item with its category and how popular it is there. */
export const itemsInput = 'items';

/** What bounds the work: so many categories of a person, and the most popular items of each. */
export const contentBounds = { categories: 3, items: 50 };

/** A SQL number that halves with each half-life: the exponent. */
function decay(days: string, halfLife: string): string {
  return `-${Math.LN2} * ${days} / ${durationHours(halfLife) / 24}`;
}

function rows({ generation, trait, settings, clock }: Computing<typeof recommended>) {
  const { dialect } = generation;
  const origin = originOfTraits(generation, [trait]);
  const text = (column: string) => dialect.text(origin.column(column), origin.kindOf(column));
  return {
    relation: origin.relation,
    condition: rowsOf(generation, trait, origin, clock),
    item: text(settings.item),
    category: text(settings.category),
    time: origin.time ?? '',
    whole: { relation: origin.relation, condition: rowsOf(generation, ofAllTime(trait), origin, clock) },
  };
}

export const recommendedTrait: ByModel<typeof recommended> = {
  by: 'model',
  inputs: (computing) => [
    {
      name: itemsInput,
      description: 'One row per item: its category, the one of most of its rows. Key: item.',
      columns: [
        { name: 'item', description: 'The item.', tests: ['not_null', 'unique'] },
        { name: 'category', description: 'Its category.' },
        { name: 'persons', description: 'Persons who have it.' },
        { name: 'category_persons', description: 'Persons who have an item of the category.' },
        { name: 'popularity', description: 'persons / category_persons.' },
        { name: 'place', description: 'Its place in the category, by persons.' },
      ],
      sql: computing.generation.render(templates, 'item_popularity', {
        ...rows(computing),
        popularity: ['i.persons', 'c.persons']
          .map((sql) => computing.generation.dialect.cast(sql, 'double'))
          .join(' / '),
      }),
    },
  ],
  statement(computing) {
    const { generation, trait, settings, clock } = computing;
    const { dialect } = generation;
    const name = (suffix: string) => dialect.ident(outputName(trait.slug, suffix));
    const places = traitColumns(trait).filter(({ suffix }) => suffix === '' || /^\d+$/.test(suffix));
    const days = dialect.cast(dialect.daysBetween('d.moment', clock.today, clock.zone), 'double');
    return generation.render(templates, 'recommended', {
      ...rows(computing),
      now: clock.now,
      model: inputModel(trait.slug, itemsInput),
      decay: decay(days, settings.half_life ?? '30 days'),
      categories: contentBounds.categories,
      most: contentBounds.items,
      least: settings.min_support ?? leastSupport,
      limit: places.length,
      places: places.map(({ suffix }, index) => ({ place: index + 1, name: name(suffix) })),
      names: { category: name('category'), score: name('score') },
    });
  },
};
