'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { ConfigError } from '../../../connectors/errors.ts';
import { slug } from '../../../models/workspace/kinds/shared.ts';
import { startReplay, startSync } from '../../../workflows/run-sync/start.ts';
import { pathsOf } from '../../ui/paths.ts';
import { authorise } from '../authorise.ts';
import type { Permission } from '../permissions.ts';
import { attempt, type Outcome } from '../problem.ts';
import { settings } from '../settings.ts';
import { findSync } from '../syncs.ts';
import { onWarehouse } from '../warehouse.ts';
import { workspaceSlug } from '../workspace.ts';
import { refusal, runId, unreadable } from './acted.ts';
import type { ActionState } from './action-state.ts';

const nothingSent = 'nothingSent';

const started = z.object({ sync: slug, kind: z.enum(['sync', 'full']).default('sync') });
const replayed = z.object({
  sync: slug,
  run: runId,
  cause: z.string().max(10_000).optional(),
  field: z.string().max(1000).optional(),
  key: z.string().min(1).max(10_000).optional(),
});
const undone = z.object({ sync: slug, run: runId });

type Purpose = NonNullable<Parameters<typeof startSync>[2]['purpose']>;

const start = (sync: string, permission: Permission, purpose: Purpose): Promise<Outcome<{ runId: string }>> =>
  starting(sync, permission, () => startSync(settings(), sync, { trigger: 'app', purpose }));

async function starting(
  sync: string,
  permission: Permission,
  work: () => Promise<{ runId: string }>,
): Promise<Outcome<{ runId: string }>> {
  return attempt(async () => {
    await authorise(permission);
    if ((await findSync(sync)) === null) {
      const words = await getTranslations('problems.refused');
      throw new ConfigError(words('noSync', { sync }), { mend: words('noSyncMend') });
    }
    return work();
  }, nothingSent);
}

/** Goes to the page of what was started, or says why nothing was. */
async function follow(sync: string, outcome: Outcome<{ runId: string }>): Promise<ActionState> {
  if (outcome.state !== 'ready') return refusal(outcome) ?? unreadable(nothingSent);
  redirect(pathsOf(await workspaceSlug()).syncRun(sync, outcome.data.runId));
}

/** Starts a run of one sync, of what changed or of everything again, and goes to its page. */
export async function runSyncNow(_previous: ActionState, form: FormData): Promise<ActionState> {
  const parsed = started.safeParse(Object.fromEntries(form));
  if (!parsed.success) return unreadable(nothingSent);
  const { sync, kind } = parsed.data;
  return follow(sync, await start(sync, 'sync.run', { kind }));
}

/** Sends rows again that a run rejected: all, those of one cause, or one of them. */
export async function replayRejects(_previous: ActionState, form: FormData): Promise<ActionState> {
  const parsed = replayed.safeParse(Object.fromEntries(form));
  if (!parsed.success) return unreadable(nothingSent);
  const { sync, run: ofRun, cause, field, key } = parsed.data;
  const only =
    key !== undefined ? { keys: [key] } : cause === undefined ? null : { cause, field: field || null };
  const chosen = { sync, ofRun, trigger: 'app' as const, ...(only === null ? {} : { only }) };
  const outcome = await starting(sync, 'sync.run', () =>
    onWarehouse((warehouse) => startReplay(settings(), warehouse, chosen)),
  );
  return follow(sync, outcome);
}

/** Takes back what a run did, as far as its destination can. */
export async function undoRun(_previous: ActionState, form: FormData): Promise<ActionState> {
  const parsed = undone.safeParse(Object.fromEntries(form));
  if (!parsed.success) return unreadable(nothingSent);
  const { sync, run: ofRun } = parsed.data;
  return follow(sync, await start(sync, 'sync.undo', { kind: 'undo', ofRun }));
}
