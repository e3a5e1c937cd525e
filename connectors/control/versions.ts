import { and, desc, eq, lt } from 'drizzle-orm';
import type { Change, Declaration } from '../../models/workspace/diff.ts';
import { type Resource, type ResourceId, resourceId, Workspace } from '../../models/workspace/resource.ts';
import type { Control } from './connect.ts';
import { resourceHistory, type Source, versions } from './schema.ts';
import { readable, readStored } from './stored.ts';

export {
  type Applied,
  type ApplyOptions,
  applyWorkspace,
  planWorkspace,
  proposedResources,
  VersionConflict,
} from './apply.ts';

export interface CurrentWorkspace {
  /** 0 before the first. */
  version: number;
  /** In the order of kinds and slugs. */
  resources: Resource[];
  managedBy: ReadonlyMap<ResourceId, Source>;
}

/** The workspace in force. Throws a ConfigError for a resource that this release cannot read. */
export async function currentWorkspace(control: Control): Promise<CurrentWorkspace> {
  const { version, stored } = await control.query((database) => readStored(database, control.workspaceId));
  return {
    version,
    resources: stored.map(readable),
    managedBy: new Map(stored.map((one) => [resourceId(one), one.managedBy])),
  };
}

/** The resources in force, as what asks them by kind and slug. Throws as `currentWorkspace` does. */
export const workspaceInForce = async (control: Control): Promise<Workspace> =>
  new Workspace((await currentWorkspace(control)).resources);

export type VersionRecord = Omit<typeof versions.$inferSelect, 'workspaceId'>;

const versionColumns = {
  number: versions.number,
  appliedAt: versions.appliedAt,
  appliedBy: versions.appliedBy,
  source: versions.source,
  git: versions.git,
  summary: versions.summary,
};

/** Latest first; `before` is the number at which the last page ended. */
export async function listVersions(
  control: Control,
  { limit = 50, before }: { limit?: number; before?: number } = {},
): Promise<VersionRecord[]> {
  return control.query((database) =>
    database
      .select(versionColumns)
      .from(versions)
      .where(
        and(
          eq(versions.workspaceId, control.workspaceId),
          before === undefined ? undefined : lt(versions.number, before),
        ),
      )
      .orderBy(desc(versions.number))
      .limit(limit),
  );
}

export interface HistoryEntry {
  version: number;
  action: Change['action'];
  kind: string;
  slug: string;
  /** As it was written by the release of its time. */
  before: unknown;
  after: unknown;
}

/** What a version did to each resource; or, given a resource, what each version did to it, latest first. */
export async function history(control: Control, of: number | Declaration): Promise<HistoryEntry[]> {
  const { version, action, kind, slug, before, after } = resourceHistory;
  return control.query((database) =>
    database
      .select({ version, action, kind, slug, before, after })
      .from(resourceHistory)
      .where(
        and(
          eq(resourceHistory.workspaceId, control.workspaceId),
          ...(typeof of === 'number' ? [eq(version, of)] : [eq(kind, of.kind), eq(slug, of.slug)]),
        ),
      )
      .orderBy(desc(version), kind, slug),
  );
}
