'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { askApproval, dropDraft, writeDraft } from '../../../connectors/control/drafts.ts';
import { EditConflict, editResource, ManagedByFiles } from '../../../connectors/control/edit.ts';
import { workspaceInForce } from '../../../connectors/control/versions.ts';
import { slug } from '../../../models/workspace/kinds/shared.ts';
import { type Problem as Finding, WorkspaceError } from '../../../models/workspace/problem.ts';
import { type Kind, kinds, type Resource } from '../../../models/workspace/resource.ts';
import { planOfEdit } from '../../../workflows/plan-identity/required-plan.ts';
import type { Problem } from '../../ui/problem.ts';
import { authorise } from '../authorise.ts';
import { checkedSpec } from '../checked-spec.ts';
import { withControl } from '../control.ts';
import { editPermission } from '../permissions.ts';
import { attempt, troubleOf } from '../problem.ts';
import { settings } from '../settings.ts';
import { storable } from '../storable.ts';

const kindOf = z.enum(kinds as [Kind, ...Kind[]]);
const edited = z.object({
  kind: kindOf,
  slug,
  /** The resource without trust: null removes it. */
  spec: z.unknown().transform(storable),
  baseVersion: z.int().min(0),
  anyway: z.boolean().optional(),
});
export type Edit = z.input<typeof edited>;

/** What became of a save. Nothing is written but where the state is `saved`. */
export type SaveResult =
  /** `unscheduled` is why the schedules are still those of before; they are set at the next start. */
  | { state: 'saved'; version: number; changed: boolean; unscheduled?: Problem }
  /** It is not valid, by field: `where.all[0].trait`. */
  | { state: 'invalid'; problems: Finding[] }
  /** Somebody saved meanwhile; `current` is null where they removed it. */
  | {
      state: 'conflict';
      current: { spec: Resource; version: number; by: string | null; at: string | null } | null;
    }
  /** Files manage it: save again with `anyway` to change it here. */
  | { state: 'managed'; by: 'git' | 'cli' | 'app' }
  /** It changes who is one person, and no plan shows how. */
  | { state: 'unplanned' }
  | { state: 'failed'; problem: Problem };

const unchanged = 'nothingSaved';

/** Puts one resource in force as a new version of the workspace, and drops the actor's draft of it. */
export async function saveResource(input: Edit): Promise<SaveResult> {
  const outcome = await attempt(() => save(edited.parse(input)), unchanged);
  if (outcome.state === 'ready') {
    if (outcome.data.state === 'saved') refresh();
    return outcome.data;
  }
  return { state: 'failed', problem: troubleOf(outcome) };
}

async function save({
  kind,
  slug: name,
  spec,
  baseVersion,
  anyway,
}: z.output<typeof edited>): Promise<SaveResult> {
  const actor = await authorise(editPermission[kind]);
  const parsed = spec === null ? null : await checkedSpec(kind, name, spec);
  if (parsed !== null && parsed.resource === null) return { state: 'invalid', problems: parsed.problems };
  const resource = parsed === null ? null : parsed.resource;
  try {
    const saved = await withControl(async (control) => {
      const required =
        kind === 'identity' || kind === 'source'
          ? await planOfEdit(control, await workspaceInForce(control), { kind, slug: name, resource })
          : undefined;
      if (required && !required.plan) return { state: 'unplanned' as const };
      const { version, changes } = await editResource(control, {
        kind,
        slug: name,
        resource,
        baseVersion,
        actor: actor.name,
        ...(anyway === undefined ? {} : { anyway }),
        ...(required?.plan ? { identityPlan: required.plan.id } : {}),
      });
      await dropDraft(control, { kind, slug: name, author: actor.name });
      return { state: 'saved' as const, version, changed: changes.length > 0 };
    });
    return saved.state === 'saved' && saved.changed && scheduled.includes(kind)
      ? { ...saved, ...(await setSchedules()) }
      : saved;
  } catch (error) {
    if (error instanceof WorkspaceError) return { state: 'invalid', problems: [...error.problems] };
    if (error instanceof ManagedByFiles) return { state: 'managed', by: error.managedBy };
    if (!(error instanceof EditConflict)) throw error;
    const { current } = error;
    return {
      state: 'conflict',
      current:
        current === null
          ? null
          : {
              spec: current.resource,
              version: current.version,
              by: current.changedBy,
              at: current.changedAt?.toISOString() ?? null,
            },
    };
  }
}

/** Kinds that say when something runs. */
const scheduled: Kind[] = ['sync', 'workspace'];

/** Sets the schedules of the version in force, which stands also where Temporal is away. */
async function setSchedules(): Promise<{ unscheduled?: Problem }> {
  const outcome = await attempt(async () => {
    const { applySchedules } = await import('../../../workflows/schedules.ts');
    await applySchedules(settings(), await withControl(workspaceInForce));
  });
  return outcome.state === 'failed' ? { unscheduled: outcome.problem } : {};
}

const drafted = edited.omit({ anyway: true });

/** Keeps what the actor is making, unfinished as it may be. */
export async function saveDraft(input: z.input<typeof drafted>): Promise<Problem | null> {
  const outcome = await attempt(async () => {
    const { kind, slug: name, spec, baseVersion } = drafted.parse(input);
    const { name: author } = await authorise(editPermission[kind]);
    await withControl((control) => writeDraft(control, { kind, slug: name, author, spec, baseVersion }));
  }, 'draftLocal');
  return outcome.state === 'failed' ? outcome.problem : null;
}

export async function discardDraft(kind: Kind, name: string): Promise<Problem | null> {
  const outcome = await attempt(async () => {
    const { name: author } = await authorise(editPermission[kindOf.parse(kind)]);
    await withControl((control) => dropDraft(control, { kind, slug: name, author }));
  });
  return outcome.state === 'failed' ? outcome.problem : null;
}

/** Asks somebody else to put the actor's draft in force. */
export async function askForApproval(kind: Kind, name: string, note: string): Promise<Problem | null> {
  const outcome = await attempt(async () => {
    const { name: author } = await authorise(editPermission[kindOf.parse(kind)]);
    const words = z.string().max(2000).parse(note).trim();
    await withControl((control) =>
      askApproval(control, { kind, slug: name, author }, words === '' ? null : words),
    );
  });
  return outcome.state === 'failed' ? outcome.problem : null;
}
