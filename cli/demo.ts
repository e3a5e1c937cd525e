import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '../connectors/errors.ts';
import { readSettings, type Settings } from '../connectors/settings.ts';
import { readHolder } from './bootstrap/lock.ts';
import { Progress } from './bootstrap/progress.ts';
import { type Receiver, startReceiver } from './demo/receiver.ts';
import { type DemoSummary, runDemo } from './demo/run-demo.ts';
import { type DemoState, demoFolder, readDemoState, writeDemoState } from './demo/state.ts';
import { receiverPort } from './demo/workspace.ts';
import { answer, note, table } from './output.ts';
import { listenForInterrupt } from './platform/interrupt.ts';
import { withPlatform } from './platform/platform.ts';
import { partNames, supervisorLock } from './platform/records.ts';
import { showParts } from './platform/show-parts.ts';

const purpose = 'weft demo';
const mostPersons = 4_000_000;

interface DemoOptions {
  once?: boolean;
  persons?: number;
  seed?: number;
}

export function register(program: Command): void {
  program
    .command('demo')
    .description('load the demo company, resolve it, sync segments and a list, and stay up with the app')
    .option('--once', 'print the summary and stop')
    .option(
      '--persons <n>',
      `size of the company, 1 to ${mostPersons}; 2000 at first, then as before`,
      wholeNumber,
    )
    .option('--seed <n>', 'another company of that size', wholeNumber)
    .option('--json', 'the summary as JSON')
    .action(async (options: DemoOptions) => {
      const settings = readSettings();
      refuseForeignPlatform(settings);
      const state = await nextState(settings, options);
      const receiver = await receiverOf(settings, state);
      const interrupt = listenForInterrupt();
      try {
        await withPlatform(
          settings,
          options.once ? ['postgres', 'temporal', 'worker'] : partNames,
          async ({ endpoints }) => {
            const summary = await runDemo(settings, state, note);
            answer(summary, () =>
              describe(summary, endpoints.web?.url, endpoints.temporal?.uiUrl, options.once === true),
            );
            if (!options.once) await interrupt.happened;
          },
          {
            purpose,
            onEvent: showParts(new Progress()),
            onWait: note,
            env: { WEFT_EGRESS_ALLOW: egressWith(settings, state) },
          },
        );
      } finally {
        interrupt.end();
        await receiver?.close();
      }
    });
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > mostPersons)
    throw new InvalidArgumentError(`a whole number from 1 to ${mostPersons}`);
  return value;
}

const egressWith = (settings: Settings, state: DemoState): string =>
  [settings.env.WEFT_EGRESS_ALLOW, `127.0.0.1:${state.receiverPort}`].filter((part) => part !== '').join(',');

/** Another command's worker was not told that the demo's receiver, a private address, may be reached. */
function refuseForeignPlatform(settings: Settings): void {
  const holder = readHolder(supervisorLock(settings));
  if (!holder || holder.purpose === purpose) return;
  throw new ConfigError(`${holder.purpose} is running in ${settings.home}`, {
    mend: 'Stop it with `./weft down`, or give the demo a home of its own: WEFT_HOME=/some/empty/folder ./weft demo',
  });
}

/** The company of the last demo here unless another is asked for. */
async function nextState(settings: Settings, options: DemoOptions): Promise<DemoState> {
  const before = readDemoState(settings.home);
  const today = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000).toISOString();
  const state: DemoState = {
    persons: options.persons ?? before?.persons ?? 2000,
    seed: options.seed ?? before?.seed ?? 1,
    now: before?.now ?? today,
    receiverPort: before?.receiverPort ?? (await freePort(receiverPort)),
  };
  writeDemoState(settings.home, state);
  return state;
}

/** Starts the receiver, unless the demo that already runs here has one. */
async function receiverOf(settings: Settings, state: DemoState): Promise<Receiver | undefined> {
  if (readHolder(supervisorLock(settings))) return undefined;
  try {
    return await startReceiver(state.receiverPort, join(demoFolder(settings.home), 'received.jsonl'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new ConfigError(`port ${state.receiverPort} of the demo's webhook receiver is in use`, {
      mend: `Free it, or delete ${join(demoFolder(settings.home), 'state.json')} to choose another.`,
      cause: error,
    });
  }
}

/** The wanted port where it is free, else any. */
async function freePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const free = await new Promise<number | undefined>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(undefined));
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
      });
    });
    if (free !== undefined) return free;
  }
  throw new ConfigError("no port is free for the demo's webhook receiver", {
    mend: 'Stop a server on this machine.',
  });
}

function describe(
  summary: DemoSummary,
  app: string | undefined,
  temporal: string | undefined,
  once: boolean,
): string {
  const number = (value: number) => value.toLocaleString('en');
  const percent = (value: number) => `${(value * 100).toFixed(2)} %`;
  const total = Object.values(summary.seconds).reduce((sum, each) => sum + each, 0);
  const lines = [
    '',
    `${number(summary.records)} records are ${number(summary.persons)} persons; against the truth: precision ${percent(summary.precision)}, recall ${percent(summary.recall)}.`,
    '',
    'Segments',
    table(Object.entries(summary.segments).map(([slug, size]) => [`  ${slug}`, number(size).padStart(8)])),
    '',
    'Syncs',
    table(
      Object.entries(summary.syncs).map(([slug, run]) => [
        `  ${slug}`,
        `${run.planned} planned = ${run.accepted} accepted + ${run.rejected} rejected + ${run.skipped} skipped + ${run.pending} pending`,
      ]),
    ),
    '',
    `Took ${total.toFixed(1)} s: ${Object.entries(summary.seconds)
      .map(([step, each]) => `${step} ${each.toFixed(1)}`)
      .join(', ')}.`,
  ];
  if (!once) {
    if (app) lines.push('', `The app:      ${app}`);
    if (temporal) lines.push(`Temporal:     ${temporal}`);
    lines.push('', 'Ctrl-C stops it. `./weft demo` again sends only what changed.');
  }
  return lines.join('\n');
}
