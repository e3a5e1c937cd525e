import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../../connectors/warehouses/dialect.ts';
import type { FitOutcome } from '../../../models/predictions/fits.ts';
import { inputModel } from '../../../models/traits/kinds/computation.ts';
import { basketBounds, leastSupport, pairsInput } from '../../../models/traits/kinds/next-best.ts';
import { contentBounds, itemsInput } from '../../../models/traits/kinds/recommended.ts';
import type { Trait } from '../../../models/workspace/kinds/trait.ts';

const few = 1000;

async function numbersOf(warehouse: Warehouse, sql: string): Promise<Record<string, number>> {
  const [row] = await warehouse.query(sql);
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
}

/** States the pairs of items that enough baskets hold; they are counted anew by each refresh. */
export async function statePairs(warehouse: Warehouse, trait: Trait): Promise<FitOutcome> {
  const least = trait.next_best?.min_support ?? leastSupport;
  const pairs = warehouse.dialect.table(`${weftSchema}.${inputModel(trait.slug, pairsInput)}`);
  const found = await numbersOf(
    warehouse,
    `select count(*) as pairs, count(case when lift > 1 then 1 end) as above_chance, count(distinct antecedent) as items,
       coalesce(max(baskets), 0) as baskets, coalesce(max(support), 0) as greatest_support from ${pairs}`,
  );
  const { pairs: count = 0, above_chance = 0, items = 0, baskets = 0, greatest_support = 0 } = found;
  if (above_chance === 0)
    return {
      status: 'refused',
      reason:
        count === 0
          ? `No two items were in one basket ${least} times: what follows from fewer baskets would be chance.`
          : `None of the ${count / 2} pairs of items is in one basket more often than by chance.`,
    };
  return {
    status: 'ok',
    customers: null,
    logLikelihood: null,
    parameters: { min_support: least, ...basketBounds },
    metrics: {
      pairs: count / 2,
      aboveChance: above_chance / 2,
      items,
      baskets,
      greatestSupport: greatest_support,
    },
    warnings:
      baskets < few ? [`${baskets} baskets are few: the lift of rare pairs is only roughly known.`] : [],
    numbers: [],
  };
}

/** States the items that enough persons have; they are counted anew by each refresh. */
export async function stateItems(warehouse: Warehouse, trait: Trait): Promise<FitOutcome> {
  const least = trait.recommended?.min_support ?? leastSupport;
  const items = warehouse.dialect.table(`${weftSchema}.${inputModel(trait.slug, itemsInput)}`);
  const found = await numbersOf(
    warehouse,
    `select count(*) as items, count(case when persons >= ${least} then 1 end) as known, count(distinct category) as categories,
       coalesce(max(persons), 0) as most_persons from ${items}`,
  );
  if ((found.known ?? 0) === 0)
    return {
      status: 'refused',
      reason: `None of the ${found.items} items has ${least} persons: what is popular would be chance.`,
    };
  return {
    status: 'ok',
    customers: null,
    logLikelihood: null,
    parameters: {
      min_support: least,
      half_life: trait.recommended?.half_life ?? '30 days',
      ...contentBounds,
    },
    metrics: {
      items: found.items,
      recommendable: found.known,
      categories: found.categories,
      mostPersons: found.most_persons,
    },
    warnings: [],
    numbers: [],
  };
}
