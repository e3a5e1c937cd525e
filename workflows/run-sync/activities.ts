import { Context } from '@temporalio/activity';
import { ensureRun, finishRun } from '../../connectors/control/runs.ts';
import { currentWorkspace } from '../../connectors/control/versions.ts';
import { planStatement, planTable, settleStatements, syncRelation } from '../../models/sync-diff/context.ts';
import type { Destination } from '../../models/workspace/kinds/destination.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import { Workspace } from '../../models/workspace/resource.ts';
import { type Dependencies, heartbeating, ownWorkflowId } from '../dependencies.ts';
import { withFailures } from '../failures.ts';
import type { Trigger } from '../run-id.ts';
import { declaredSync, destinationFor } from './declared-sync.ts';
import { chunkRowsOf, openDestination, receiverOf, sendChunkRows } from './send-chunk.ts';
import { ensureSyncTables } from './sync-tables.ts';
import type { SyncSummary } from './workflow.ts';

interface Run {
  runId: string;
  sync: string;
  trigger: Trigger;
}

interface Plan {
  chunks: number;
  /** How often a chunk is tried before the run fails. */
  attempts: number;
  /** The declarations by which the plan was made; secrets in them are still references. */
  sync: Sync;
  destination: Destination;
}

interface Chunk {
  runId: string;
  sync: Sync;
  destination: Destination;
  chunk: number;
}

/** Names a run and its sync in the warehouse's own history. */
const tagged = ({ runId, sync }: { runId: string; sync: string }) => ({
  tag: { run: runId, resource: `sync/${sync}` },
});

type Outcome = Run & {
  outcome: 'sent' | 'failed' | 'cancelled';
  error: { message: string; mend: string | null } | null;
};

export function createSyncActivities(dependencies: Dependencies) {
  const { control, settings, warehouse } = dependencies;
  const { dialect } = warehouse;
  const table = (name: string) => dialect.table(`weft.${name}`);

  async function declared(slug: string): Promise<{ sync: Sync; destination: Destination }> {
    const workspace = new Workspace((await currentWorkspace(control)).resources);
    const sync = declaredSync(workspace, slug);
    return { sync, destination: destinationFor(workspace, sync) };
  }

  /** Settles the state by a run's answers, closes its records and drops its plan. */
  async function settle(run: Outcome): Promise<SyncSummary> {
    const runId = dialect.literal(run.runId);
    const present = new Set((await warehouse.tables('weft')).map(({ name }) => `weft.${name}`));
    // The plan goes last: without it an earlier attempt of this activity has settled everything.
    const planned = present.has(planTable(run.runId));
    const [recorded] = present.has('weft.sync_runs')
      ? await warehouse.query(`select status, planned from ${table('sync_runs')} where run_id = ${runId}`)
      : [];
    const counts = { accepted: 0, rejected: 0, skipped: 0 };
    if (recorded) {
      const rows = await warehouse.query(
        `select status, count(*) as n from ${table('sync_rows')} where run_id = ${runId} group by status`,
      );
      for (const row of rows) {
        const status = String(row.status);
        if (status === 'accepted' || status === 'rejected' || status === 'skipped')
          counts[status] = Number(row.n);
      }
    }
    const total = Number(recorded?.planned ?? 0);
    const pending = total - counts.accepted - counts.rejected - counts.skipped;
    const status =
      run.outcome !== 'sent'
        ? run.outcome
        : pending > 0
          ? 'failed'
          : counts.rejected > 0
            ? 'complete_with_rejects'
            : 'complete';
    if (recorded && planned) {
      const tagging = tagged(run);
      const { prepare, settle, clean } = settleStatements(dialect, run.sync, run.runId);
      await warehouse.execute(prepare, tagging);
      await warehouse.transaction(
        [
          ...settle,
          `update ${table('sync_runs')} set status = ${dialect.literal(status)}, accepted = ${counts.accepted},
             rejected = ${counts.rejected}, skipped = ${counts.skipped}, pending = ${pending},
             ended_at = ${dialect.literal(new Date())}, error = ${dialect.literal(run.error?.message ?? null)}
           where run_id = ${runId}`,
        ],
        tagging,
      );
      await warehouse.execute(clean, tagging);
    }
    const summary: SyncSummary = {
      runId: run.runId,
      sync: run.sync,
      status,
      planned: total,
      ...counts,
      pending,
    };
    await finishRun(control, run.runId, {
      status: status === 'failed' ? 'failed' : status === 'cancelled' ? 'cancelled' : 'succeeded',
      counts: { planned: total, ...counts, pending },
      error: run.error,
    });
    if (planned)
      await warehouse.execute(`drop table if exists ${dialect.table(planTable(run.runId))}`, tagged(run));
    return summary;
  }

  /**
   * Settles runs of a sync that were ended from outside, by a termination, before they could: only one run of a
   * sync is under way at a time, so what still says it is running is not.
   */
  async function settleAbandoned({ runId, sync, trigger }: Run): Promise<void> {
    const left = await warehouse.query(
      `select run_id from ${table('sync_runs')} where sync = $1 and status = 'running' and run_id <> $2`,
      { values: [sync, runId] },
    );
    for (const row of left) {
      const error = { message: 'The run was ended from outside', mend: null };
      await settle({ runId: String(row.run_id), sync, trigger, outcome: 'failed', error });
    }
  }

  return withFailures({
    /** Materialises the plan of a run and counts it. Running it again makes the same plan anew. */
    async planSync(run: Run): Promise<Plan> {
      return heartbeating(async (signal) => {
        await ensureRun(control, {
          id: run.runId,
          kind: 'sync',
          subject: run.sync,
          trigger: run.trigger,
          workflowId: ownWorkflowId(),
        });
        const { sync, destination } = await declared(run.sync);
        const { object, options } = openDestination(sync, destination);
        const receiver = receiverOf(sync, destination, chunkRowsOf(object.batchSize(options)));
        const tagging = { ...tagged(run), signal };
        await ensureSyncTables(warehouse, tagging);
        await settleAbandoned(run);
        const columns = await warehouse.columns(syncRelation(sync));
        await warehouse.execute(planStatement(dialect, sync, run.runId, receiver, columns), tagging);
        const plan = dialect.table(planTable(run.runId));
        const runId = dialect.literal(run.runId);
        const [counts] = await warehouse.query(
          `select count(*) as planned, count(skip_reason) as skipped, coalesce(max(chunk), 0) as chunks from ${plan} where operation <> 'keep'`,
        );
        const started: Record<string, string | number | Date> = {
          run_id: run.runId,
          sync: sync.slug,
          destination: destination.slug,
          mode: sync.mode,
          status: 'running',
          planned: Number(counts?.planned),
          accepted: 0,
          rejected: 0,
          skipped: Number(counts?.skipped),
          pending: Number(counts?.planned) - Number(counts?.skipped),
          started_at: new Date(),
        };
        await warehouse.transaction(
          [
            `delete from ${table('sync_runs')} where run_id = ${runId}`,
            `delete from ${table('sync_rows')} where run_id = ${runId}`,
            `insert into ${table('sync_runs')} (${Object.keys(started).map(dialect.ident).join(', ')})
             values (${Object.values(started).map(dialect.literal).join(', ')})`,
            `insert into ${table('sync_rows')} (run_id, sync, key, weft_id, operation, status, reason, attempt, chunk, ${dialect.ident('at')})
             select ${runId}, ${dialect.literal(sync.slug)}, key, weft_id, operation, 'skipped', skip_reason, 0, 0, ${dialect.literal(new Date())}
             from ${plan} where skip_reason is not null`,
          ],
          tagging,
        );
        return {
          chunks: Number(counts?.chunks),
          attempts: settings.env.WEFT_SYNC_ATTEMPTS,
          sync,
          destination,
        };
      });
    },

    /** Sends one chunk and records what came back for each of its rows, in one transaction. */
    async sendChunk(chunk: Chunk): Promise<void> {
      await heartbeating((signal) =>
        sendChunkRows(dependencies, chunk, Context.current().info.attempt, signal),
      );
    },

    async finishSync(run: Outcome): Promise<SyncSummary> {
      return heartbeating(() => settle(run));
    },
  });
}
export type SyncActivities = ReturnType<typeof createSyncActivities>;
