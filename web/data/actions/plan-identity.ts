'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { recordAudit } from '../../../connectors/control/audit.ts';
import { getIdentityPlan } from '../../../connectors/control/identity-plans.ts';
import { NotFound } from '../../../connectors/errors.ts';
import { slug } from '../../../models/workspace/kinds/shared.ts';
import type { Problem as Finding } from '../../../models/workspace/problem.ts';
import { cancelPlan, startPlan } from '../../../workflows/plan-identity/start.ts';
import { pathsOf } from '../../ui/paths.ts';
import type { Problem } from '../../ui/problem.ts';
import { authorise } from '../authorise.ts';
import { checkedSpec } from '../checked-spec.ts';
import { withControl } from '../control.ts';
import { plannedChange } from '../identity-plans.ts';
import { attempt, troubleOf } from '../problem.ts';
import { ownDraft } from '../resource-state.ts';
import { settings } from '../settings.ts';
import { storable } from '../storable.ts';
import { workspaceSlug } from '../workspace.ts';
import { refusal, runId, unreadable } from './acted.ts';
import type { ActionState } from './action-state.ts';
import { type SaveResult, saveResource } from './edit-resource.ts';

const planned = z.object({
  kind: z.enum(['identity', 'source']),
  slug,
  spec: z.unknown().transform(storable),
  baseVersion: z.int().min(0),
});

export type PlanStart =
  | { state: 'started'; id: string }
  | { state: 'invalid'; problems: Finding[] }
  | { state: 'failed'; problem: Problem };

const nothing = 'nothingPlanned';

/** Starts a plan of what is being edited; nothing is put in force. */
export async function planChange(input: z.input<typeof planned>): Promise<PlanStart> {
  const outcome = await attempt(async (): Promise<PlanStart> => {
    const { name } = await authorise('data.edit');
    const { kind, slug: of, spec, baseVersion } = planned.parse(input);
    const { resource, problems } = await checkedSpec(kind, of, spec);
    if (resource === null) return { state: 'invalid', problems };
    const { runId: id } = await startPlan(settings(), { resource, baseVersion, actor: name });
    await withControl((control) =>
      recordAudit(control, { actor: name, action: 'identity.plan', subject: `plan/${id}` }),
    );
    return { state: 'started', id };
  }, nothing);
  if (outcome.state === 'ready') return outcome.data;
  return { state: 'failed', problem: troubleOf(outcome) };
}

async function changeOf(id: string) {
  const plan = await withControl((control) => getIdentityPlan(control, id));
  const change = z.object({ change: plannedChange }).safeParse(plan?.report);
  if (change.success) return change.data.change;
  const words = await getTranslations('problems.refused');
  throw new NotFound(words('noChange', { plan: id }), { mend: words('noChangeMend') });
}

/** Puts the rules of a plan in force, as a version of the workspace that names the plan. */
export async function publishPlan(id: string, anyway: boolean): Promise<SaveResult> {
  const outcome = await attempt(async () => {
    await authorise('data.edit');
    const { resource, baseVersion } = await changeOf(runId.parse(id));
    return saveResource({
      ...{ kind: resource.kind, slug: resource.slug, spec: resource, baseVersion },
      anyway: z.boolean().parse(anyway),
    });
  }, 'rulesStay');
  if (outcome.state === 'ready') return outcome.data;
  return { state: 'failed', problem: troubleOf(outcome) };
}

/** Makes a plan and goes to its page. */
async function planOf(change: () => Promise<z.input<typeof planned>>): Promise<ActionState> {
  const outcome = await attempt(async () => {
    await authorise('data.edit');
    return planChange(await change());
  }, nothing);
  const refused = refusal(outcome);
  if (refused !== null || outcome.state !== 'ready') return refused ?? { problem: null };
  const started = outcome.data;
  if (started.state === 'failed') return { problem: started.problem };
  if (started.state === 'invalid')
    return {
      problem: {
        cause: started.problems.map(({ message }) => message).join('; '),
        effect: (await getTranslations('problems.effects'))(nothing),
      },
    };
  redirect(pathsOf(await workspaceSlug()).identityPlan(started.id));
}

/** Makes a plan of the same change anew. */
export async function planAgain(_previous: ActionState, form: FormData): Promise<ActionState> {
  const parsed = z.object({ plan: runId }).safeParse(Object.fromEntries(form));
  if (!parsed.success) return unreadable(nothing);
  return planOf(async () => {
    const { resource, baseVersion } = await changeOf(parsed.data.plan);
    return { kind: resource.kind, slug: resource.slug, spec: resource, baseVersion };
  });
}

/** Makes a plan of what the actor drafted. */
export async function planDraft(_previous: ActionState, form: FormData): Promise<ActionState> {
  const parsed = planned.pick({ kind: true, slug: true }).safeParse(Object.fromEntries(form));
  if (!parsed.success) return unreadable(nothing);
  const { kind, slug: of } = parsed.data;
  return planOf(async () => {
    const draft = await ownDraft(kind, of);
    if (draft === null) {
      const words = await getTranslations('problems.refused');
      throw new NotFound(words('draftGone'), { mend: words('reload') });
    }
    return { kind, slug: of, spec: draft.spec, baseVersion: draft.baseVersion };
  });
}

/** Ends the plan that is being made. */
export async function endPlan(_previous: ActionState, _form: FormData): Promise<ActionState> {
  const outcome = await attempt(async () => {
    await authorise('data.edit');
    await cancelPlan(settings());
  });
  return refusal(outcome) ?? { problem: null, done: (await getTranslations('problems.done'))('cancel') };
}
