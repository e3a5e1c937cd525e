import { consentColumn } from '../consents/columns.ts';
import type { FieldPath } from './field-path.ts';
import { traitColumns } from './kinds/trait.ts';
import { listNames, nearest } from './nearest.ts';
import type { Finding } from './problem.ts';
import { type Kind, type ResourceId, resourceId, type Workspace } from './resource.ts';

/** What every profile has of itself. */
const ownColumns = ['weft_id', 'person_id', 'first_seen', 'last_seen'];

/** A profile's columns beside the golden ones: its own, and for each golden value the record it came from. */
export const columnsBeside = (golden: readonly string[]): string[] => [
  ...ownColumns,
  ...golden.flatMap((column) => ['source', 'source_key', 'source_time'].map((part) => `${column}_${part}`)),
];

/** The names that a workspace declares, and what to say of one that it does not. */
export class Names {
  readonly #slugs = new Map<string, Set<string>>();
  readonly #broken: ReadonlySet<ResourceId>;
  readonly #traitColumns: ReadonlySet<string>;
  readonly #consentColumns: ReadonlySet<string>;
  /** Types of identifiers; undefined where the identity rules could not be read. */
  readonly identifierTypes: ReadonlySet<string> | undefined;
  /** Columns of a profile; undefined where the identity rules could not be read. */
  readonly profileColumns: ReadonlySet<string> | undefined;
  readonly #golden: readonly string[];
  /** Those that a person would choose from, for messages. */
  readonly #offered: readonly string[];

  constructor(workspace: Workspace, broken: ReadonlySet<ResourceId> = new Set()) {
    this.#broken = broken;
    this.#traitColumns = new Set(
      workspace.all('trait').flatMap((trait) => traitColumns(trait).map(({ name }) => name)),
    );
    const consents = [...workspace.all('consent').map(({ slug }) => slug), ...brokenSlugs(broken, 'consent')];
    this.#consentColumns = new Set(consents.map(consentColumn));
    for (const { kind, slug } of workspace.resources) this.#slugsOf(kind).add(slug);
    const golden = Object.keys(workspace.identity?.golden ?? {});
    this.#golden = golden;
    this.#offered = [...golden, ...ownColumns];
    if (this.isBroken('identity')) return;
    this.identifierTypes = new Set(workspace.identity?.types.map(({ type }) => type));
    this.profileColumns = new Set([...golden, ...columnsBeside(golden)]);
  }

  /** Whether a resource of a kind is declared that could not be read. */
  isBroken(kind: Kind): boolean {
    return [...this.#broken].some((id) => id.startsWith(`${kind}/`));
  }

  #slugsOf(kind: Kind): Set<string> {
    const slugs = this.#slugs.get(kind) ?? new Set();
    this.#slugs.set(kind, slugs);
    return slugs;
  }

  has(kind: Kind, slug: string): boolean {
    return this.#slugsOf(kind).has(slug) || this.#broken.has(resourceId({ kind, slug }));
  }

  slugs(kind: Kind): ReadonlySet<string> {
    return this.#slugsOf(kind);
  }

  /** What is wrong with a reference to a resource. */
  reference(kind: Kind, slug: string, path: FieldPath): Finding[] {
    return this.has(kind, slug) ? [] : [missing(kind, slug, this.slugs(kind), path)];
  }

  identifierType(type: string, path: FieldPath): Finding[] {
    const types = this.identifierTypes;
    return types === undefined || types.has(type) ? [] : [missing('identifier type', type, types, path)];
  }

  profileColumn(column: string, path: FieldPath): Finding[] {
    const columns = this.profileColumns;
    if (columns === undefined || columns.has(column)) return [];
    return [missing('profile column', column, this.#offered, path)];
  }

  /** What is wrong with a reference to a column of `traits`. */
  traitColumn(column: string, path: FieldPath): Finding[] {
    return this.isTraitColumn(column) ? [] : [missing('trait', column, this.#traitColumns, path)];
  }

  /** Whether a trait gives the column; of one that could not be read, any that begins with its name. */
  isTraitColumn(column: string): boolean {
    if (this.#traitColumns.has(column)) return true;
    return [...this.#broken].some(
      (id) => id === `trait/${column}` || column.startsWith(`${id.replace(/^trait\//, '')}_`),
    );
  }

  /** What is wrong with a column that other traits are computed with: a golden one, or a trait. */
  goldenOrTrait(column: string, path: FieldPath): Finding[] {
    if (this.profileColumns === undefined || this.#golden.includes(column) || this.isTraitColumn(column))
      return [];
    return [missing('golden column or trait', column, [...this.#golden, ...this.#traitColumns], path)];
  }

  /** What is wrong with a column of the people in a segment: one of a profile, a trait, or a consent's. */
  personColumn(column: string, path: FieldPath): Finding[] {
    const columns = this.profileColumns;
    if (columns === undefined || columns.has(column) || this.isTraitColumn(column)) return [];
    if (this.#consentColumns.has(column)) return [];
    const known = [...this.#offered, ...this.#traitColumns, ...this.#consentColumns];
    return [missing('profile column or trait', column, known, path)];
  }
}

/** Slugs of the resources of a kind that could not be read. */
const brokenSlugs = (broken: ReadonlySet<ResourceId>, kind: Kind): string[] =>
  [...broken].flatMap((id) => (id.startsWith(`${kind}/`) ? id.slice(kind.length + 1) : []));

/** What to say of a name that nothing has. */
export function missing(what: string, name: string, names: Iterable<string>, path: FieldPath): Finding {
  const known = [...names];
  const near = nearest(name, known);
  const message = `no ${what} is called "${name}"`;
  return {
    path,
    message: near === undefined ? `${message}; ${listNames(known)}` : message,
    expected: known.length > 0 ? `one of ${known.join(', ')}` : undefined,
    nearest: near,
  };
}
