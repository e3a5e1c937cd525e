import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { execa } from 'execa';
import { z } from 'zod';
import type { Settings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { countOf } from '../count.ts';
import { note } from '../output.ts';
import { withEmbeddedHome } from '../platform/embedded-home.ts';
import { judged, plain, type Result, type Target } from './identity/targets.ts';
import { report } from './report.ts';
import { timeDiff, wideFields, wideTable } from './sync/diff.ts';
import { fields, sourceStatement } from './sync/rows.ts';
import { runDrt } from './sync/run-drt.ts';
import { declareSyncs, runWeft, type WeftRun } from './sync/run-weft.ts';
import { type Sink, startSink } from './sync/sink-process.ts';

interface Options {
  rows: number;
  batch: number;
  diffRows: number;
  peers: boolean;
  folder: string;
}

/**
 * What the two receivers take for an answer, the connections that are right for each, how many times faster than drt a
 * sync shall be, and the most rows that drt sends there: its pace is the same for more.
 */
const receivers = [
  { name: 'instant', delayMs: 0, connections: 8, ofDrt: 3, drtRows: 1_000_000 },
  { name: 'slow', delayMs: 20, connections: 32, ofDrt: 15, drtRows: 200_000 },
] as const;

const targets = {
  ofBare: { bound: 'at least', target: 0.5, from: 1_000_000 },
  ofDrt: (times: number) => ({ bound: 'at least', target: times, from: 1_000_000 }) as const,
  memoryMegabytes: { bound: 'at most', target: 700, from: 0 },
  changedToJoin: { bound: 'at most', target: 2, from: 10_000_000 },
  unchangedToJoin: { bound: 'at most', target: 1.5, from: 10_000_000 },
} as const;

const sourceTable = 'raw.people';
const diffSync = 'diff';

export function registerSync(bench: Command): void {
  bench
    .command('sync')
    .description('rows per second of a whole run of a sync, and the time of its diff')
    .option('--rows <number>', 'rows that are sent', count, 1_000_000)
    .option('--batch <number>', 'rows of one request', count, 100)
    .option('--diff-rows <number>', 'rows whose changes are looked for', count, 10_000_000)
    .option('--no-peers', 'without drt')
    .option('--folder <path>', 'where the warehouse is made, for as long as it takes', tmpdir())
    .option('--json', 'every number')
    .action((options: Options) => benchSync(options));
}

const count = countOf(8);

async function benchSync(options: Options): Promise<void> {
  const { rows, batch, diffRows, folder } = options;
  const sinks = await Promise.all(receivers.map(({ delayMs }) => startSink(delayMs)));
  try {
    await report(() =>
      withEmbeddedHome(
        folder,
        'weft bench',
        async (settings) => {
          const warehouse = await openWarehouse(settings);
          try {
            return {
              bench: 'sync',
              params: { rows, batch, diffRows },
              results: await measure(settings, warehouse, sinks, options),
            };
          } finally {
            await warehouse.close();
          }
        },
        {
          parts: ['postgres', 'temporal', 'worker'],
          env: { WEFT_EGRESS_ALLOW: sinks.map(({ host }) => host).join(',') },
        },
      ),
    );
  } finally {
    for (const sink of sinks) sink.close();
  }
}

async function measure(
  settings: Settings,
  warehouse: Warehouse,
  sinks: readonly Sink[],
  options: Options,
): Promise<Result[]> {
  const { rows, batch } = options;
  note(`making ${rows.toLocaleString('en')} rows`);
  await warehouse.execute('create schema if not exists raw');
  await warehouse.execute(sourceStatement(sourceTable, rows));
  await declareSyncs(
    settings,
    [
      ...receivers.map(({ name, connections }, index) => ({
        ...{ slug: name, url: sinks[index]?.url ?? '', concurrency: connections },
        ...{ table: sourceTable, fields, firstRun: 'send' as const },
      })),
      {
        ...{ slug: diffSync, url: sinks[0]?.url ?? '', concurrency: 8 },
        ...{ table: wideTable, fields: wideFields, firstRun: 'record' as const },
      },
    ],
    batch,
  );
  const results: Result[] = [];
  for (const [index, receiver] of receivers.entries()) {
    const sink = sinks[index];
    if (sink) results.push(...(await measureSending(settings, sink, receiver, options)));
  }
  return [...results, ...(await measureDiff(settings, warehouse, options))];
}

async function measureSending(
  settings: Settings,
  sink: Sink,
  { name, connections, ofDrt, drtRows }: (typeof receivers)[number],
  { rows, batch, peers, folder }: Options,
): Promise<Result[]> {
  note(`a bare loop to the ${name} receiver`);
  const bare = rows / (await runBare(sink, { rows, batch, connections }));
  await sink.took();
  note(`a sync to the ${name} receiver`);
  const run = await runWeft(settings, name);
  await accountFor(sink, run, rows);
  const weft = rows / run.seconds;
  note('the same again, nothing changed');
  const again = await runWeft(settings, name);
  const results = [
    plain(`${name}_bare`, bare, 'rows/s'),
    plain(`${name}_weft`, weft, 'rows/s'),
    judged(`${name}_of_bare`, weft / bare, 'ratio', 'a bare undici loop', targets.ofBare, rows),
    plain(`${name}_unchanged`, again.seconds, 'seconds'),
    judged(`${name}_worker`, run.workerBytes / 1e6, 'MB', 'its limit', targets.memoryMegabytes, rows),
  ];
  if (!peers) return results;
  const few = Math.min(rows, drtRows);
  note(`drt to the ${name} receiver, ${few.toLocaleString('en')} rows`);
  const drt = few / (await runDrt({ folder, url: sink.url, rows: few, batch }));
  const { keys } = await sink.took();
  if (keys !== few) throw new Error(`drt was given ${few} rows, and ${keys} were received`);
  return [
    ...results,
    plain(`${name}_drt`, drt, 'rows/s'),
    judged(`${name}_of_drt`, weft / drt, 'ratio', 'drt-core', targets.ofDrt(ofDrt), rows),
  ];
}

async function measureDiff(
  settings: Settings,
  warehouse: Warehouse,
  { diffRows }: Options,
): Promise<Result[]> {
  note(`the diff of ${diffRows.toLocaleString('en')} rows`);
  const { joinSeconds, changedSeconds, unchanged } = await timeDiff(settings, warehouse, diffSync, diffRows);
  const toJoin = (metric: string, seconds: number, target: Target) =>
    judged(metric, seconds / joinSeconds, 'ratio', 'a bare full outer join', target, diffRows);
  return [
    plain('diff_join', joinSeconds, 'seconds'),
    plain('diff_changed', changedSeconds, 'seconds'),
    toJoin('diff_changed_to_join', changedSeconds, targets.changedToJoin),
    plain('diff_unchanged_run', unchanged.seconds, 'seconds'),
    toJoin('diff_unchanged_to_join', unchanged.seconds, targets.unchangedToJoin),
    judged('diff_worker', unchanged.workerBytes / 1e6, 'MB', 'its limit', targets.memoryMegabytes, diffRows),
  ];
}

/** Throws unless every row was planned, accepted and received, once. */
async function accountFor(sink: Sink, { summary }: WeftRun, rows: number): Promise<void> {
  const { keys } = await sink.took();
  if (summary.planned !== rows || summary.accepted !== rows || keys !== rows)
    throw new Error(
      `${rows} rows: ${summary.planned} planned, ${summary.accepted} accepted, ${keys} received`,
    );
}

const bareSchema = z.object({ seconds: z.number() });

async function runBare(
  { url }: Sink,
  { rows, batch, connections }: { rows: number; batch: number; connections: number },
): Promise<number> {
  const program = join(import.meta.dirname, 'sync', 'bare.ts');
  const given = [url, rows, batch, connections].map(String);
  const { stdout } = await execa(process.execPath, [program, ...given], { stderr: 'inherit' });
  return bareSchema.parse(JSON.parse(stdout)).seconds;
}
