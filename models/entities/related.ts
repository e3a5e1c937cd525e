import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { columnsOf, type Generation, kindsOf, relationOf } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { finish } from '../template/render.ts';
import type { Entity } from '../workspace/kinds/entity.ts';
import { type Join, joinsUsed, wayOf } from '../workspace/relations.ts';

/** The rows of an entity with columns of others beside them. */
export interface RelatedRows {
  /** What may follow FROM. */
  relation: string;
  /** A column of the relation by its name or path, as SQL. Throws for a path that was not asked for. */
  column(path: string): string;
  /** What a column holds, whether or not it was asked for; text where the warehouse does not say. */
  kindOf(path: string): ColumnKind;
}

/** The model with an entity's rows, with or without a person, as other entities join them. */
const relatedModel = (slug: string): string => `related_${slug}`;

/**
 * An entity's rows, read from `base`, with the columns that `paths` name: one left join for each join that a path goes
 * over. Rows do not multiply, since the models' tests hold each joined key to be unique.
 */
export function relatedRows(
  generation: Generation,
  entity: Entity,
  base: string,
  paths: readonly string[],
): RelatedRows {
  const { dialect, ref, workspace } = generation;
  const joins = new Map<string, { alias: string; sql: string }>();
  const columns = new Map<string, { name: string; sql: string }>();
  for (const path of new Set(paths)) {
    const way = ended(wayOf(workspace, entity, path), path);
    let from = 's';
    for (const [index, join] of way.joins.entries()) {
      const steps = way.joins.slice(0, index + 1).map(({ name }) => name);
      const known = joins.get(steps.join('.'));
      const alias = known?.alias ?? `j${joins.size + 1}`;
      const sql = `left join ${ref(relatedModel(join.to.slug))} as ${alias} on ${equal(generation, join, from, alias)}`;
      if (!known) joins.set(steps.join('.'), { alias, sql });
      from = alias;
    }
    if (way.joins.length > 0)
      columns.set(path, {
        name: `weft_related_${columns.size + 1}`,
        sql: `${from}.${dialect.ident(way.column)}`,
      });
  }
  const selected = [...columns.values()].map(({ name, sql }) => `, ${sql} as ${dialect.ident(name)}`);
  return {
    relation:
      columns.size === 0
        ? base
        : `(\n  select s.*${selected.join('')}\n  from ${base} as s\n  ${[...joins.values()].map(({ sql }) => sql).join('\n  ')}\n) as ${dialect.ident(entity.slug)}`,
    column(path) {
      const { joins: over, column } = ended(wayOf(workspace, entity, path), path);
      if (over.length === 0) return dialect.ident(column);
      return dialect.ident(ended(columns.get(path), path).name);
    },
    kindOf(path) {
      const way = ended(wayOf(workspace, entity, path), path);
      return kindsOf(generation, way.entity)(way.column);
    },
  };
}

function ended<T>(found: T | undefined, path: string): T {
  if (found === undefined) throw new TypeError(`nothing was joined for the column ${path}`);
  return found;
}

/** That rows belong together. Columns of different kinds are compared by their text, as not every engine does it itself. */
function equal(generation: Generation, join: Join, from: string, to: string): string {
  const { dialect } = generation;
  const numbers = new Set<ColumnKind>(['integer', 'decimal', 'double']);
  const terms = join.on.map(({ own, other }) => {
    const left = { sql: `${from}.${dialect.ident(own)}`, kind: kindsOf(generation, join.from)(own) };
    const right = { sql: `${to}.${dialect.ident(other)}`, kind: kindsOf(generation, join.to)(other) };
    const alike =
      (left.kind === right.kind && left.kind !== 'json') ||
      (numbers.has(left.kind) && numbers.has(right.kind));
    return alike
      ? `${right.sql} = ${left.sql}`
      : `${dialect.text(right.sql, right.kind)} = ${dialect.text(left.sql, left.kind)}`;
  });
  return terms.join(' and ');
}

/** One view per entity that a join to one row leads to, with a test that its rows are one for each joined key. */
export function relatedModels(generation: Generation): Model[] {
  const { target, workspace } = generation;
  if (!workspace.identity) return [];
  const entities = workspace.all('entity');
  const joined = new Set(
    entities.flatMap(({ joins }) => Object.values(joins).flatMap(({ entity, many }) => (many ? [] : entity))),
  );
  return entities
    .filter(({ slug }) => joined.has(slug))
    .map((entity) => ({
      name: relatedModel(entity.slug),
      folder: 'entities',
      description: `${entity.description ?? `The rows of ${entity.name ?? entity.slug}`}, as other entities join them. Key: ${[entity.key].flat().join(', ')}.`,
      config: { materialized: 'view' },
      columns: columnsOf(generation, entity).map(({ name }) => ({
        name,
        description: entity.columns[name]?.description ?? 'As in the source.',
      })),
      tests: uniqueKeys(generation, entity),
      sql: finish(target, `select *\nfrom ${relationOf(generation, entity)}\n`),
    }));
}

/** A test for each set of columns by which rows of an entity are joined, named so that a failure says which. */
function uniqueKeys(generation: Generation, entity: Entity): Record<string, unknown>[] {
  const { dialect, workspace } = generation;
  const kindOf = kindsOf(generation, entity);
  const keys = joinsUsed(workspace)
    .filter(({ to }) => to.slug === entity.slug)
    .map(({ on }) => [...new Set(on.map(({ other }) => other))].toSorted());
  return [...new Map(keys.map((key) => [key.join(), key])).values()].map((key) => ({
    one_row_per: {
      name: `${entity.slug}_has_one_row_per_${key.join('_and_').replaceAll(/\W/g, '_')}`,
      arguments: {
        keys: key.map((name) =>
          kindOf(name) === 'json' ? dialect.text(dialect.ident(name), 'json') : dialect.ident(name),
        ),
      },
    },
  }));
}
