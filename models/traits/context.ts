import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { consentColumn } from '../consents/columns.ts';
import type { Generation } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { clockOf } from '../template/clock.ts';
import type { Clock } from '../template/filter.ts';
import { folderBeside } from '../template/folder.ts';
import { jinja } from '../template/render.ts';
import { kindOfTrait, type Trait, traitColumns, traitsReadBy } from '../workspace/kinds/trait.ts';
import { traitColumnKind, traitOfColumn } from './columns.ts';
import { inputModel } from './kinds/computation.ts';
import { computationOf } from './kinds/index.ts';
import { type Choice, computation } from './measure.ts';
import { type Origin, originOfTraits } from './origin.ts';
import { ratioOf } from './ratio.ts';

const templates = folderBeside(import.meta.url, 'templates');

/** The template's context for the traits of one origin: aggregates together, each picked value by itself. */
function originContext(generation: Generation, traits: readonly Trait[], origin: Origin, clock: Clock) {
  const { dialect } = generation;
  const aggregates: { name: string; expression: string }[] = [];
  const chosen: Choice[] = [];
  const columns: { name: string; expression: string }[] = [];
  for (const trait of traits) {
    const name = trait.slug;
    if (trait.ratio !== undefined) {
      const { aggregate, choices, value } = ratioOf(generation, trait, trait.ratio, origin, clock);
      chosen.push(...choices);
      if (aggregate !== null) aggregates.push({ name, expression: aggregate });
      columns.push({ name, expression: value(`a.${dialect.ident(name)}`) });
    }
    if (trait.measure === undefined) continue;
    const how = computation(generation, trait, trait.measure, origin, clock);
    if ('choice' in how) {
      chosen.push(how.choice);
      columns.push({ name, expression: `${how.choice.cte}.value` });
    } else {
      aggregates.push({ name, expression: how.aggregate });
      columns.push({ name, expression: `a.${dialect.ident(name)}` });
    }
  }
  return { relation: origin.relation, aggregates, chosen, columns };
}

/** Traits that are computed from others, in an order in which each reads only what is there; `load` has refused cycles. */
function levelsOf({ workspace }: Generation, traits: readonly Trait[]): Trait[][] {
  const open = traits.filter((trait) => byExpressions(trait) !== undefined);
  const reads = new Map(
    open.map((trait) => [
      trait.slug,
      traitsReadBy(trait).map((column) => traitOfColumn(workspace, column)?.slug ?? column),
    ]),
  );
  const levels: Trait[][] = [];
  const waiting = new Set(open.map((trait) => trait.slug));
  while (waiting.size > 0) {
    const ready = open.filter(
      ({ slug }) =>
        waiting.has(slug) && reads.get(slug)?.every((other) => other === slug || !waiting.has(other)),
    );
    if (ready.length === 0) throw new TypeError('traits refer to one another in a circle');
    for (const trait of ready) waiting.delete(trait.slug);
    levels.push(ready);
  }
  return levels;
}

function byExpressions(trait: Trait) {
  const computed = computationOf(kindOfTrait(trait).key);
  return computed?.by === 'expressions' ? computed : undefined;
}

function byModel(trait: Trait) {
  const computed = computationOf(kindOfTrait(trait).key);
  return computed?.by === 'model' ? computed : undefined;
}

/**
 * A trait as others read it: numbers are doubles, because the types that engines give to a division or a product of
 * decimals differ, as do the digits that they keep.
 */
function asRead(generation: Generation, column: string): string {
  const { dialect } = generation;
  const kind = traitColumnKind(generation, column);
  return kind === 'integer' || kind === 'decimal'
    ? dialect.cast(dialect.ident(column), 'double')
    : dialect.ident(column);
}

/** The columns of a trait as its model's schema says them. */
const described = (trait: Trait) =>
  traitColumns(trait).map(({ name, description }) => ({ name, description }));

const person = { name: 'weft_id', description: 'The person.', tests: ['not_null', 'unique'] };

const traitTable = (name: string, description: string, traits: readonly Trait[], sql: string): Model => ({
  name,
  folder: 'traits',
  description,
  config: { materialized: 'table' },
  layout: { by: ['weft_id'] },
  columns: [person, ...traits.flatMap(described)],
  sql,
});

/** One model per origin, so that all its measures and ratios share one scan. */
function originModels(generation: Generation, traits: readonly Trait[], clock: Clock): Model[] {
  const measures = traits.filter((trait) => computationOf(kindOfTrait(trait).key) === undefined);
  return [...new Set(measures.flatMap(({ from }) => from ?? []))].map((slug) => {
    const own = measures.filter((trait) => trait.from === slug);
    const context = originContext(generation, own, originOfTraits(generation, own), clock);
    return traitTable(
      `traits_${slug}`,
      `One row per person with rows in ${slug}: the traits computed from it. Key: weft_id.`,
      own,
      generation.render(templates, 'traits_of_origin', context),
    );
  });
}

/** One model per trait that has a statement of its own. */
function ownModels(generation: Generation, traits: readonly Trait[], clock: Clock): Model[] {
  return traits.flatMap((trait) => {
    const computed = byModel(trait);
    if (computed === undefined) return [];
    const settings = kindOfTrait(trait).settings as never;
    return traitTable(
      `trait_${trait.slug}`,
      `One row per person of whom ${trait.slug} says something. Key: weft_id.`,
      [trait],
      computed.statement({ generation, trait, settings, clock }),
    );
  });
}

/** The models that those with a statement of their own read. */
function inputModels(generation: Generation, traits: readonly Trait[], clock: Clock): Model[] {
  return traits.flatMap((trait) => {
    const settings = kindOfTrait(trait).settings as never;
    const inputs = byModel(trait)?.inputs?.({ generation, trait, settings, clock }) ?? [];
    return inputs.map(
      ({ name, description, columns, sql }): Model => ({
        name: inputModel(trait.slug, name),
        folder: 'traits',
        description,
        config: { materialized: 'table' },
        columns,
        sql,
      }),
    );
  });
}

/** A column of a trait that cannot be computed now: as the last good refresh left it. */
function lastValue({ dialect, target }: Generation, name: string, kind: ColumnKind | null): string {
  const type = dialect.type(kind ?? 'text');
  return target === 'dbt'
    ? jinja(`weft_last_value('last_good', '${name}', '${type}')`)
    : `cast(null as ${type})`;
}

/** All traits beside each other: those of the models, then level by level what is computed from them. */
function allTraits(generation: Generation, traits: readonly Trait[], joined: readonly Model[], clock: Clock) {
  const { aside, dialect, workspace } = generation;
  const alias = ({ name }: Model) => `from_${name}`;
  const models = joined.flatMap((model) => model.columns.map(({ name }) => [name, alias(model)] as const));
  const from = new Map(models);
  const base = traits
    .filter((trait) => byExpressions(trait) === undefined)
    .flatMap(traitColumns)
    .map(({ name, fallback }) => {
      const column = `${dialect.ident(from.get(name) ?? '')}.${dialect.ident(name)}`;
      return {
        name,
        expression: fallback === undefined ? column : `coalesce(${column}, ${dialect.literal(fallback)})`,
      };
    });
  const kept = workspace
    .all('trait')
    .filter(({ slug }) => aside.traits.has(slug))
    .flatMap(traitColumns)
    .map(({ name }) => ({
      name,
      expression: lastValue(generation, name, traitColumnKind(generation, name)),
    }));
  const levels = levelsOf(generation, traits).map((level, index) => ({
    name: `level_${index + 1}`,
    from: index === 0 ? 'base' : `level_${index}`,
    beside: level.flatMap((trait) => {
      const settings = kindOfTrait(trait).settings as never;
      return byExpressions(trait)?.beside?.({ generation, trait, settings, clock }) ?? [];
    }),
    traits: level.flatMap((trait) => {
      const settings = kindOfTrait(trait).settings as never;
      const read = (column: string) => asRead(generation, column);
      const expressions =
        byExpressions(trait)?.expressions({ generation, trait, settings, clock }, read) ?? {};
      return traitColumns(trait).map(({ name, suffix, fallback }) => {
        const expression = `(${expressions[suffix]})`;
        return {
          name,
          expression:
            fallback === undefined ? expression : `coalesce(${expression}, ${dialect.literal(fallback)})`,
        };
      });
    }),
  }));
  return traitTable(
    'traits',
    'One row per person with every trait. Key: weft_id.',
    workspace.all('trait'),
    generation.render(templates, 'traits', {
      origins: joined.map((model) => ({ alias: alias(model), model: model.name })),
      golden: Object.keys(workspace.identity?.golden ?? {}),
      base: [...base, ...kept],
      last_good:
        kept.length > 0 && generation.target === 'dbt' ? jinja("weft_join_last('last_good', 'p')") : '',
      levels,
      last: levels.at(-1)?.name ?? 'base',
      names: [
        'weft_id',
        ...workspace
          .all('trait')
          .flatMap(traitColumns)
          .map(({ name }) => name),
      ],
    }),
  );
}

export function traitModels(generation: Generation): Model[] {
  const { aside, workspace, render } = generation;
  const declared = workspace.all('trait');
  const traits = declared.filter(({ slug }) => !aside.traits.has(slug));
  if (!workspace.identity || !workspace.all('source').some((source) => source.identifiers.length > 0))
    return [];
  const clock = clockOf(generation);
  const models = [...originModels(generation, traits, clock), ...ownModels(generation, traits, clock)];
  const golden = Object.keys(workspace.identity.golden);
  return [
    ...inputModels(generation, traits, clock),
    ...models,
    allTraits(generation, traits, models, clock),
    {
      name: 'customer_360',
      folder: 'profiles',
      description: 'One row per person: golden record and traits. Key: weft_id.',
      config: { materialized: 'table' },
      layout: { by: ['weft_id'] },
      columns: [
        { name: 'weft_id', description: 'Lasting id of the person.', tests: ['not_null', 'unique'] },
        { name: 'person_id', description: 'Integer surrogate of weft_id.' },
        ...golden.map((name) => ({ name, description: 'Golden value; see profiles.' })),
        ...declared.flatMap(described),
        ...workspace.all('consent').map(({ slug }) => ({
          name: consentColumn(slug),
          description: 'Whether it is granted; see consents.',
        })),
      ],
      sql: render(templates, 'customer_360', {
        golden,
        traits: declared.flatMap(traitColumns).map(({ name }) => name),
        consents: workspace.all('consent').map(({ slug }) => consentColumn(slug)),
      }),
    },
  ];
}
