import { and, eq, or, sql } from 'drizzle-orm';
import { checkWorkspace } from '../../models/workspace/check.ts';
import { type Change, type Declaration, diffWorkspace } from '../../models/workspace/diff.ts';
import { WorkspaceError } from '../../models/workspace/problem.ts';
import { type Resource, type ResourceId, resourceId, Workspace } from '../../models/workspace/resource.ts';
import { ConfigError } from '../errors.ts';
import { addAudit } from './audit.ts';
import type { Control, Executor } from './connect.ts';
import { type GitState, resourceHistory, resources, type Source, versions, workspaces } from './schema.ts';
import { declarationOf, idsOf, readStored, type StoredResource } from './stored.ts';

export interface ApplyOptions {
  actor: string;
  source: Source;
  git?: GitState | undefined;
  /** Refuse with a VersionConflict when another version is in force. */
  expectedVersion?: number;
  /** For the audit log, where the identity rules change: the id of their plan, or `none` where it was left out. */
  identityPlan?: string;
}

export interface Applied {
  /** The version in force afterwards. */
  version: number;
  /** Empty where nothing was to change, and no version was made. */
  changes: Change[];
  /** Resources made in the app that a folder does not have; they stay. */
  kept: ResourceId[];
}

/** Someone else applied a version meanwhile. */
export class VersionConflict extends ConfigError {}

/** What applying these resources would do, without doing it. */
export async function planWorkspace(
  control: Control,
  given: readonly Resource[],
  source: Source,
): Promise<Applied> {
  const { version, stored } = await control.query((database) => readStored(database, control.workspaceId));
  const { changes, kept } = compare(stored, given, source);
  return { version, changes, kept: kept.map(resourceId) };
}

/** The resources in force, and those that would be once these were applied; none that this release cannot read. */
export async function proposedResources(
  control: Control,
  given: readonly Resource[],
  source: Source,
): Promise<{ version: number; inForce: Resource[]; proposed: Resource[] }> {
  const { version, stored } = await control.query((database) => readStored(database, control.workspaceId));
  const inForce = stored.flatMap(({ resource }) => (resource ? [resource] : []));
  return { version, inForce, proposed: compare(stored, given, source).target };
}

/**
 * Puts resources in force as a new version, in one transaction: the resources, their history, the audit log.
 * From the app they are the whole workspace; from files they are all that is not made in the app. Throws a
 * WorkspaceError where what stays would refer to what goes, and a VersionConflict as asked.
 */
export async function applyWorkspace(
  control: Control,
  given: readonly Resource[],
  options: ApplyOptions,
): Promise<Applied> {
  const { workspaceId } = control;
  return control.transaction(async (database) => {
    // Held to the end of the transaction: of two who apply at once, the second sees what the first wrote.
    await database.execute(sql`select pg_advisory_xact_lock(${applyLock}, ${workspaceId})`);
    const { version, stored } = await readStored(database, workspaceId);
    refuseConflict(version, options.expectedVersion);
    const { target, changes, kept } = compare(stored, given, options.source);
    const problems = checkWorkspace(new Workspace(target));
    if (problems.length > 0) {
      throw new WorkspaceError(problems, {
        mend: 'Correct these resources, or what they refer to, in the files or in the app; then apply again.',
      });
    }
    await adopt(database, workspaceId, stored, given, options.source);
    const keptIds = kept.map(resourceId);
    if (changes.length === 0) return { version, changes, kept: keptIds };
    const next = version + 1;
    await writeVersion(database, workspaceId, next, { changes, size: target.length + unread(kept), options });
    for (const part of inParts(changes))
      await writeResources(database, workspaceId, next, part, options.source);
    return { version: next, changes, kept: keptIds };
  });
}

/** The first key of the advisory lock; the second is the workspace. */
const applyLock = 773_361;

function refuseConflict(version: number, expected: number | undefined): void {
  if (expected === undefined || expected === version) return;
  throw new VersionConflict(
    `Version ${version} is in force, not ${expected}: someone changed the workspace meanwhile`,
    {
      mend: 'Look at what they changed, then make your change again.',
    },
  );
}

/** Where files are applied, what was made in the app and is in no file stays as it is. */
function compare(stored: readonly StoredResource[], given: readonly Resource[], source: Source) {
  const ids = idsOf(given);
  const kept = stored.filter(
    (one) => source !== 'app' && one.managedBy === 'app' && !ids.has(resourceId(one)),
  );
  const keptReadable = kept.flatMap(({ resource }) => (resource ? [resource] : []));
  const changes = diffWorkspace(stored.filter((one) => !kept.includes(one)).map(declarationOf), given);
  return { target: [...given, ...keptReadable], changes, kept };
}

const unread = (kept: readonly StoredResource[]): number => kept.filter(({ resource }) => !resource).length;

/** What a folder declares is managed by it from now on, also where it is unchanged. */
async function adopt(
  database: Executor,
  workspaceId: number,
  stored: readonly StoredResource[],
  given: readonly Resource[],
  source: Source,
): Promise<void> {
  if (source === 'app') return;
  const ids = idsOf(given);
  const others = stored.filter((one) => one.managedBy !== source && ids.has(resourceId(one)));
  for (const part of inParts(others)) {
    await database
      .update(resources)
      .set({ managedBy: source })
      .where(and(eq(resources.workspaceId, workspaceId), or(...part.map(isResource))));
  }
}

async function writeVersion(
  database: Executor,
  workspaceId: number,
  number: number,
  { changes, size, options }: { changes: readonly Change[]; size: number; options: ApplyOptions },
): Promise<void> {
  const count = (action: Change['action']): number =>
    changes.filter((change) => change.action === action).length;
  const summary = {
    added: count('add'),
    changed: count('change'),
    removed: count('remove'),
    resources: size,
  };
  const { actor, source, git, identityPlan } = options;
  await database.insert(versions).values({ workspaceId, number, appliedBy: actor, source, git, summary });
  await database.update(workspaces).set({ version: number }).where(eq(workspaces.id, workspaceId));
  await addAudit(database, workspaceId, {
    actor,
    action: 'workspace.apply',
    subject: String(number),
    detail: {
      source,
      ...(git ? { git } : {}),
      ...(identityPlan === undefined ? {} : { identityPlan }),
      ...summary,
      changes: changes.map(({ action, kind, slug, fields }) => ({
        action,
        resource: resourceId({ kind, slug }),
        ...(fields.length > 0 ? { fields: fields.map(({ field }) => field) } : {}),
      })),
    },
  });
}

/** History of every change, and the resources as they are after it. */
async function writeResources(
  database: Executor,
  workspaceId: number,
  version: number,
  changes: readonly Change[],
  source: Source,
): Promise<void> {
  await database.insert(resourceHistory).values(
    changes.map(({ action, kind, slug, before, after }) => ({
      workspaceId,
      version,
      kind,
      slug,
      action,
      before,
      after,
    })),
  );
  const removed = changes.filter(({ action }) => action === 'remove');
  if (removed.length > 0) {
    await database
      .delete(resources)
      .where(and(eq(resources.workspaceId, workspaceId), or(...removed.map(isResource))));
  }
  const written = changes.flatMap(({ kind, slug, after }) =>
    after === undefined ? [] : [{ workspaceId, kind, slug, spec: after, version, managedBy: source }],
  );
  if (written.length === 0) return;
  await database
    .insert(resources)
    .values(written)
    .onConflictDoUpdate({
      target: [resources.workspaceId, resources.kind, resources.slug],
      // Who manages a resource stays so when the app changes it: its files would otherwise come as a surprise.
      set: { spec: sql`excluded.spec`, version, updatedAt: sql`now()` },
    });
}

const isResource = ({ kind, slug }: Declaration) => and(eq(resources.kind, kind), eq(resources.slug, slug));

/** PostgreSQL takes at most 65,535 parameters in one statement. */
function inParts<T>(items: readonly T[], size = 500): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}
