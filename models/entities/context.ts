import { columnsOf, type Generation, relationOf } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { identifierType } from '../identity/context.ts';
import { normalizerSteps, stepChain } from '../identity/normalize.ts';
import { folderBeside } from '../template/folder.ts';
import type { Entity } from '../workspace/kinds/entity.ts';
import { type PersonWay, personWay } from '../workspace/relations.ts';
import { type RelatedRows, relatedModels, relatedRows } from './related.ts';

const templates = folderBeside(import.meta.url, 'templates');

export const entityModel = (slug: string): string => `entity_${slug}`;

/**
 * The rows of an entity that have a person, with `weft_id`, `person_id` and its columns; of other entities the columns
 * that `paths` names, such as `order.store.city`.
 */
export function entityRows(generation: Generation, slug: string, paths: readonly string[]): RelatedRows {
  const { ref, workspace } = generation;
  const entity = workspace.get('entity', slug);
  if (!entity) throw new TypeError(`no entity is called ${slug}`);
  return relatedRows(generation, entity, ref(entityModel(slug)), paths);
}

/** One view per entity that finds its person: the entity's rows with the person beside them. */
export function entityModels(generation: Generation): Model[] {
  const { workspace } = generation;
  if (!workspace.identity) return [];
  const personal = workspace.all('entity').flatMap((entity) => {
    const way = personWay(workspace, entity);
    return way && 'person' in way ? [modelOf(generation, entity, way)] : [];
  });
  return [...relatedModels(generation), ...personal];
}

function modelOf(
  generation: Generation,
  entity: Entity,
  { joins, person }: Extract<PersonWay, { person: unknown }>,
): Model {
  const { dialect, render, workspace } = generation;
  const identity = workspace.identity;
  if (!identity) throw new TypeError('an entity finds its person by the identity rules');
  const columns = columnsOf(generation, entity).filter(
    ({ name }) => name !== 'weft_id' && name !== 'person_id',
  );
  const path = (column: string) => [...joins.map(({ name }) => name), column].join('.');
  const region = person.region === undefined ? null : path(person.region);
  const rows = relatedRows(generation, entity, relationOf(generation, entity), [
    path(person.column),
    ...(region === null ? [] : [region]),
  ]);
  const chain = stepChain(
    rows.relation,
    columns.map(({ name }) => ({ name: dialect.ident(name), expression: dialect.ident(name) })),
    [
      {
        name: 'weft_identifier',
        from: rows.column(path(person.column)),
        region: region === null ? null : rows.column(region),
        steps: normalizerSteps(dialect, identifierType(identity, person.type), {
          fold: true,
          kind: rows.kindOf(path(person.column)),
        }),
      },
    ],
  );
  return {
    name: entityModel(entity.slug),
    folder: 'entities',
    description: `${entity.description ?? `The rows of ${entity.name ?? entity.slug}`}, each with its person. Key: ${[entity.key].flat().join(', ')}.`,
    config: { materialized: 'view' },
    columns: [
      { name: 'weft_id', description: 'The person.', tests: ['not_null'] },
      { name: 'person_id', description: 'Integer surrogate of weft_id.' },
      ...columns.map(({ name }) => ({
        name,
        description: entity.columns[name]?.description ?? 'As in the source.',
      })),
    ],
    sql: render(templates, 'entity', {
      type: person.type,
      ctes: chain.ctes.map((cte) => ({ ...cte, columns: cte.columns.join(', ') })),
      last: chain.last,
      columns: columns.map(({ name }) => name),
    }),
  };
}
