import { Context } from '@temporalio/activity';
import { ensureRun, finishRun, updateRunCounts } from '../../connectors/control/runs.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { homeFolder } from '../../connectors/settings.ts';
import { textOrNull } from '../../connectors/warehouses/connection.ts';
import { digestName } from '../../models/sync-diff/plan.ts';
import { planTable } from '../../models/sync-diff/tables.ts';
import { type Dependencies, heartbeating, ownWorkflowId } from '../dependencies.ts';
import { withFailures } from '../failures.ts';
import type { Trigger } from '../run-id.ts';
import { declaredSync, destinationFor } from '../run-sync/declared-sync.ts';
import { openDestination, receiverOf } from '../run-sync/destination.ts';
import { readSource } from '../run-sync/plan/read-source.ts';
import { writePlan } from '../run-sync/plan/write-plan.ts';
import { parseFields } from '../run-sync/send/outgoing.ts';
import { ensureSyncTables } from '../run-sync/sync-tables.ts';
import { baselineRow } from './baseline-row.ts';
import { compareRows, type KnownRow, readBack } from './compare.ts';

export interface CheckInput {
  runId: string;
  sync: string;
  trigger: Trigger;
}

export interface DriftCounts {
  /** Rows that were read back. */
  checked: number;
  missing: number;
  /** Rows of which a field is otherwise. */
  changed: number;
}

export interface BaselineCounts {
  /** Rows of the source. */
  rows: number;
  /** Of them at the destination already, and of these as they would be sent. */
  found: number;
  same: number;
}

/** Rows of the state, or of the plan, that are held at once. */
const pageRows = 5000;

interface Ended {
  runId: string;
  counts: DriftCounts | BaselineCounts | null;
  status: 'succeeded' | 'failed' | 'cancelled';
  error: { message: string; mend: string | null } | null;
}

export function createCheckActivities(dependencies: Dependencies) {
  const { control, settings, warehouse } = dependencies;
  const { dialect } = warehouse;
  const { literal } = dialect;
  const scratch = () => homeFolder(settings, 'tmp', 'destinations');

  async function begin({ runId, sync: slug, trigger }: CheckInput, kind: 'check' | 'baseline') {
    await ensureRun(control, { id: runId, kind, subject: slug, trigger, workflowId: ownWorkflowId() });
    const workspace = await workspaceInForce(control);
    const sync = declaredSync(workspace, slug);
    const destination = destinationFor(workspace, sync);
    await ensureSyncTables(warehouse);
    return { workspace, sync, destination, receiver: receiverOf(sync, destination) };
  }

  /** Reads keys back in batches of the destination's size. */
  async function readAll(
    open: Awaited<ReturnType<typeof openDestination>>,
    sync: ReturnType<typeof declaredSync>,
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<Map<string, Record<string, unknown>>> {
    const size = Math.max(1, open.object.batchSize(open.options));
    const found = new Map<string, Record<string, unknown>>();
    for (let first = 0; first < keys.length; first += size) {
      const batch = keys.slice(first, first + size);
      for (const [key, fields] of await readBack(open, sync, batch, { signal, scratch: scratch() }))
        found.set(key, fields);
    }
    return found;
  }

  return withFailures({
    /** Reads back what a sync sent, and records what is otherwise. A repeated attempt begins anew. */
    async findDrift(input: CheckInput): Promise<DriftCounts> {
      return heartbeating(async (signal) => {
        const { sync, destination, receiver } = await begin(input, 'check');
        const open = await openDestination(dependencies, sync, destination, { signal, scratch: scratch() });
        const options = { tag: { run: input.runId, resource: `sync/${sync.slug}` }, signal };
        const drift = dialect.table('weft.sync_drift');
        await warehouse.execute(`delete from ${drift} where check_id = ${literal(input.runId)}`, options);
        const counts: DriftCounts = { checked: 0, missing: 0, changed: 0 };
        try {
          const pages = warehouse.stream(
            `select ${dialect.ident('key')}, weft_id, fields from ${dialect.table('weft.sync_state')}
             where sync = ${literal(sync.slug)} and target = ${literal(receiver.target)} and fields is not null`,
            options,
          );
          for await (const rows of inPages(pages, pageRows)) {
            const known = rows.map(
              (row): KnownRow => ({
                key: String(row.key),
                weftId: textOrNull(row.weft_id),
                fields: parseFields(String(row.fields)),
              }),
            );
            const found = await readAll(
              open,
              sync,
              known.map(({ key }) => key),
              signal,
            );
            const findings = compareRows(known, found);
            const at = new Date().toISOString();
            await warehouse.append(
              'weft.sync_drift',
              findings.map(({ weftId, ...finding }) => ({
                ...{ check_id: input.runId, sync: sync.slug, weft_id: weftId },
                ...finding,
                at,
              })),
              options,
            );
            counts.checked += known.length;
            counts.missing += findings.filter(({ finding }) => finding === 'missing').length;
            const changed = findings.filter(({ finding }) => finding === 'changed');
            counts.changed += new Set(changed.map(({ key }) => key)).size;
            await updateRunCounts(control, input.runId, { ...counts });
            Context.current().heartbeat(counts);
          }
        } finally {
          await open.close();
        }
        return counts;
      });
    },

    /** Forgets what was acknowledged, and takes what the destination holds for it: the next run sends the rest. */
    async readBaseline(input: CheckInput): Promise<BaselineCounts> {
      return heartbeating(async (signal) => {
        const { workspace, sync, destination, receiver } = await begin(input, 'baseline');
        const open = await openDestination(dependencies, sync, destination, { signal, scratch: scratch() });
        const options = { tag: { run: input.runId, resource: `sync/${sync.slug}` }, signal };
        const plan = dialect.table(planTable(input.runId));
        const counts: BaselineCounts = { rows: 0, found: 0, same: 0 };
        try {
          // Asked before anything is forgotten, so that a destination that cannot be read loses nothing.
          await readBack(open, sync, [], { signal, scratch: scratch() });
          const forget = `delete from ${dialect.table('weft.sync_state')} where sync = ${literal(sync.slug)}`;
          await warehouse.execute(forget, options);
          // The last run no longer tells what the destination has.
          await warehouse.execute(
            `update ${dialect.table('weft.sync_runs')} set source_version = null where sync = ${literal(sync.slug)}`,
            options,
          );
          const source = await readSource(warehouse, workspace, sync);
          await writePlan(warehouse, { sync, runId: input.runId, source, receiver }, options);
          const pages = warehouse.stream(
            `select ${dialect.ident('key')}, weft_id, fields, digest from ${plan} where place is not null order by place`,
            options,
          );
          for await (const rows of inPages(pages, pageRows)) {
            const found = await readAll(
              open,
              sync,
              rows.map(({ key }) => String(key)),
              signal,
            );
            const states = rows.flatMap((row) => {
              const there = found.get(String(row.key));
              return there ? [{ row, there, ...baselineRow(String(row.fields), there) }] : [];
            });
            const at = new Date().toISOString();
            await warehouse.append(
              'weft.sync_state',
              states.map(({ row, fields, same }) => ({
                ...{
                  sync: sync.slug,
                  target: receiver.target,
                  key: row.key ?? null,
                  weft_id: row.weft_id ?? null,
                },
                ...{
                  fields,
                  digest: same ? (row.digest ?? null) : null,
                  digest_by: digestName(dialect, sync),
                },
                ...{ acknowledged_at: at, run_id: input.runId },
              })),
              options,
            );
            counts.rows += rows.length;
            counts.found += states.length;
            counts.same += states.filter(({ same }) => same).length;
            await updateRunCounts(control, input.runId, { ...counts });
          }
        } finally {
          await warehouse.execute(`drop table if exists ${plan}`);
          await open.close();
        }
        return counts;
      });
    },

    async finishCheck({ runId, counts, status, error }: Ended): Promise<void> {
      await finishRun(control, runId, { status, ...(counts ? { counts: { ...counts } } : {}), error });
    },
  });
}
export type CheckActivities = ReturnType<typeof createCheckActivities>;

/** Rows in pages of one size, whatever sizes they come in. */
async function* inPages<T>(batches: AsyncIterable<T[]>, size: number): AsyncGenerator<T[]> {
  const page: T[] = [];
  for await (const batch of batches) {
    page.push(...batch);
    while (page.length >= size) yield page.splice(0, size);
  }
  if (page.length > 0) yield page;
}
