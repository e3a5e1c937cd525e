import { listNames, nearest } from './nearest.ts';
import type { FieldPath, Finding } from './problem.ts';
import { type Kind, type ResourceId, resourceId, type Workspace } from './resource.ts';

/** The column that every table of persons has. */
const personColumn = 'weft_id';

/** The names that a workspace declares, and what to say of one that it does not. */
export class Names {
  readonly #slugs = new Map<string, Set<string>>();
  readonly #broken: ReadonlySet<ResourceId>;
  /** Types of identifiers; undefined where the identity rules could not be read. */
  readonly identifierTypes: ReadonlySet<string> | undefined;
  /** Columns of the golden record; undefined where the identity rules could not be read. */
  readonly goldenColumns: ReadonlySet<string> | undefined;

  constructor(workspace: Workspace, broken: ReadonlySet<ResourceId> = new Set()) {
    this.#broken = broken;
    for (const { kind, slug } of workspace.resources) this.#slugsOf(kind).add(slug);
    const unread = [...broken].some((id) => id.startsWith('identity/'));
    if (unread) return;
    this.identifierTypes = new Set(workspace.identity?.types.map(({ type }) => type));
    this.goldenColumns = new Set(Object.keys(workspace.identity?.golden ?? {}));
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

  goldenColumn(column: string, path: FieldPath): Finding[] {
    const columns = this.goldenColumns;
    if (columns === undefined || columns.has(column) || column === personColumn) return [];
    return [missing('profile column', column, columns, path)];
  }

  /** What is wrong with a column of the people in a segment: a golden column, a trait or the person's id. */
  personColumn(column: string, path: FieldPath): Finding[] {
    const columns = this.goldenColumns;
    if (columns === undefined || columns.has(column) || column === personColumn) return [];
    if (this.has('trait', column)) return [];
    const known = [personColumn, ...columns, ...this.slugs('trait')];
    return [missing('profile column or trait', column, known, path)];
  }
}

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
