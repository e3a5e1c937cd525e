import { readFileSync } from 'node:fs';
import { applyWorkspace } from '../../../connectors/control/apply.ts';
import { withControl } from '../../../connectors/control/connect.ts';
import type { Settings } from '../../../connectors/settings.ts';
import { destinationSchema } from '../../../models/workspace/kinds/destination.ts';
import { syncSchema } from '../../../models/workspace/kinds/sync.ts';
import { followSync, type RunAccount } from '../../follow.ts';
import { readState } from '../../platform/records.ts';

export interface WeftRun {
  /** From the request to the run's account: plan, sending and settling. */
  seconds: number;
  summary: RunAccount;
  /** The most resident memory that the worker had, since it was started. */
  workerBytes: number;
}

export interface BenchSync {
  slug: string;
  url: string;
  table: string;
  fields: readonly string[];
  firstRun: 'send' | 'record';
  /** Requests under way at once. */
  concurrency: number;
}

/** Declares syncs, each to a destination of its own, in batches of the same size. */
export async function declareSyncs(
  settings: Settings,
  syncs: readonly BenchSync[],
  batch: number,
): Promise<void> {
  const resources = syncs.flatMap(({ slug, url, table, fields, firstRun, concurrency }) => [
    destinationSchema.parse({ kind: 'destination', slug, type: 'webhook', config: { url, concurrency } }),
    syncSchema.parse({
      ...{ kind: 'sync', slug, from: { table }, mode: 'upsert', key: 'id', first_run: firstRun },
      to: { destination: slug, object: 'request', rows_per_request: batch },
      map: Object.fromEntries(fields.map((field) => [field, field])),
    }),
  ]);
  await withControl(settings, (control) =>
    applyWorkspace(control, resources, { source: 'cli', actor: 'weft bench' }),
  );
}

export async function runWeft(settings: Settings, sync: string): Promise<WeftRun> {
  const started = performance.now();
  const { run, failure } = await followSync(settings, sync);
  const seconds = (performance.now() - started) / 1000;
  if (failure) throw failure;
  return { seconds, summary: run, workerBytes: peakOfWorker(settings) };
}

function peakOfWorker(settings: Settings): number {
  const worker = readState(settings)?.parts.worker?.process;
  if (worker === undefined) return 0;
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${worker.pid}/status`, 'utf8'))?.[1];
  return Number(peak ?? 0) * 1024;
}
