import 'server-only';
import { listDrafts } from '../../connectors/control/drafts.ts';
import { currentResource } from '../../connectors/control/edit.ts';
import { reviewQueue } from '../../models/identity/fuzzy/review.ts';
import { nameOf } from '../../models/words/names.ts';
import { parseResource } from '../../models/workspace/parse-resource.ts';
import { isKind, type Kind } from '../../models/workspace/resource.ts';
import { toYaml } from '../../models/workspace/to-yaml.ts';
import { authorise, may } from './authorise.ts';
import { withControl } from './control.ts';
import { editPermission } from './permissions.ts';
import { lastRuns, type SyncRun } from './sync-runs.ts';
import { syncSummaries } from './syncs.ts';
import { onWarehouse } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

export interface RunOfSync {
  run: SyncRun;
  /** The sync's name. */
  name: string;
}

/** Plans that wait for somebody's word, and runs whose last run left rejected rows. */
export async function inboxRuns(): Promise<{ waiting: RunOfSync[]; rejected: RunOfSync[] }> {
  const [runs, syncs] = await Promise.all([lastRuns(1), syncSummaries()]);
  const latest = syncs.flatMap(({ slug, name }) => {
    const [run] = runs.get(slug) ?? [];
    return run === undefined ? [] : [{ run, name }];
  });
  return {
    waiting: latest.filter(({ run }) => run.status === 'awaiting_approval'),
    rejected: latest.filter(({ run }) => run.rejected > 0),
  };
}

export interface AskedDraft {
  id: string;
  kind: Kind;
  slug: string;
  name: string;
  author: string;
  note: string | null;
  /** ISO time. */
  askedAt: string;
  /** In force and as drafted, as YAML; null where there is none, or where the draft is not finished. */
  before: string | null;
  after: string | null;
  /** Whether somebody changed what the draft began from. */
  outdated: boolean;
  /** Whether the actor may put it in force: whoever drafted it may not, somebody else has to look. */
  decidable: boolean;
  own: boolean;
}

/** Drafts whose authors ask for approval, the latest first. */
export async function askedDrafts(): Promise<AskedDraft[]> {
  const actor = await authorise('read');
  const drafts = await withControl((control) => listDrafts(control, { asked: true }));
  const found: AskedDraft[] = [];
  for (const draft of drafts) {
    if (!isKind(draft.kind) || draft.askedAt === null) continue;
    const { kind, slug } = draft;
    const present = await withControl((control) => currentResource(control, kind, slug));
    const { resource } = parseResource(kind, { ...(draft.spec as object), kind, slug });
    const own = draft.author === actor.name;
    found.push({
      id: draft.id,
      kind,
      slug,
      name: resource === null ? slug : nameOf(resource),
      author: draft.author,
      note: draft.note,
      askedAt: draft.askedAt.toISOString(),
      before: present === null ? null : toYaml(present.resource),
      after: resource === null ? null : toYaml(resource),
      outdated: (present?.version ?? 0) !== draft.baseVersion,
      decidable: !own && resource !== null && (await may(editPermission[kind])),
      own,
    });
  }
  return found;
}

/** How many pairs of records wait for a decision; null where no fuzzy rules are in force. */
export async function waitingReviews(): Promise<number | null> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const fuzzy = workspace.identity?.fuzzy;
  if (fuzzy === undefined) return null;
  return (await onWarehouse((warehouse) => reviewQueue(warehouse, fuzzy, { limit: 1 }))).waiting;
}
