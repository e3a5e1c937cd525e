import 'server-only';
import { listDrafts, readDraft } from '../../connectors/control/drafts.ts';
import { currentResource, versionsOfResource } from '../../connectors/control/edit.ts';
import { fileOf } from '../../models/workspace/export.ts';
import type { Kind, ResourceOf } from '../../models/workspace/resource.ts';
import { toYaml } from '../../models/workspace/to-yaml.ts';
import { authorise, may } from './authorise.ts';
import { withControl } from './control.ts';
import { editPermission } from './permissions.ts';

/** A resource in force with all that an editor needs to know of it. Plain data: it goes to the browser. */
export interface ResourceState<K extends Kind = Kind> {
  resource: ResourceOf<K>;
  /** The version that wrote it: what a save begins from. */
  version: number;
  managedBy: 'git' | 'cli' | 'app';
  /** Where its files have it: `segments/lapsing.yml`. */
  file: string;
  /** The commit that it came from, where files in Git manage it. */
  commit: string | null;
  changedBy: string | null;
  /** ISO time. */
  changedAt: string | null;
  yaml: string;
  /** Whether who asks may change it. */
  editable: boolean;
}

/** Of a resource in force, what its editor saves by and its Git bar says. */
export type EditedState = Pick<ResourceState, 'version' | 'managedBy' | 'file' | 'commit'>;

export async function resourceState<K extends Kind>(kind: K, slug: string): Promise<ResourceState<K> | null> {
  await authorise('read');
  const found = await withControl((control) => currentResource(control, kind, slug));
  if (found === null) return null;
  const { resource, version, managedBy, changedBy, changedAt, git } = found;
  return {
    // What is stored under a kind is parsed by that kind's schema.
    resource: resource as ResourceOf<K>,
    version,
    managedBy,
    file: fileOf(resource),
    commit: git?.commit ?? null,
    changedBy,
    changedAt: changedAt?.toISOString() ?? null,
    yaml: toYaml(resource),
    editable: await may(editPermission[kind]),
  };
}

/** What each version did to a resource, latest first. */
export async function resourceVersions(kind: Kind, slug: string) {
  await authorise('read');
  return withControl((control) => versionsOfResource(control, kind, slug));
}

export interface DraftState {
  spec: unknown;
  baseVersion: number;
  /** ISO time. */
  updatedAt: string;
  askedAt: string | null;
  note: string | null;
}

/** What the actor began and did not put in force, or null. */
export async function ownDraft(kind: Kind, slug: string): Promise<DraftState | null> {
  const { name } = await authorise('read');
  const draft = await withControl((control) => readDraft(control, { kind, slug, author: name }));
  return draft === null ? null : plain(draft);
}

/** The actor's own drafts of a kind. */
export async function ownDrafts(kind: Kind): Promise<(DraftState & { slug: string })[]> {
  const { name } = await authorise('read');
  const found = await withControl((control) => listDrafts(control, { author: name }));
  return found.filter((draft) => draft.kind === kind).map((draft) => ({ ...plain(draft), slug: draft.slug }));
}

const plain = (draft: {
  spec: unknown;
  baseVersion: number;
  updatedAt: Date;
  askedAt: Date | null;
  note: string | null;
}): DraftState => ({
  spec: draft.spec,
  baseVersion: draft.baseVersion,
  updatedAt: draft.updatedAt.toISOString(),
  askedAt: draft.askedAt?.toISOString() ?? null,
  note: draft.note,
});
