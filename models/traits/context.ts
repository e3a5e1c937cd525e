import { join } from 'node:path';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import type { Generation } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { clockOf } from '../template/clock.ts';
import type { Clock } from '../template/filter.ts';
import { formulaReferences, type Trait } from '../workspace/kinds/trait.ts';
import { type Choice, computation, isTotal, measureKind, type Origin, originOf } from './measure.ts';

const templates = join(import.meta.dirname, 'templates');

/** What a trait holds; null for a formula, whose kind the engine decides. */
export function traitKind(generation: Generation, slug: string): ColumnKind | null {
  const trait = generation.workspace.get('trait', slug);
  if (trait?.measure === undefined || trait.from === undefined) return null;
  return measureKind(trait.measure, originOf(generation, trait.from).kindOf);
}

/** The template's context for the traits of one origin: aggregates together, each picked value by itself. */
function originContext(generation: Generation, traits: readonly Trait[], origin: Origin, clock: Clock) {
  const { dialect } = generation;
  const aggregates: { name: string; expression: string }[] = [];
  const chosen: Choice[] = [];
  const columns: { name: string; expression: string }[] = [];
  for (const trait of traits) {
    if (trait.measure === undefined) continue;
    const name = trait.slug;
    const how = computation(generation, trait, trait.measure, origin, clock);
    if ('choice' in how) {
      chosen.push(how.choice);
      columns.push({ name, expression: `${how.choice.cte}.value` });
    } else {
      aggregates.push({ name, expression: how.aggregate });
      columns.push({ name, expression: `a.${dialect.ident(name)}` });
    }
  }
  return { model: origin.model, aggregates, chosen, columns };
}

/** Formulas in an order in which each reads only what is there; `load` has refused cycles. */
function formulaLevels(traits: readonly Trait[]): Trait[][] {
  const open = traits.filter((trait) => trait.formula !== undefined);
  const levels: Trait[][] = [];
  const waiting = new Set(open.map((trait) => trait.slug));
  while (waiting.size > 0) {
    const ready = open.filter(
      (trait) =>
        waiting.has(trait.slug) &&
        formulaReferences(trait.formula ?? '').every((slug) => slug === trait.slug || !waiting.has(slug)),
    );
    if (ready.length === 0) throw new TypeError('the formulas of traits refer to one another in a circle');
    for (const trait of ready) waiting.delete(trait.slug);
    levels.push(ready);
  }
  return levels;
}

const traitColumn = (trait: Trait) => ({
  name: trait.slug,
  description: trait.description ?? trait.name ?? `Trait ${trait.slug}.`,
});

/**
 * A trait as a formula reads it: numbers are doubles, because the types that engines give to a division or a
 * product of decimals differ, as do the digits that they keep.
 */
function inFormula(generation: Generation, slug: string): string {
  const { dialect } = generation;
  const kind = traitKind(generation, slug);
  return kind === 'integer' || kind === 'decimal'
    ? dialect.cast(dialect.ident(slug), 'double')
    : dialect.ident(slug);
}

/** One model per origin, so that all its traits share one scan; then all traits beside each other. */
export function traitModels(generation: Generation): Model[] {
  const { workspace, render, dialect } = generation;
  const traits = workspace.all('trait');
  if (!workspace.identity || !workspace.all('source').some((source) => source.identifiers.length > 0))
    return [];
  const clock = clockOf(generation);
  const origins = [...new Set(traits.flatMap((trait) => trait.from ?? []))];
  const models: Model[] = origins.map((slug) => {
    const origin = originOf(generation, slug);
    const own = traits.filter((trait) => trait.from === slug);
    return {
      name: `traits_${slug}`,
      folder: 'traits',
      description: `One row per person with rows in ${slug}: the traits computed from it. Key: weft_id.`,
      config: { materialized: 'table' },
      layout: { by: ['weft_id'] },
      columns: [
        { name: 'weft_id', description: 'The person.', tests: ['not_null', 'unique'] },
        ...own.map(traitColumn),
      ],
      sql: render(templates, 'traits_of_origin', originContext(generation, own, origin, clock)),
    };
  });
  const levels = formulaLevels(traits).map((level, index) => ({
    name: `level_${index + 1}`,
    from: index === 0 ? 'base' : `level_${index}`,
    traits: level.map((trait) => ({
      name: trait.slug,
      expression: (trait.formula ?? '').replace(/\{([a-z][a-z0-9_]*)\}/g, (_, slug: string) =>
        inFormula(generation, slug),
      ),
    })),
  }));
  const base = traits
    .filter((trait) => trait.from !== undefined)
    .map((trait) => {
      const fallback =
        trait.default ?? (trait.measure !== undefined && isTotal(trait.measure) ? 0 : undefined);
      const column = `${dialect.ident(`from_${trait.from}`)}.${dialect.ident(trait.slug)}`;
      return {
        name: trait.slug,
        expression: fallback === undefined ? column : `coalesce(${column}, ${dialect.literal(fallback)})`,
      };
    });
  models.push(
    {
      name: 'traits',
      folder: 'traits',
      description: 'One row per person with every trait. Key: weft_id.',
      config: { materialized: 'table' },
      layout: { by: ['weft_id'] },
      columns: [
        { name: 'weft_id', description: 'The person.', tests: ['not_null', 'unique'] },
        ...traits.map(traitColumn),
      ],
      sql: render(templates, 'traits', {
        origins: origins.map((slug) => ({ alias: `from_${slug}`, model: `traits_${slug}` })),
        base,
        levels,
        last: levels.at(-1)?.name ?? 'base',
        names: ['weft_id', ...traits.map(({ slug }) => slug)],
      }),
    },
    {
      name: 'customer_360',
      folder: 'profiles',
      description: 'One row per person: golden record and traits. Key: weft_id.',
      config: { materialized: 'table' },
      layout: { by: ['weft_id'] },
      columns: [
        { name: 'weft_id', description: 'Lasting id of the person.', tests: ['not_null', 'unique'] },
        { name: 'person_id', description: 'Integer surrogate of weft_id.' },
        ...Object.keys(workspace.identity.golden).map((name) => ({
          name,
          description: 'Golden value; see profiles.',
        })),
        ...traits.map(traitColumn),
      ],
      sql: render(templates, 'customer_360', {
        golden: Object.keys(workspace.identity.golden),
        traits: traits.map(({ slug }) => slug),
      }),
    },
  );
  return models;
}
