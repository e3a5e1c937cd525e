import { Context } from '@temporalio/activity';
import { databaseTime } from '../../connectors/control/clock.ts';
import { finishRun, updateRunCounts } from '../../connectors/control/runs.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { ConfigError } from '../../connectors/errors.ts';
import { homeFolder } from '../../connectors/settings.ts';
import { digestName } from '../../models/sync-diff/plan.ts';
import { planTable } from '../../models/sync-diff/tables.ts';
import { countsOf, type RunCounts } from '../../models/sync-runs/counts.ts';
import type { Destination } from '../../models/workspace/kinds/destination.ts';
import { durationHours } from '../../models/workspace/kinds/shared.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { type Dependencies, heartbeating } from '../dependencies.ts';
import { withFailures } from '../failures.ts';
import type { Trigger } from '../run-id.ts';
import { declaredSync, destinationFor } from './declared-sync.ts';
import { objectFor, openDestination, receiverOf } from './destination.ts';
import { checkFields } from './plan/check-fields.ts';
import { readPlanHash } from './plan/plan-hash.ts';
import { planRun } from './plan/plan-run.ts';
import { plannedRows, sentRows } from './plan/write-plan.ts';
import type { RunPurpose } from './run-kind.ts';
import { Journal } from './send/journal.ts';
import { type Chunk, sendChunkRows } from './send/send-chunk.ts';
import { dropRunTables, settleRun } from './settle-run.ts';
import { Shares } from './shares.ts';
import { ensureSyncTables } from './sync-tables.ts';
import type { SyncSummary } from './workflow.ts';

interface Run {
  runId: string;
  sync: string;
  trigger: Trigger;
  purpose: RunPurpose;
}

export interface Plan {
  chunks: number;
  chunkRows: number;
  /** Rows that are sent; a plan of an earlier version does not say. */
  rows?: number;
  bulk: boolean;
  /** How often a chunk is tried before the run fails. */
  attempts: number;
  hash: string;
  /** Why it waits for approval; empty where it may run. */
  stoppedBy: string[];
  /** How long an approval is waited for. */
  approvalMs: number;
  /** The declarations by which the plan was made; secrets in them are still references. */
  sync: Sync;
  destination: Destination;
}

/** Names a run and its sync in the warehouse's own history. */
const tagged = ({ runId, sync }: { runId: string; sync: string }) => ({
  tag: { run: runId, resource: `sync/${sync}` },
});

type Outcome = Run & {
  outcome: 'sent' | 'failed' | 'cancelled' | 'discarded' | 'expired';
  error: { message: string; mend: string | null } | null;
};

/** Chunks that go to one destination at once from one worker. */
const destinationShare = 8;

/** After this a chunk's activity ends and is started anew, so that no single one lasts for hours. */
const longestMs = 10 * 60_000;

export function createSyncActivities(dependencies: Dependencies) {
  const { control, settings, warehouse } = dependencies;
  const { dialect } = warehouse;
  const { literal } = dialect;
  const runs = dialect.table('weft.sync_runs');
  const shares = new Shares(destinationShare);
  const scratch = () => homeFolder(settings, 'tmp', 'destinations');

  async function declared(
    slug: string,
  ): Promise<{ workspace: Workspace; sync: Sync; destination: Destination }> {
    const workspace = await workspaceInForce(control);
    const sync = declaredSync(workspace, slug);
    return { workspace, sync, destination: destinationFor(workspace, sync) };
  }

  const hasTable = async (path: string): Promise<boolean> => (await warehouse.columns(path)).length > 0;

  /**
   * Settles the state by a run's answers, closes its records and drops its plan. Once the record has an end all is
   * settled: by then the answers may be gone, and what is left to do is to drop the rest.
   */
  async function settle(run: Outcome): Promise<SyncSummary> {
    const [recorded] = (await hasTable('weft.sync_runs'))
      ? await warehouse.query(
          `select status, target, digest_by, planned, accepted, rejected, skipped, pending, ended_at
           from ${runs} where run_id = ${literal(run.runId)}`,
        )
      : [];
    const isPlanned = await hasTable(planTable(run.runId));
    const isSettled = recorded !== undefined && recorded.ended_at !== null;
    const endedAt = await databaseTime(control);
    const counts: RunCounts =
      recorded !== undefined && isPlanned && !isSettled
        ? await settleRun(
            warehouse,
            control,
            {
              sync: run.sync,
              runId: run.runId,
              target: String(recorded.target),
              digestBy: String(recorded.digest_by),
              pending: pendingReasons[run.outcome],
              record: (settled) => recordOf(run, settled, endedAt),
            },
            tagged(run),
          )
        : countsOf(recorded);
    const status = isSettled && isStatus(recorded.status) ? recorded.status : statusOf(run, counts);
    await finishRun(control, run.runId, {
      status: finalStatuses[status],
      counts: { ...counts },
      error: run.error,
    });
    if (isPlanned) await dropRunTables(warehouse, control, run.runId, tagged(run));
    return { runId: run.runId, sync: run.sync, status, ...counts };
  }

  function recordOf(run: Outcome, counts: RunCounts, endedAt: Date): string {
    const values = {
      status: statusOf(run, counts),
      ...counts,
      ended_at: endedAt,
      error: run.error?.message ?? null,
    };
    return Object.entries(values)
      .map(([name, value]) => `${dialect.ident(name)} = ${literal(value)}`)
      .join(', ');
  }

  /**
   * Settles runs of a sync that were ended from outside, by a termination, before they could: only one run of a
   * sync is under way at a time, so what still says it is running is not.
   */
  async function settleAbandoned(run: Run): Promise<void> {
    const left = await warehouse.query(
      `select run_id from ${runs} where sync = $1 and status in ('running', 'paused', 'awaiting_approval') and run_id <> $2`,
      { values: [run.sync, run.runId] },
    );
    for (const row of left) {
      const error = { message: 'The run was ended from outside', mend: null };
      await settle({ ...run, runId: String(row.run_id), outcome: 'failed', error });
    }
  }

  return withFailures({
    /** Compares the mapping with what the destination has, apart from the planning: it may let us wait for long. */
    async checkDestination(run: Run): Promise<void> {
      return heartbeating(async (signal) => {
        const { sync, destination } = await declared(run.sync);
        const open = await openDestination(dependencies, sync, destination, { signal, scratch: scratch() });
        try {
          await checkFields(sync, open, { signal, scratch: scratch() });
        } finally {
          await open.close();
        }
      });
    },

    /** Materialises the plan of a run, counts and judges it. Running it again makes the same plan anew. */
    async planSync(run: Run): Promise<Plan> {
      return heartbeating(async (signal) => {
        const { workspace, sync, destination } = await declared(run.sync);
        const options = { ...tagged(run), signal };
        await ensureSyncTables(warehouse, options);
        await settleAbandoned(run);
        const { target } = receiverOf(sync, destination);
        const plan = await planRun(warehouse, { ...run, workspace, sync, destination }, options);
        const { size } = plan;
        const counted = size.skipped + size.rejected;
        const started = {
          ...{ run_id: run.runId, sync: sync.slug, destination: destination.slug, mode: sync.mode },
          ...{ kind: run.purpose.kind, trigger: run.trigger },
          status: plan.stoppedBy.length > 0 ? 'awaiting_approval' : 'running',
          ...{ planned: plannedRows(size), accepted: 0, rejected: size.rejected, skipped: size.skipped },
          ...{ pending: plannedRows(size) - counted, unchanged: size.unchanged, stays: size.stays },
          ...{
            started_at: await databaseTime(control),
            target,
            digest_by: digestName(dialect, sync),
            plan_hash: plan.hash,
          },
          source_version: plan.sourceVersion,
          stopped_by: plan.stoppedBy.length > 0 ? plan.stoppedBy.join('\n') : null,
        };
        await warehouse.transaction(
          [
            `delete from ${runs} where run_id = ${literal(run.runId)}`,
            `insert into ${runs} (${Object.keys(started).map(dialect.ident).join(', ')})
             values (${Object.values(started).map(literal).join(', ')})`,
          ],
          options,
        );
        const { planned, rejected, skipped, pending } = started;
        await updateRunCounts(control, run.runId, {
          ...{ planned, accepted: 0, rejected, skipped, pending },
          ...(plan.stoppedBy.length > 0 ? { waitsFor: plan.stoppedBy } : {}),
        });
        const { bulk } = objectFor(sync, destination).object;
        return {
          ...{ chunks: size.chunks, chunkRows: plan.chunkRows, hash: plan.hash, stoppedBy: plan.stoppedBy },
          rows: sentRows(size),
          bulk: bulk !== undefined && sentRows(size) >= bulk.fromRows,
          attempts: settings.env.WEFT_SYNC_ATTEMPTS,
          approvalMs: durationHours(sync.approval.within) * 3_600_000,
          ...{ sync, destination },
        };
      });
    },

    /** Notes the approval, once more sure that the plan is the one that was approved. Throws ConfigError. */
    async confirmPlan({ runId, hash, by }: { runId: string; hash: string; by: string }): Promise<void> {
      const isThere = await hasTable(planTable(runId));
      if (!isThere || (await readPlanHash(warehouse, runId)) !== hash) {
        throw new ConfigError('the plan that was approved is no longer there', {
          mend: 'Start the sync again, and approve its new plan.',
        });
      }
      await warehouse.execute(
        `update ${runs} set status = 'running', approved_by = ${literal(by)}, approved_at = ${literal(await databaseTime(control))} where run_id = ${literal(runId)}`,
      );
    },

    async markRun({ runId, status }: { runId: string; status: 'running' | 'paused' }): Promise<void> {
      await warehouse.execute(
        `update ${runs} set status = ${literal(status)} where run_id = ${literal(runId)}`,
      );
    },

    /**
     * Sends what of a chunk has no answer yet; false where it is to be called again: it took long, or an attempt
     * before got further, which was no failure in vain: after it all tries are there again, and the shortest wait.
     */
    async sendChunk(chunk: Chunk): Promise<boolean> {
      const { attempt, heartbeatDetails } = Context.current().info;
      if (attempt > 1 && Number(heartbeatDetails) > 0) return false;
      const journal = new Journal(control, chunk.runId);
      return heartbeating(
        (signal) =>
          shares.within(chunk.destination.slug, signal, async () => {
            // Counted from its turn on: who waited for it longer would otherwise give it back at once, again and again.
            const enough = AbortSignal.timeout(longestMs);
            const until = AbortSignal.any([signal, enough]);
            try {
              await sendChunkRows(dependencies, chunk, { attempt, journal, signal: until });
              return true;
            } catch (error) {
              if (enough.aborted && !signal.aborted) return false;
              throw error;
            }
          }),
        () => journal.kept,
      );
    },

    async finishSync(run: Outcome): Promise<SyncSummary> {
      return heartbeating(() => settle(run));
    },
  });
}
export type SyncActivities = ReturnType<typeof createSyncActivities>;

const pendingReasons: Record<Outcome['outcome'], string> = {
  sent: 'the destination gave no answer',
  failed: 'the run ended before it was sent',
  cancelled: 'the run was cancelled before it was sent',
  discarded: 'the plan was discarded',
  expired: 'nobody approved the plan in time',
};

const finalStatuses = {
  complete: 'succeeded',
  complete_with_rejects: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  discarded: 'stopped',
  expired: 'stopped',
} as const;

const isStatus = (value: unknown): value is SyncSummary['status'] =>
  typeof value === 'string' && Object.hasOwn(finalStatuses, value);

function statusOf({ outcome }: Outcome, { rejected, pending }: RunCounts): SyncSummary['status'] {
  if (outcome !== 'sent') return outcome;
  if (pending > 0) return 'failed';
  return rejected > 0 ? 'complete_with_rejects' : 'complete';
}
