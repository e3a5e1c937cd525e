'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { slug } from '../../../models/workspace/kinds/shared.ts';
import { startSync } from '../../../workflows/run-sync/start.ts';
import { pathsOf } from '../../ui/paths.ts';
import { authorise } from '../authorise.ts';
import { attempt } from '../problem.ts';
import { settings } from '../settings.ts';
import { findSync } from '../syncs.ts';
import { workspaceSlug } from '../workspace.ts';
import type { ActionState } from './action-state.ts';

const input = z.object({ sync: slug });

/** Starts a run of one sync and goes to its page. */
export async function runSyncNow(_previous: ActionState, form: FormData): Promise<ActionState> {
  const parsed = input.safeParse(Object.fromEntries(form));
  if (!parsed.success) {
    return {
      problem: { cause: 'The form names no sync.', effect: 'Nothing was sent.', mend: 'Reload the page.' },
    };
  }
  const { sync } = parsed.data;
  const outcome = await attempt(async () => {
    await authorise('sync.run');
    if ((await findSync(sync)) === null) return null;
    return startSync(settings(), sync, { trigger: 'app' });
  }, 'Nothing was sent.');
  if (outcome.state === 'failed') return { problem: outcome.problem };
  if (outcome.state === 'not-computed') return { problem: { cause: outcome.cause, mend: outcome.mend } };
  if (outcome.data === null) {
    return {
      problem: {
        cause: `No sync is called ${sync} any more.`,
        effect: 'Nothing was sent.',
        mend: 'Activity says when it was removed.',
      },
    };
  }
  redirect(pathsOf(await workspaceSlug()).syncRun(sync, outcome.data.runId));
}
