import { join } from 'node:path';
import { columnsOf, type Generation, kindsOf, relationOf } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { identifierType } from '../identity/context.ts';
import { normalizerSteps, stepChain } from '../identity/normalize.ts';
import type { Entity } from '../workspace/kinds/entity.ts';

const templates = join(import.meta.dirname, 'templates');

export const entityModel = (slug: string): string => `entity_${slug}`;

/** One view per entity that finds its person: the entity's rows with the person beside them. */
export function entityModels(generation: Generation): Model[] {
  const { workspace } = generation;
  if (!workspace.identity) return [];
  return workspace
    .all('entity')
    .flatMap((entity) => (entity.person ? [modelOf(generation, entity, entity.person)] : []));
}

function modelOf(generation: Generation, entity: Entity, person: NonNullable<Entity['person']>): Model {
  const { dialect, render, workspace } = generation;
  const identity = workspace.identity;
  if (!identity) throw new TypeError('an entity finds its person by the identity rules');
  const columns = columnsOf(generation, entity).filter(
    ({ name }) => name !== 'weft_id' && name !== 'person_id',
  );
  const chain = stepChain(
    relationOf(generation, entity),
    columns.map(({ name }) => ({ name: dialect.ident(name), expression: dialect.ident(name) })),
    [
      {
        name: 'weft_identifier',
        from: dialect.ident(person.column),
        region: person.region === undefined ? null : dialect.ident(person.region),
        steps: normalizerSteps(dialect, identifierType(identity, person.type), {
          fold: true,
          kind: kindsOf(generation, entity)(person.column),
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
