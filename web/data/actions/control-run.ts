'use server';

import { refresh } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { slug } from '../../../models/workspace/kinds/shared.ts';
import { cancelRun, decideOnPlan, pauseRun, resumeRun } from '../../../workflows/run-sync/control-run.ts';
import { authorise } from '../authorise.ts';
import { attempt, troubleOf } from '../problem.ts';
import { settings } from '../settings.ts';
import { refusal, runId, unreadable } from './acted.ts';
import type { ActionState } from './action-state.ts';

const decided = z.object({
  run: runId,
  sync: slug,
  /** Of the plan that was shown: no other is approved in its place. */
  hash: z.string().min(1).max(200),
  decision: z.enum(['approve', 'discard']),
});
const controlled = z.object({ run: runId, control: z.enum(['pause', 'resume', 'cancel']) });

const undecided = 'planWaits';
const asBefore = 'runGoesOn';

/** Says yes or no to the plan that was shown. */
export async function decidePlan(_previous: ActionState, form: FormData): Promise<ActionState> {
  const parsed = decided.safeParse(Object.fromEntries(form));
  if (!parsed.success) return unreadable(undecided);
  const { run, sync, hash, decision } = parsed.data;
  const approved = decision === 'approve';
  const outcome = await attempt(async () => {
    const { name } = await authorise('sync.approve');
    return decideOnPlan(settings(), { runId: run, sync, hash }, { approved, by: name });
  }, undecided);
  refresh();
  if (outcome.state !== 'ready') return { problem: troubleOf(outcome) };
  const words = await getTranslations('problems.done');
  const waits = outcome.data.state === 'needs_second';
  return { problem: null, done: words(waits ? 'firstApproval' : approved ? 'approved' : 'discarded') };
}

const controls = { pause: pauseRun, resume: resumeRun, cancel: cancelRun };

/** Lets a run rest, go on, or end. */
export async function controlRun(_previous: ActionState, form: FormData): Promise<ActionState> {
  const parsed = controlled.safeParse(Object.fromEntries(form));
  if (!parsed.success) return unreadable(asBefore);
  const { run, control } = parsed.data;
  const outcome = await attempt(async () => {
    await authorise('sync.run');
    await controls[control](settings(), run);
  }, asBefore);
  refresh();
  return refusal(outcome) ?? { problem: null, done: (await getTranslations('problems.done'))(control) };
}
