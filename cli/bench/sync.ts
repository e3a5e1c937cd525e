import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { execa } from 'execa';
import { z } from 'zod';
import type { Settings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { note } from '../output.ts';
import { withEmbeddedHome } from '../platform/embedded-home.ts';
import { judged, plain, type Result } from './identity/targets.ts';
import { report } from './report.ts';
import { sourceStatement } from './sync/rows.ts';
import { declareSyncs, runWeft, type WeftRun } from './sync/run-weft.ts';
import { type Sink, startSink } from './sync/sink-process.ts';

interface Options {
  rows: number;
  batch: number;
  folder: string;
}

/** What the two receivers take for an answer, and the connections that are right for each. */
const receivers = [
  { name: 'instant', delayMs: 0, connections: 8 },
  { name: 'slow', delayMs: 20, connections: 32 },
] as const;

const targets = {
  ofBare: { bound: 'at least', target: 0.5, from: 1_000_000 },
  memoryMegabytes: { bound: 'at most', target: 700, from: 0 },
} as const;

export function registerSync(bench: Command): void {
  bench
    .command('sync')
    .description('rows per second of a whole run of a sync, beside a bare loop')
    .option('--rows <number>', 'rows of the source', count, 1_000_000)
    .option('--batch <number>', 'rows of one request', count, 100)
    .option('--folder <path>', 'where the warehouse is made, for as long as it takes', tmpdir())
    .option('--json', 'every number')
    .action((options: Options) => benchSync(options));
}

function count(text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new InvalidArgumentError('needs a whole number from 1');
  return Number(text);
}

async function benchSync(options: Options): Promise<void> {
  const { rows, batch, folder } = options;
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
              params: { rows, batch },
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
  { rows, batch }: Options,
): Promise<Result[]> {
  note(`making ${rows.toLocaleString('en')} rows`);
  await warehouse.execute('create schema if not exists raw');
  await warehouse.execute(sourceStatement('raw.people', rows));
  await declareSyncs(
    settings,
    Object.fromEntries(
      receivers.map(({ name, connections }, index) => [
        name,
        { url: sinks[index]?.url ?? '', table: 'raw.people', concurrency: connections },
      ]),
    ),
    batch,
  );
  const results: Result[] = [];
  for (const [index, { name, connections }] of receivers.entries()) {
    const sink = sinks[index];
    if (!sink) continue;
    note(`a bare loop to the ${name} receiver`);
    const bare = await runBare(sink, { rows, batch, connections });
    await sink.took();
    note(`a sync to the ${name} receiver`);
    const run = await runWeft(settings, name);
    await accountFor(sink, run, rows);
    note(`the same again, nothing changed`);
    const again = await runWeft(settings, name);
    const perSecond = rows / run.seconds;
    results.push(
      plain(`${name}_bare`, rows / bare, 'rows/s'),
      plain(`${name}_weft`, perSecond, 'rows/s'),
      judged(
        `${name}_of_bare`,
        perSecond / (rows / bare),
        'ratio',
        'a bare undici loop',
        targets.ofBare,
        rows,
      ),
      plain(`${name}_unchanged`, again.seconds, 'seconds'),
      judged(`${name}_worker`, run.workerBytes / 1e6, 'MB', 'its limit', targets.memoryMegabytes, rows),
    );
  }
  return results;
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
