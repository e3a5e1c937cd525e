import type { Found } from './check.ts';
import type { FieldPath } from './field-path.ts';
import type { Entity } from './kinds/entity.ts';
import { missing, type Names } from './names.ts';
import type { Finding } from './problem.ts';
import { checkPath, joinOf, personWay } from './relations.ts';
import type { Workspace } from './resource.ts';

/** An entity finds its person by a declared type or over a join, and joins entities that exist. */
export function* checkEntities(workspace: Workspace, names: Names): Iterable<Found> {
  for (const entity of workspace.all('entity')) {
    for (const finding of checkPerson(workspace, names, entity)) yield [entity, finding];
    for (const [join, { entity: other }] of Object.entries(entity.joins)) {
      for (const finding of names.reference('entity', other, ['joins', join, 'entity']))
        yield [entity, finding];
    }
    if (entity.time !== undefined)
      for (const finding of checkPath(workspace, entity, entity.time, ['time'])) yield [entity, finding];
  }
}

function* checkPerson(workspace: Workspace, names: Names, entity: Entity): Iterable<Finding> {
  const { person, slug } = entity;
  if (person === undefined) return;
  if ('type' in person) {
    const { type } = person;
    yield* names.identifierType(type, ['person', 'type']);
    const made = workspace.identity?.types.find((each) => each.type === type)?.of;
    if (made) {
      const message = `"${type}" is made of ${made.join(', ')}; a row finds its person by one column`;
      yield { path: ['person', 'type'], message };
    }
    return;
  }
  const { through } = person;
  const path = ['person', 'through'];
  const declared = Object.hasOwn(entity.joins, through) ? entity.joins[through] : undefined;
  if (declared === undefined) {
    yield missing(`join of ${slug}`, through, Object.keys(entity.joins), path);
  } else if (declared.many) {
    yield {
      path,
      message: `the join "${through}" of ${slug} leads to many rows, which may be of many persons`,
    };
  } else if (joinOf(workspace, entity, through) !== undefined && !mayBeBroken(workspace, names, entity)) {
    const message = `the entity "${declared.entity}" leads to no person, so ${slug} has none through it`;
    if (personWay(workspace, entity) === undefined) yield { path, message };
  }
}

/** What is wrong with reading the persons of an entity's rows. */
export function checkPersons(workspace: Workspace, names: Names, entity: Entity, path: FieldPath): Finding[] {
  const way = personWay(workspace, entity);
  if (way === undefined) {
    // What is said of the join, or of `through`, is enough.
    if (mayBeBroken(workspace, names, entity) || entity.person !== undefined) return [];
    const message = `the entity "${entity.slug}" has no person, so its rows belong to nobody`;
    return [{ path, message }];
  }
  if (!('ambiguous' in way)) return [];
  const [join = ''] = way.joins;
  const message = `the entity "${way.ambiguous.slug}" leads to persons by several joins, ${way.joins.join(' and ')}; say which in it: \`person: { through: ${join} }\``;
  return [{ path, message }];
}

/** Whether an entity leads to one that is declared but could not be read, which may have the person. */
function mayBeBroken(
  workspace: Workspace,
  names: Names,
  entity: Entity,
  passed: readonly Entity[] = [],
): boolean {
  return Object.values(entity.joins).some(({ entity: slug, many }) => {
    const other = workspace.get('entity', slug);
    if (many || (other && [entity, ...passed].includes(other))) return false;
    return other === undefined
      ? names.has('entity', slug)
      : mayBeBroken(workspace, names, other, [entity, ...passed]);
  });
}
