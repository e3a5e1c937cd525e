import { join } from 'node:path';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { columnsOf, type Generation, keyColumns } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { entityModel } from '../entities/context.ts';
import { propertyName } from '../events/context.ts';
import { clockOf } from '../template/clock.ts';
import { type Clock, filterSql, windowStart } from '../template/filter.ts';
import type { Entity } from '../workspace/kinds/entity.ts';
import type { Filter } from '../workspace/kinds/filter.ts';
import type { Source } from '../workspace/kinds/source.ts';
import { type ColumnMeasure, formulaReferences, type Measure, type Trait } from '../workspace/kinds/trait.ts';

const templates = join(import.meta.dirname, 'templates');

/** What a trait reads: the model, its time and its columns, in the names that they have there. */
interface Origin {
  model: string;
  time: string | null;
  /** SQL terms that put rows of one time in a fixed order. */
  key: string;
  condition: string;
  column(name: string): string;
  kindOf(name: string): ColumnKind;
}

function originOf(generation: Generation, slug: string): Origin {
  const { workspace, dialect } = generation;
  const entity = workspace.get('entity', slug);
  const resource: Entity | Source | undefined = entity ?? workspace.get('source', slug);
  if (!resource) throw new TypeError(`no entity or event source is called ${slug}`);
  const kinds = new Map(columnsOf(generation, resource).map(({ name, kind }) => [name, kind]));
  const kindOf = (name: string) => kinds.get(name) ?? 'text';
  if (resource.kind === 'entity') {
    return {
      model: entityModel(slug),
      time: resource.time === undefined ? null : dialect.cast(dialect.ident(resource.time), 'timestamp'),
      key: keyColumns(resource).map(dialect.ident).join(', '),
      condition: 'true',
      column: dialect.ident,
      kindOf,
    };
  }
  const renamed: Record<string, string> = { [resource.time ?? '']: 'at', [resource.event ?? '']: 'event' };
  return {
    model: 'events',
    time: dialect.ident('at'),
    key: dialect.ident('event_key'),
    condition: `${dialect.ident('source')} = ${dialect.literal(slug)}`,
    column: (name) => dialect.ident(renamed[name] ?? propertyName(name)),
    kindOf,
  };
}

const isTotal = (measure: Measure): boolean =>
  measure === 'count' || (typeof measure === 'object' && ('count_distinct' in measure || 'sum' in measure));

/** One trait as an aggregate over its origin's rows of a person. */
function aggregate(generation: Generation, trait: Trait, origin: Origin, clock: Clock): string {
  const { dialect } = generation;
  const where: Filter = trait.where ?? {};
  const conditions = [origin.condition, filterSql(dialect, where, origin.column, origin.kindOf, clock)];
  if (trait.within !== undefined)
    conditions.push(`${origin.time} >= ${windowStart(dialect, clock, trait.within)}`);
  const condition = conditions.filter((part) => part !== 'true').join(' and ') || 'true';
  const chosen = (expression: string) =>
    condition === 'true' ? expression : `case when ${condition} then ${expression} end`;
  const { measure } = trait;
  if (measure === 'count') return `count(${chosen('1')})`;
  if (measure === 'days_since_first')
    return dialect.daysBetween(`min(${chosen(origin.time ?? 'null')})`, clock.now, clock.zone);
  if (measure === 'days_since_last')
    return dialect.daysBetween(`max(${chosen(origin.time ?? 'null')})`, clock.now, clock.zone);
  const [name, column] = Object.entries(measure ?? {})[0] as [ColumnMeasure, string];
  const value = origin.column(column);
  switch (name) {
    case 'count_distinct':
      return `count(distinct ${chosen(value)})`;
    case 'first':
      return dialect.firstValue(value, `${origin.time ?? origin.key}, ${origin.key}`, condition);
    case 'last':
      return dialect.firstValue(value, `${origin.time ?? origin.key} desc, ${origin.key}`, condition);
    case 'most_frequent':
      return dialect.mostFrequent(chosen(value));
    case 'distinct_list':
      return dialect.distinctList(chosen(value));
    default:
      return `${name}(${chosen(value)})`;
  }
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
      columns: [
        { name: 'weft_id', description: 'The person.', tests: ['not_null', 'unique'] },
        ...own.map(traitColumn),
      ],
      sql: render(templates, 'traits_of_origin', {
        model: origin.model,
        traits: own.map((trait) => ({
          name: trait.slug,
          expression: aggregate(generation, trait, origin, clock),
        })),
      }),
    };
  });
  const levels = formulaLevels(traits).map((level, index) => ({
    name: `level_${index + 1}`,
    from: index === 0 ? 'base' : `level_${index}`,
    traits: level.map((trait) => ({
      name: trait.slug,
      expression: (trait.formula ?? '').replace(/\{([a-z][a-z0-9_]*)\}/g, (_, slug: string) =>
        dialect.ident(slug),
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
