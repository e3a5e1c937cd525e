import type { Found } from './check.ts';
import { checkPersons } from './check-entities.ts';
import { checkTraitKind } from './check-trait-kinds.ts';
import { findCycles } from './cycles.ts';
import type { FieldPath } from './field-path.ts';
import { columnsReadBy, kindOfTrait, type Trait, traitColumns, traitsReadBy } from './kinds/trait.ts';
import { missing, type Names } from './names.ts';
import type { Finding } from './problem.ts';
import { checkPath } from './relations.ts';
import type { Workspace } from './resource.ts';

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
    const { key, kind, settings } = kindOfTrait(trait);
    for (const column of kind.traits?.(settings) ?? []) {
      for (const finding of names.traitColumn(column, placeOf(trait, column))) yield [trait, finding];
    }
    for (const column of kind.persons?.(settings) ?? []) {
      for (const finding of names.goldenOrTrait(column, placeOf(trait, column))) yield [trait, finding];
    }
    for (const finding of checkTraitKind(key, settings, workspace, names)) yield [trait, finding];
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
    const [noPerson] = checkPersons(workspace, names, entity, path);
    if (noPerson) return [noPerson];
    const { key, kind } = kindOfTrait(trait);
    if (kind.events)
      return [{ path, message: `${key} reads events by name; "${from}" is an entity, not an event source` }];
    return [
      ...columnsReadBy(trait, entity).flatMap(({ column }) =>
        checkPath(workspace, entity, column, placeOf(trait, column)),
      ),
      ...(entity.time === undefined ? checkTime(trait) : []),
    ];
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

/** The field of a trait that names a column: where its kind's settings, or its filter, say so. */
function placeOf(trait: Trait, column: string): FieldPath {
  const { key, settings } = kindOfTrait(trait);
  const within = (value: unknown, at: FieldPath): FieldPath | undefined => {
    if (value === column) return at;
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.entries(value)
      .map(([name, inner]) => within(inner, [...at, Array.isArray(value) ? Number(name) : name]))
      .find((found) => found !== undefined);
  };
  const named = within(settings, [key]);
  if (named) return named;
  return trait.where && Object.hasOwn(trait.where, column) ? ['where', column] : [key];
}

/** What needs to know when a row happened cannot be asked of an entity without a time. */
function checkTime(trait: Trait): Finding[] {
  const { from, within } = trait;
  const message = `the entity "${from}" declares no time, which this needs`;
  if (within !== undefined) return [{ path: ['within'], message }];
  const { key, kind, settings } = kindOfTrait(trait);
  return kind.timed?.(settings) ? [{ path: [key], message }] : [];
}
