import 'server-only';
import { nameOf } from '../../models/words/names.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import { joinOf, personWay } from '../../models/workspace/relations.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { readersOf } from '../../models/workspace/uses.ts';
import { authorise } from './authorise.ts';
import { type RelationDetail, relationDetail } from './sources.ts';
import { type Use, useOf } from './uses.ts';
import { currentWorkspace } from './workspace.ts';

export interface SchemaNode {
  /** `source/orders`, `entity/orders`, or `person`. */
  id: string;
  kind: 'source' | 'entity' | 'person';
  slug: string;
  name: string;
  /** The table it reads, or that it is a statement; of persons how many types of identifiers there are. */
  reads: string;
  /** A few of its columns that say most: key, time, what it carries. */
  facts: string[];
}

export interface SchemaEdge {
  from: string;
  to: string;
  kind: 'identifies' | 'join' | 'person';
  /** `email, phone`, or the name of the join. */
  label: string;
  /** Of a join: whether it leads to many rows. */
  many: boolean;
}

export interface SchemaGraph {
  nodes: SchemaNode[];
  edges: SchemaEdge[];
}

/** Sources, entities and persons, and how they lead to one another. */
export async function schemaGraph(): Promise<SchemaGraph> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const sources = workspace.all('source');
  const entities = workspace.all('entity');
  const types = workspace.identity?.types ?? [];
  const nodes: SchemaNode[] = [
    ...sources.map((source) => ({
      ...{ id: `source/${source.slug}`, kind: 'source' as const, slug: source.slug, name: nameOf(source) },
      reads: source.table ?? 'SQL',
      facts: [[source.key].flat().join(', '), ...(source.time === undefined ? [] : [source.time])],
    })),
    ...entities.map((entity) => ({
      ...{ id: `entity/${entity.slug}`, kind: 'entity' as const, slug: entity.slug, name: nameOf(entity) },
      reads: entity.table ?? 'SQL',
      facts: [[entity.key].flat().join(', '), ...(entity.time === undefined ? [] : [entity.time])],
    })),
    {
      ...{ id: 'person', kind: 'person' as const, slug: 'person', name: '' },
      reads: '',
      facts: types.map(({ type }) => type),
    },
  ];
  const identifies = sources
    .filter(({ identifiers }) => identifiers.length > 0)
    .map(
      (source): SchemaEdge => ({
        ...{ from: `source/${source.slug}`, to: 'person', kind: 'identifies', many: false },
        label: [...new Set(source.identifiers.map(({ type }) => type))].join(', '),
      }),
    );
  return { nodes, edges: [...identifies, ...entities.flatMap((entity) => edgesOf(workspace, entity))] };
}

function edgesOf(workspace: Workspace, entity: Entity): SchemaEdge[] {
  const from = `entity/${entity.slug}`;
  const joins = Object.keys(entity.joins).flatMap((name): SchemaEdge[] => {
    const join = joinOf(workspace, entity, name);
    if (join === undefined) return [];
    // A join to many rows is mostly the other side of one that is declared there.
    const back = Object.values(join.to.joins).some((other) => other.entity === entity.slug && !other.many);
    if (join.many && back) return [];
    return [{ from, to: `entity/${join.to.slug}`, kind: 'join', label: name, many: join.many }];
  });
  const way = personWay(workspace, entity);
  const own = way !== undefined && 'person' in way && way.joins.length === 0 ? way.person : null;
  return [
    ...joins,
    ...(own === null ? [] : [{ from, to: 'person', kind: 'person' as const, label: own.type, many: false }]),
  ];
}

export interface EntityDetail extends RelationDetail {
  person: { type: string; column: string; through: string[] } | null;
  joins: { name: string; to: { slug: string; name: string }; on: string; many: boolean }[];
  uses: Use[];
}

export async function findEntity(slug: string): Promise<EntityDetail | null> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const entity = workspace.get('entity', slug);
  if (entity === undefined) return null;
  const way = personWay(workspace, entity);
  return {
    ...relationDetail(entity),
    person:
      way !== undefined && 'person' in way
        ? { ...way.person, through: way.joins.map(({ name }) => name) }
        : null,
    joins: Object.keys(entity.joins).flatMap((name) => {
      const join = joinOf(workspace, entity, name);
      if (join === undefined) return [];
      const on = join.on.map(({ own, other }) => (own === other ? own : `${own} = ${other}`)).join(', ');
      return [{ name, to: { slug: join.to.slug, name: nameOf(join.to) }, on, many: join.many }];
    }),
    uses: readersOf(workspace, entity).map(useOf),
  };
}
