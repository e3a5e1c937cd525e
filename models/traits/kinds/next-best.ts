import { folderBeside } from '../../template/folder.ts';
import type { Trait } from '../../workspace/kinds/trait.ts';
import { outputName } from '../../workspace/kinds/traits/kind.ts';
import type { nextBest } from '../../workspace/kinds/traits/next-best.ts';
import { originOfTraits, rowsOf } from '../origin.ts';
import { type ByModel, type Computing, inputModel } from './computation.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

/** Every pair of items, either way round, that enough baskets hold. */
export const pairsInput = 'pairs';
export const leastSupport = 5;

/** What bounds the work: baskets of more items are left out, and pairs are made of the items in most baskets. */
export const basketBounds = { itemsOfBasket: 100, items: 2000, followers: 50 };

/** A trait without its window: what a person has stays theirs. */
export function ofAllTime({ within: _within, ...trait }: Trait): Trait {
  return trait;
}

function rows({ generation, trait, clock }: Computing<typeof nextBest>, of: Trait) {
  const origin = originOfTraits(generation, [trait]);
  const text = (column: string) => generation.dialect.text(origin.column(column), origin.kindOf(column));
  return {
    relation: origin.relation,
    condition: rowsOf(generation, of, origin, clock),
    text,
  };
}

function pairsSql(computing: Computing<typeof nextBest>): string {
  const { generation, trait, settings } = computing;
  const { dialect, render } = generation;
  const { relation, condition, text } = rows(computing, trait);
  const double = (sql: string) => dialect.cast(sql, 'double');
  return render(templates, 'pairs', {
    relation,
    condition,
    basket: text(settings.basket),
    item: text(settings.item),
    least: settings.min_support ?? leastSupport,
    most: basketBounds.items,
    mostItems: basketBounds.itemsOfBasket,
    confidence: `${double('t.support')} / ${double('x.n')}`,
    lift: `${double('t.support')} * ${double('z.n')} / (${double('x.n')} * ${double('y.n')})`,
  });
}

export const nextBestTrait: ByModel<typeof nextBest> = {
  by: 'model',
  inputs: (computing) => [
    {
      name: pairsInput,
      description:
        'One row per item and another that was bought with it. Key: antecedent, item. An item is of as many baskets as it is told here where it has a pair.',
      columns: [
        { name: 'antecedent', description: 'The item that one has.', tests: ['not_null'] },
        { name: 'item', description: 'The item that follows.', tests: ['not_null'] },
        { name: 'support', description: 'Baskets that hold both.' },
        { name: 'antecedent_baskets', description: 'Baskets that hold the first.' },
        { name: 'item_baskets', description: 'Baskets that hold the second.' },
        { name: 'baskets', description: 'All baskets.' },
        { name: 'confidence', description: 'support / antecedent_baskets.' },
        { name: 'lift', description: 'confidence / (item_baskets / baskets).' },
      ],
      sql: pairsSql(computing),
    },
  ],
  statement(computing) {
    const { generation, trait, settings } = computing;
    const { relation, condition, text } = rows(computing, ofAllTime(trait));
    const name = (suffix: string) => generation.dialect.ident(outputName(trait.slug, suffix));
    return generation.render(templates, 'next_best', {
      relation,
      condition,
      item: text(settings.item),
      model: inputModel(trait.slug, pairsInput),
      most: basketBounds.followers,
      names: {
        item: name(''),
        because: name('because'),
        lift: name('lift'),
        confidence: name('confidence'),
        support: name('support'),
      },
    });
  },
};
