import { predictionOf } from '../../predictions/declared.ts';
import { mostLevels } from '../../predictions/design.ts';
import { type Feature, featureSql, featuresOf } from '../../predictions/features.ts';
import { latestParameters } from '../../predictions/tables.ts';
import type { propensity } from '../../workspace/kinds/traits/propensity.ts';
import { traitColumnKind } from '../columns.ts';
import type { ByExpressions, Computing } from './computation.ts';

const aliasOf = (slug: string): string => `fit_of_${slug}`;
// Named so that no trait's column is meant by them.
const value = (index: number, place: number): string => `weft_value_${index + 1}_${place}`;
const label = (index: number, place: number): string => `weft_label_${index + 1}_${place}`;
const intercept = 'weft_intercept';

const placesOf = ({ type }: Feature): number[] =>
  Array.from({ length: (type === 'text' ? mostLevels : 1) + 1 }, (_, place) => place);

/** The model's numbers as one row of columns; all null where there is no fit. */
function parametersRow({ generation, trait, settings }: Computing<typeof propensity>): string {
  const { dialect, workspace } = generation;
  const columns = featuresOf(generation, settings).flatMap((feature, index) =>
    placesOf(feature).flatMap((place) => {
      const chosen = `case when parameter = ${dialect.literal(`trait.${feature.column}`)} and place = ${place}`;
      return [
        `max(${chosen} then value end) as ${value(index, place)}`,
        ...(feature.type === 'text' && place > 0
          ? [`max(${chosen} then label end) as ${label(index, place)}`]
          : []),
      ];
    }),
  );
  const latest = latestParameters(generation, {
    trait: trait.slug,
    model: 'logistic',
    definition: predictionOf(workspace, trait)?.definition ?? '',
  });
  return `select max(case when parameter = 'intercept' then value end) as ${intercept}, ${columns.join(', ')}
  from (${latest}) as logistic`;
}

export const propensityTrait: ByExpressions<typeof propensity> = {
  by: 'expressions',
  beside: (computing) => ({ alias: aliasOf(computing.trait.slug), statement: parametersRow(computing) }),
  expressions({ generation, trait, settings, clock }, column) {
    const { dialect } = generation;
    const of = (name: string) => `${dialect.ident(aliasOf(trait.slug))}.${name}`;
    const weight = (index: number, place: number) => `coalesce(${of(value(index, place))}, 0)`;
    const terms = featuresOf(generation, settings).map((feature, index) => {
      const kind = traitColumnKind(generation, feature.column);
      const sql = featureSql(generation, kind, column(feature.column), clock);
      const known =
        feature.type === 'number'
          ? `else ${weight(index, 1)} * (${sql})`
          : `${placesOf(feature)
              .slice(1)
              .map((place) => `when ${sql} = ${of(label(index, place))} then ${weight(index, place)}`)
              .join(' ')} else 0`;
      return `case when ${sql} is null then ${weight(index, 0)} ${known} end`;
    });
    const odds = `${of(intercept)} + ${terms.join(' + ')}`;
    const fitted = (sql: string) => `case when ${of(intercept)} is not null then ${sql} end`;
    const score = `round(1 / (1 + exp(least(greatest(-(${odds}), -700), 700))), 9)`;
    return {
      '': fitted(score),
      decile: fitted(
        dialect.cast(`ceil(10 * cume_dist() over (order by ${odds} desc) - 0.000001)`, 'integer'),
      ),
    };
  },
};
