import { type FieldPath, fieldName } from './field-path.ts';
import { kinds, type ResourceId, resourceId } from './resource.ts';

/** A resource as the diff sees it: also one that an older or newer release of the schemas wrote. */
export interface Declaration {
  kind: string;
  slug: string;
}

/** A field that differs. Without `before` it was added, without `after` it was removed. */
export interface FieldChange {
  /** `where.all[0].gte`. */
  field: string;
  before?: unknown;
  after?: unknown;
}

export interface Change {
  action: 'add' | 'change' | 'remove';
  kind: string;
  slug: string;
  /** What differs, for `change`. */
  fields: FieldChange[];
  before?: Declaration;
  after?: Declaration;
}

/** What turns one set of resources into another, in the order of kinds and slugs. */
export function diffWorkspace(before: readonly Declaration[], after: readonly Declaration[]): Change[] {
  const old = byId(before);
  const now = byId(after);
  const changes: Change[] = [];
  for (const [id, resource] of now) {
    const previous = old.get(id);
    const { kind, slug } = resource;
    if (previous === undefined) changes.push({ action: 'add', kind, slug, fields: [], after: resource });
    else {
      const fields = fieldChanges(previous, resource);
      if (fields.length > 0) {
        changes.push({ action: 'change', kind, slug, fields, before: previous, after: resource });
      }
    }
  }
  for (const [id, resource] of old) {
    const { kind, slug } = resource;
    if (!now.has(id)) changes.push({ action: 'remove', kind, slug, fields: [], before: resource });
  }
  return changes.sort(byKindAndSlug);
}

/** The fields in which two values differ, down to the smallest that does. */
export function fieldChanges(before: unknown, after: unknown, path: FieldPath = []): FieldChange[] {
  if (before === after) return [];
  const field = fieldName(path);
  if (before === undefined) return [{ field, after }];
  if (after === undefined) return [{ field, before }];
  const [old, now] = [childrenOf(before), childrenOf(after)];
  if (old === undefined || now === undefined || Array.isArray(before) !== Array.isArray(after)) {
    return [{ field, before, after }];
  }
  const names = [...new Set([...old.keys(), ...now.keys()])];
  const inside = names.flatMap((name) => fieldChanges(old.get(name), now.get(name), [...path, name]));
  // The order of a map is that of the columns of a file or the fields of a body, so it is a change too.
  const reordered = inside.length === 0 && [...old.keys()].join('\n') !== [...now.keys()].join('\n');
  return reordered ? [{ field, before, after }] : inside;
}

/** The items of a list or the fields of a map, those that are undefined left out. */
function childrenOf(value: unknown): Map<string | number, unknown> | undefined {
  if (Array.isArray(value)) return new Map(value.entries());
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map(Object.entries(value).filter(([, field]) => field !== undefined));
}

const byId = (resources: readonly Declaration[]): Map<ResourceId, Declaration> =>
  new Map(resources.map((resource) => [resourceId(resource), resource]));

function byKindAndSlug(a: Declaration, b: Declaration): number {
  const known: readonly string[] = kinds;
  const order = (kind: string): number => known.indexOf(kind);
  return order(a.kind) - order(b.kind) || (a.slug < b.slug ? -1 : a.slug > b.slug ? 1 : 0);
}
