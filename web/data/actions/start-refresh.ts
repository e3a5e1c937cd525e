'use server';

import { redirect } from 'next/navigation';
import { startRefresh } from '../../../workflows/refresh-models/start.ts';
import { pathsOf } from '../../ui/paths.ts';
import { authorise } from '../authorise.ts';
import { attempt } from '../problem.ts';
import { settings } from '../settings.ts';
import { workspaceSlug } from '../workspace.ts';
import type { ActionState } from './action-state.ts';

/** Starts a refresh of the models and goes to its page. */
export async function refreshNow(_previous: ActionState, _form: FormData): Promise<ActionState> {
  const outcome = await attempt(async () => {
    await authorise('refresh');
    return startRefresh(settings(), { trigger: 'app' });
  }, 'noRefresh');
  if (outcome.state === 'failed') return { problem: outcome.problem };
  if (outcome.state === 'not-computed') return { problem: { cause: outcome.cause, mend: outcome.mend } };
  redirect(pathsOf(await workspaceSlug()).modelRun(outcome.data.runId));
}
