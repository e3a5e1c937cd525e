import { eq } from 'drizzle-orm';
import type { Declaration } from '../../models/workspace/diff.ts';
import {
  isKind,
  kinds,
  type Resource,
  type ResourceId,
  resourceId,
  schemas,
} from '../../models/workspace/resource.ts';
import { ConfigError } from '../errors.ts';
import type { Executor } from './connect.ts';
import { resources, type Source, workspaces } from './schema.ts';

/** A resource as the control database holds it. */
export interface StoredResource extends Declaration {
  /** As it was written, by whichever release. */
  spec: unknown;
  /** By the schemas of this release; undefined where they do not know it. */
  resource: Resource | undefined;
  managedBy: Source;
  /** The version that wrote it. */
  version: number;
}

/** The version in force and its resources, as of one moment. */
export async function readStored(
  database: Executor,
  workspaceId: number,
): Promise<{ version: number; stored: StoredResource[] }> {
  // One statement, so that a version applied meanwhile is seen whole or not at all.
  const rows = await database
    .select({ version: workspaces.version, row: resources })
    .from(workspaces)
    .leftJoin(resources, eq(resources.workspaceId, workspaces.id))
    .where(eq(workspaces.id, workspaceId));
  const stored = rows.flatMap(({ row }) => (row === null ? [] : [storedResource(row)]));
  return { version: rows[0]?.version ?? 0, stored: stored.sort(byKindAndSlug) };
}

function storedResource({
  kind,
  slug,
  spec,
  managedBy,
  version,
}: typeof resources.$inferSelect): StoredResource {
  const parsed = isKind(kind) ? schemas[kind].safeParse(spec) : undefined;
  return { kind, slug, spec, resource: parsed?.success ? parsed.data : undefined, managedBy, version };
}

/** The resource, or a ConfigError where this release cannot read it. */
export function readable({ kind, slug, resource }: StoredResource): Resource {
  if (resource) return resource;
  throw new ConfigError(`This release of Weft cannot read the ${kind} "${slug}" in the control database`, {
    mend: 'Apply the workspace again with `./weft apply`, or start the release that wrote it.',
  });
}

/** What the diff compares: by this release's schemas where they can read it, else as it was written. */
export function declarationOf({ kind, slug, spec, resource }: StoredResource): Declaration {
  if (resource) return resource;
  return typeof spec === 'object' && spec !== null ? { ...spec, kind, slug } : { kind, slug };
}

function byKindAndSlug(a: Declaration, b: Declaration): number {
  const known: readonly string[] = kinds;
  return known.indexOf(a.kind) - known.indexOf(b.kind) || (a.slug < b.slug ? -1 : 1);
}

export const idsOf = (declared: readonly Declaration[]): Set<ResourceId> => new Set(declared.map(resourceId));
