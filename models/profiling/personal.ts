import { propertyName } from '../events/property-name.ts';
import type { Entity } from '../workspace/kinds/entity.ts';
import type { Condition } from '../workspace/kinds/segment.ts';
import type { Source } from '../workspace/kinds/source.ts';
import { kindOfTrait, type Trait, traitColumns } from '../workspace/kinds/trait.ts';
import { measuredColumn } from '../workspace/kinds/traits/measure.ts';
import { wayOf } from '../workspace/relations.ts';
import type { Workspace } from '../workspace/resource.ts';
import { looks } from './looks.ts';

/** Measures whose result is one of the values that they read, or several. */
const givesValues = new Set(['min', 'max', 'first', 'last', 'most_frequent', 'distinct_list']);

/**
 * Which columns hold what is personal: those that carry identifiers or are declared so, and what is taken from them.
 * What one resource says of a column holds for every other over the same table; a statement of the data team's own is
 * taken to hand on each personal column by its name.
 */
export class PersonalColumns {
  readonly #workspace: Workspace;
  readonly #byTable = new Map<string, Set<string>>();
  readonly #names = new Set<string>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    for (const resource of [...workspace.all('source'), ...workspace.all('entity')]) {
      const own = [...identifierColumns(resource), ...declaredPersonal(resource)];
      const table = resource.table ?? '';
      this.#byTable.set(table, new Set([...(this.#byTable.get(table) ?? []), ...own]));
      for (const name of own) this.#names.add(name);
    }
  }

  /** A column of a source or an entity. */
  of(resource: Source | Entity, column: string): boolean {
    return resource.table === undefined
      ? this.#names.has(column)
      : (this.#byTable.get(resource.table)?.has(column) ?? false);
  }

  /** Whether any resource holds a column of that name personal. */
  named(column: string): boolean {
    return this.#names.has(column);
  }

  /** Whether what a record is known by is personal: then it stands in no link. Of a record that nobody declares it may be. */
  ofKey({ kind, slug }: { kind: 'entity' | 'source'; slug: string }): boolean {
    const resource = this.#workspace.get(kind, slug);
    return resource === undefined || [resource.key].flat().some((column) => this.of(resource, column));
  }

  /** A property of events, by its name in a source or in `events`: what one source holds personal is so in all. */
  ofEvents(property: string): boolean {
    return this.#workspace.all('source').some((source) =>
      Object.keys(source.columns)
        .concat(identifierColumns(source))
        .some((name) => [name, propertyName(name)].includes(property) && this.of(source, name)),
    );
  }

  /** A column of a profiled resource: `source/orders`, `entity/orders`, `event/order_completed` or `customer_360`. */
  ofResource(resource: string, column: string): boolean {
    const [kind, ...rest] = resource.split('/');
    if (kind === 'event') return this.ofEvents(column);
    if (kind !== 'source' && kind !== 'entity') return this.ofPerson(column);
    const declared = this.#workspace.get(kind, rest.join('/'));
    return declared !== undefined && this.of(declared, column);
  }

  /** A golden column, a trait's or a consent's, as `customer_360` names it. */
  ofPerson(column: string, passed: readonly string[] = []): boolean {
    if (passed.includes(column)) return false;
    const golden = this.#workspace.identity?.golden[column];
    if (golden !== undefined) {
      const identifier = golden.from.some((path) => this.#fromSource(path, identifierColumns));
      return identifier || (golden.personal ?? golden.from.some((path) => this.#fromSource(path, null)));
    }
    const trait = this.#workspace
      .all('trait')
      .find((each) => traitColumns(each).some(({ name }) => name === column));
    return trait !== undefined && this.ofTrait(trait, [...passed, column]);
  }

  /** The values of a trait, in whichever of its columns. */
  ofTrait(trait: Trait, passed: readonly string[] = []): boolean {
    return trait.personal ?? this.#readsPersonal(trait, passed);
  }

  /** What a condition of a segment looks at; of where somebody is, that is near to them. */
  ofCondition(condition: Condition): boolean {
    if ('profile' in condition) return this.ofPerson(condition.profile);
    return 'trait' in condition ? this.ofPerson(condition.trait) : 'near' in condition;
  }

  /** Whether a `source.column` is personal, or is among the columns that `which` gives. */
  #fromSource(path: string, which: ((source: Source) => string[]) | null): boolean {
    const [slug = '', ...column] = path.split('.');
    const source = this.#workspace.get('source', slug);
    if (source === undefined) return false;
    const name = column.join('.');
    return which === null ? this.of(source, name) : which(source).includes(name);
  }

  #readsPersonal(trait: Trait, passed: readonly string[]): boolean {
    const { kind, settings } = kindOfTrait(trait);
    if ((kind.traits?.(settings) ?? []).some((name) => this.ofPerson(name, passed))) return true;
    if (trait.measure !== undefined && !givesValues.has(measuredColumn(trait.measure)?.how ?? ''))
      return false;
    const source = this.#workspace.get('source', trait.from ?? '');
    const entity = this.#workspace.get('entity', trait.from ?? '');
    return (kind.columns?.(settings) ?? []).some(({ column }) => {
      if (entity === undefined) return source !== undefined && this.of(source, column);
      const way = wayOf(this.#workspace, entity, column);
      return way !== undefined && this.of(way.entity, way.column);
    });
  }
}

const identifierColumns = (resource: Source | Entity): string[] =>
  resource.kind === 'source'
    ? resource.identifiers.map(({ column }) => column)
    : resource.person && 'type' in resource.person
      ? [resource.person.column]
      : [];

const declaredPersonal = (resource: Source | Entity): string[] =>
  Object.entries(resource.columns).flatMap(([name, { personal }]) => (personal ? [name] : []));

/** Forms of a text that an address of a person has, whatever its column is called. */
const addresses = [looks.email, looks.dialled].map((pattern) => new RegExp(pattern));

export const looksPersonal = (text: string): boolean =>
  addresses.some((address) => address.test(text.trim()));
