import { and, desc, eq } from 'drizzle-orm';
import { type Kind, type Resource, type ResourceId, resourceId } from '../../models/workspace/resource.ts';
import { ConfigError } from '../errors.ts';
import { type Applied, applyWorkspace, VersionConflict } from './apply.ts';
import type { Control } from './connect.ts';
import { type GitState, resourceHistory, type Source, versions } from './schema.ts';
import { readable, readStored, type StoredResource } from './stored.ts';

/** One change to one resource, made in the app. */
export interface ResourceEdit {
  kind: Kind;
  slug: string;
  /** Null removes it. */
  resource: Resource | null;
  /** The version that wrote what was edited; 0 for a resource that is new. */
  baseVersion: number;
  /** Change it also where files manage it: the next `weft apply` of those files undoes the change. */
  anyway?: boolean;
  actor: string;
  /** For the audit log where the identity rules change: the id of their plan. */
  identityPlan?: string;
}

/** Somebody else changed the resource since it was read. */
export class EditConflict extends ConfigError {
  readonly current: CurrentResource | null;

  constructor(id: ResourceId, current: CurrentResource | null) {
    super(
      current === null
        ? `${id} was removed meanwhile`
        : `${id} was changed meanwhile by ${current.changedBy ?? 'someone'}, in version ${current.version}`,
      { mend: 'Look at what changed, then keep theirs or yours.' },
    );
    this.current = current;
  }
}

/** Files of a Git checkout, or of a folder, have the say over the resource. */
export class ManagedByFiles extends ConfigError {
  readonly managedBy: Source;

  constructor(id: ResourceId, managedBy: Source) {
    super(`${id} is managed by files${managedBy === 'git' ? ' in Git' : ''}`, {
      mend: 'Export a patch for its repository, or change it here anyway until the files are applied again.',
    });
    this.managedBy = managedBy;
  }
}

/** A resource in force, and where it comes from. */
export interface CurrentResource {
  resource: Resource;
  /** The version that wrote it. */
  version: number;
  managedBy: Source;
  changedBy: string | null;
  changedAt: Date | null;
  /** Of the version that wrote it, where that came from Git. */
  git: GitState | null;
}

/** A resource in force with its origin, or null. Throws a ConfigError where this release cannot read it. */
export async function currentResource(
  control: Control,
  kind: Kind,
  slug: string,
): Promise<CurrentResource | null> {
  const { stored } = await control.query((database) => readStored(database, control.workspaceId));
  const found = stored.find((one) => one.kind === kind && one.slug === slug);
  return found === undefined ? null : withOrigin(control, found);
}

async function withOrigin(control: Control, stored: StoredResource): Promise<CurrentResource> {
  const [written] = await control.query((database) =>
    database
      .select({ by: versions.appliedBy, at: versions.appliedAt, git: versions.git })
      .from(versions)
      .where(and(eq(versions.workspaceId, control.workspaceId), eq(versions.number, stored.version))),
  );
  return {
    resource: readable(stored),
    version: stored.version,
    managedBy: stored.managedBy,
    changedBy: written?.by ?? null,
    changedAt: written?.at ?? null,
    git: written?.git ?? null,
  };
}

/**
 * Puts one resource in force, or removes it, as a new version. Throws an EditConflict where it is no longer what was
 * edited, ManagedByFiles where that was not asked for, and a WorkspaceError where it does not fit the others.
 */
export async function editResource(control: Control, edit: ResourceEdit): Promise<Applied> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyEdit(control, edit);
    } catch (error) {
      // Somebody changed another resource between the reading and the writing.
      if (!(error instanceof VersionConflict) || error instanceof EditConflict || attempt === 5) throw error;
    }
  }
}

async function applyEdit(control: Control, edit: ResourceEdit): Promise<Applied> {
  const { version, stored } = await control.query((database) => readStored(database, control.workspaceId));
  const id = resourceId(edit);
  const present = stored.find((one) => resourceId(one) === id);
  if ((present?.version ?? 0) !== edit.baseVersion) {
    throw new EditConflict(id, present === undefined ? null : await withOrigin(control, present));
  }
  if (present !== undefined && present.managedBy !== 'app' && edit.anyway !== true) {
    throw new ManagedByFiles(id, present.managedBy);
  }
  const others = stored.filter((one) => resourceId(one) !== id).map(readable);
  return applyWorkspace(control, edit.resource === null ? others : [...others, edit.resource], {
    actor: edit.actor,
    source: 'app',
    expectedVersion: version,
    ...(edit.identityPlan === undefined ? {} : { identityPlan: edit.identityPlan }),
  });
}

export interface ResourceVersion {
  version: number;
  action: 'add' | 'change' | 'remove';
  by: string;
  at: Date;
  source: Source;
  git: GitState | null;
  /** As it was written by the release of its time; null before the first and after a removal. */
  before: unknown;
  after: unknown;
}

/** What each version did to a resource, who and when, latest first. */
export async function versionsOfResource(
  control: Control,
  kind: Kind,
  slug: string,
): Promise<ResourceVersion[]> {
  return control.query((database) =>
    database
      .select({
        version: resourceHistory.version,
        action: resourceHistory.action,
        by: versions.appliedBy,
        at: versions.appliedAt,
        source: versions.source,
        git: versions.git,
        before: resourceHistory.before,
        after: resourceHistory.after,
      })
      .from(resourceHistory)
      .innerJoin(
        versions,
        and(
          eq(versions.workspaceId, resourceHistory.workspaceId),
          eq(versions.number, resourceHistory.version),
        ),
      )
      .where(
        and(
          eq(resourceHistory.workspaceId, control.workspaceId),
          eq(resourceHistory.kind, kind),
          eq(resourceHistory.slug, slug),
        ),
      )
      .orderBy(desc(resourceHistory.version)),
  );
}
