import type { Found } from './check.ts';
import { findCycles } from './cycles.ts';
import { kindOfTrait, type Trait, traitColumns, traitsReadBy } from './kinds/trait.ts';
import { missing, type Names } from './names.ts';
import type { Finding } from './problem.ts';
import type { Workspace } from './resource.ts';

/** An entity finds its person by a declared type, and joins entities that exist. */
export function* checkEntities(workspace: Workspace, names: Names): Iterable<Found> {
  for (const entity of workspace.all('entity')) {
    if (entity.person) {
      for (const finding of names.identifierType(entity.person.type, ['person', 'type']))
        yield [entity, finding];
      const { type } = entity.person;
      const made = workspace.identity?.types.find((each) => each.type === type)?.of;
      if (made) {
        const message = `"${type}" is made of ${made.join(', ')}; a row finds its person by one column`;
        yield [entity, { path: ['person', 'type'], message }];
      }
    }
    for (const [join, { entity: other }] of Object.entries(entity.joins)) {
      for (const finding of names.reference('entity', other, ['joins', join, 'entity']))
        yield [entity, finding];
    }
  }
}

/** What a trait reads exists and can be asked that; no trait waits for itself; customer_360 has one column a name. */
export function* checkTraits(workspace: Workspace, names: Names): Iterable<Found> {
  const traits = workspace.all('trait');
  for (const trait of traits) {
    for (const { name } of traitColumns(trait)) {
      const gives = name === trait.slug ? `"${name}"` : `its column "${name}"`;
      const other = traits.find(
        (each) => each !== trait && traitColumns(each).some((one) => one.name === name),
      );
      if (names.profileColumns?.has(name)) {
        const message = `${gives} is a profile column already; a trait needs a name of its own`;
        yield [trait, { path: ['slug'], message }];
      } else if (other !== undefined && other.slug !== trait.slug) {
        const message = `${gives} is a column of the trait "${other.slug}" too; a trait needs a name of its own`;
        yield [trait, { path: ['slug'], message }];
      }
    }
    const { key, kind } = kindOfTrait(trait);
    for (const column of traitsReadBy(trait)) {
      for (const finding of names.traitColumn(column, [key])) yield [trait, finding];
    }
    if (kind.reads === 'rows') {
      for (const finding of checkFrom(trait, workspace, names)) yield [trait, finding];
    }
  }
  const slugOf = new Map(
    traits.flatMap((trait) => traitColumns(trait).map(({ name }) => [name, trait.slug])),
  );
  const reads = new Map(
    traits.map((trait) => [trait.slug, traitsReadBy(trait).map((column) => slugOf.get(column) ?? column)]),
  );
  for (const cycle of findCycles(reads)) {
    const trait = workspace.get('trait', cycle[0] ?? '');
    if (trait)
      yield [
        trait,
        { path: [kindOfTrait(trait).key], message: `traits wait for one another: ${cycle.join(' -> ')}` },
      ];
  }
}

function checkFrom(trait: Trait, workspace: Workspace, names: Names): Finding[] {
  const { from } = trait;
  if (from === undefined) return [];
  const path = ['from'];
  const entity = workspace.get('entity', from);
  if (entity) {
    if (!entity.person) {
      return [{ path, message: `the entity "${from}" has no person, so its rows belong to nobody` }];
    }
    return entity.time === undefined ? checkTime(trait) : [];
  }
  const source = workspace.get('source', from);
  if (source?.shape === 'events' || names.has('entity', from)) return [];
  if (source) {
    const message = `the source "${from}" is not of shape events; declare an entity over its table`;
    return [{ path, message }];
  }
  if (names.has('source', from)) return [];
  const events = workspace.all('source').filter(({ shape }) => shape === 'events');
  return [
    missing(
      'entity or event source',
      from,
      [...names.slugs('entity'), ...events.map(({ slug }) => slug)],
      path,
    ),
  ];
}

/** What needs to know when a row happened cannot be asked of an entity without a time. */
function checkTime(trait: Trait): Finding[] {
  const { from, within } = trait;
  const message = `the entity "${from}" declares no time, which this needs`;
  if (within !== undefined) return [{ path: ['within'], message }];
  const { key, kind, settings } = kindOfTrait(trait);
  return kind.timed?.(settings) ? [{ path: [key], message }] : [];
}
