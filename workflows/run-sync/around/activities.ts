import { createRun, startRun, upsertStep } from '../../../connectors/control/runs.ts';
import { workspaceInForce } from '../../../connectors/control/versions.ts';
import { messageOf } from '../../../connectors/errors.ts';
import { sourceSql, syncSource } from '../../../models/sync-diff/source.ts';
import { durationHours } from '../../../models/workspace/kinds/shared.ts';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import { type Hook, precedingSyncs } from '../../../models/workspace/kinds/sync-timing.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import { type Dependencies, heartbeating, ownWorkflowId } from '../../dependencies.ts';
import { withFailures } from '../../failures.ts';
import type { Trigger } from '../../run-id.ts';
import { declaredSync } from '../declared-sync.ts';
import type { SyncSummary } from '../workflow.ts';
import { blackoutMs } from './blackout.ts';
import { type HookNews, hookName, refuseStale, runHook } from './hooks.ts';

interface Run {
  runId: string;
  sync: string;
}

/** What a run does before it plans and after it has sent. */
export function createAroundActivities({ control, warehouse }: Dependencies) {
  const { dialect } = warehouse;
  const workspaceNow = () => workspaceInForce(control);

  async function refuseStaleSource(workspace: Workspace, sync: Sync, signal: AbortSignal): Promise<void> {
    if (!sync.fresh) return;
    const { column, within, table } = sync.fresh;
    const source = syncSource(dialect, workspace, sync);
    const from = table === undefined ? sourceSql(dialect, source) : dialect.table(table);
    const [found] = await warehouse.query(
      `select ${dialect.text(`max(${dialect.cast(`s.${dialect.ident(column)}`, 'timestamp')})`, 'timestamp')} as newest from ${from} as s`,
      { signal },
    );
    const newest = typeof found?.newest === 'string' ? new Date(found.newest) : null;
    const where = table ?? ('table' in source.relation ? source.relation.table : 'its source');
    const oldest = new Date(Date.now() - durationHours(within) * 3_600_000);
    refuseStale(sync.slug, { column, within, where }, newest, oldest);
  }

  async function hook(run: Run, which: Hook, index: number, news: HookNews, signal: AbortSignal) {
    const name = hookName(news.event, index, which);
    const options = { tag: { run: run.runId, resource: `sync/${run.sync}` }, signal };
    const startedAt = new Date();
    const seconds = () => (Date.now() - startedAt.getTime()) / 1000;
    try {
      await runHook(warehouse, which, news, options);
      await upsertStep(control, {
        ...{ runId: run.runId, name, kind: 'stage', status: 'succeeded', startedAt, seconds: seconds() },
      });
    } catch (error) {
      const status = news.event === 'before' ? 'failed' : 'warned';
      await upsertStep(control, {
        ...{ runId: run.runId, name, kind: 'stage', status, startedAt, seconds: seconds() },
        message: messageOf(error),
      });
      if (news.event === 'before') throw error;
    }
  }

  return withFailures({
    /** How long nothing may be sent from now on, in milliseconds. */
    async quietMs(slug: string): Promise<number> {
      return blackoutMs(declaredSync(await workspaceNow(), slug).blackout, new Date());
    },

    /**
     * Records a run, then does what must be done before it plans: its hooks, a look at how fresh its source is.
     * Resolves to how long it is to wait first, in milliseconds; 0 where all is done. Throws what is not as it must be.
     */
    async prepareSync(run: Run & { trigger: Trigger }): Promise<number> {
      return heartbeating(async (signal) => {
        const { runId: id, trigger } = run;
        const workflowId = ownWorkflowId();
        await createRun(control, { id, kind: 'sync', subject: run.sync, trigger, workflowId });
        const workspace = await workspaceNow();
        const sync = declaredSync(workspace, run.sync);
        const quiet = blackoutMs(sync.blackout, new Date());
        if (quiet > 0) return quiet;
        await startRun(control, id);
        const news = { event: 'before', sync: run.sync, run_id: run.runId } as const;
        for (const [index, each] of sync.hooks.before.entries()) await hook(run, each, index, news, signal);
        await refuseStaleSource(workspace, sync, signal);
        return 0;
      });
    },

    /** Does the hooks after a run; resolves to the syncs that now may follow. */
    async concludeSync(summary: SyncSummary): Promise<string[]> {
      return heartbeating(async (signal) => {
        const workspace = await workspaceNow();
        const sync = workspace.get('sync', summary.sync);
        const { runId, status, sync: slug, ...counts } = summary;
        const news = { event: 'after', sync: slug, run_id: runId, status, counts } as const;
        for (const [index, each] of (sync?.hooks.after ?? []).entries())
          await hook(summary, each, index, news, signal);
        if (status !== 'complete' && status !== 'complete_with_rejects') return [];
        const waiting = workspace
          .all('sync')
          .filter((other) => !other.paused && precedingSyncs(other).includes(slug));
        const ready = await Promise.all(
          waiting.map(async (other) => ((await isReady(other)) ? [other.slug] : [])),
        );
        return ready.flat();
      });
    },
  });

  /** Whether each of the syncs that come before has run since this one began last. */
  async function isReady(sync: Sync): Promise<boolean> {
    const before = precedingSyncs(sync);
    const { literal } = dialect;
    const [found] = await warehouse.query(
      `select count(distinct r.sync) as done from ${dialect.table('weft.sync_runs')} as r
       where r.sync in (${before.map(literal).join(', ')}) and r.status in ('complete', 'complete_with_rejects')
         and r.started_at > coalesce(
           (select max(own.started_at) from ${dialect.table('weft.sync_runs')} as own where own.sync = ${literal(sync.slug)}),
           ${literal(new Date(0))})`,
    );
    return Number(found?.done) === new Set(before).size;
  }
}
export type AroundActivities = ReturnType<typeof createAroundActivities>;
