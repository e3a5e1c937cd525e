import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { withControl } from '../connectors/control/connect.ts';
import { messageOf, Unavailable, WeftError } from '../connectors/errors.ts';
import { type Endpoints, projectRoot, readSettings, type Settings } from '../connectors/settings.ts';
import { setSchedules } from './apply.ts';
import { Progress } from './bootstrap/progress.ts';
import { answer, table } from './output.ts';
import { Interrupted, listenForInterrupt } from './platform/interrupt.ts';
import { logFile, rotateLog } from './platform/part.ts';
import { type PlatformEvent, type RunningPlatform, startPlatform } from './platform/platform.ts';
import { partNames } from './platform/records.ts';
import { showParts } from './platform/show-parts.ts';

export function register(program: Command): void {
  program
    .command('up')
    .description('start Weft: PostgreSQL, Temporal, the worker and the web app, until Ctrl-C')
    .option('--detach', 'return as soon as all parts answer; ./weft down stops them')
    .option('--json', 'the addresses as JSON once all parts answer')
    .action(async (options: { detach?: boolean }) => {
      const settings = readSettings();
      if (options.detach) await startDetached(settings);
      else await runInForeground(settings);
    });
}

async function runInForeground(settings: Settings): Promise<void> {
  const progress = new Progress();
  const show = showParts(progress);
  const starter = detachedFrom();
  const interrupt = listenForInterrupt();
  let running: RunningPlatform | undefined;
  try {
    running = await startPlatform(settings, {
      parts: partNames,
      purpose: 'weft up',
      onEvent: (event) => (starter ? starter.tell({ event }) : show(event)),
      signal: interrupt.signal,
    });
    const { kill } = running;
    interrupt.onSecond = kill;
    await withControl(settings, (control) => setSchedules(settings, control));
    starter?.tell({ endpoints: running.endpoints });
    answer(running.endpoints, summary(settings, running.endpoints, starter ? 'detached' : 'foreground'));
    await Promise.race([interrupt.happened, running.givenUp.then((error) => Promise.reject(error))]);
  } catch (error) {
    if (!(error instanceof Interrupted)) {
      starter?.tell({ failure: { message: messageOf(error), mend: mendOf(error) } });
      throw error;
    }
    // To be stopped is how `up` ends.
  } finally {
    await running?.stop();
    interrupt.end();
  }
}

/** What the process in the background tells the one that started it. */
interface News {
  event?: PlatformEvent;
  endpoints?: Endpoints;
  failure?: { message: string; mend: string | undefined };
}

function detachedFrom(): { tell(news: News): void } | undefined {
  if (!process.send) return undefined;
  return { tell: (news) => void (process.connected && process.send?.(news)) };
}

async function startDetached(settings: Settings): Promise<void> {
  const log = logFile(settings, 'supervisor');
  rotateLog(log);
  const output = openSync(log, 'a', 0o600);
  const child = spawn(process.execPath, [join(projectRoot, 'cli', 'main.ts'), 'up'], {
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
    env: process.env,
  });
  closeSync(output);
  const show = showParts(new Progress());
  const interrupt = listenForInterrupt();
  try {
    const endpoints = await new Promise<Endpoints>((resolve, reject) => {
      interrupt.signal.addEventListener('abort', () => child.kill('SIGTERM'));
      child.on('message', (news: News) => {
        if (news.event) show(news.event);
        if (news.endpoints) resolve(news.endpoints);
        if (news.failure)
          reject(new Unavailable(news.failure.message, { mend: news.failure.mend ?? `Its log: ${log}` }));
      });
      child.once('error', reject);
      child.once('exit', (code) =>
        reject(
          new Unavailable(`Weft ended while it started (exit code ${code})`, { mend: `Its log: ${log}` }),
        ),
      );
    });
    answer(endpoints, summary(settings, endpoints, 'detached'));
    child.disconnect();
    child.unref();
  } finally {
    interrupt.end();
  }
}

const mendOf = (error: unknown): string | undefined => (error instanceof WeftError ? error.mend : undefined);

function summary(settings: Settings, endpoints: Endpoints, how: 'foreground' | 'detached'): string {
  const { web, temporal, postgres } = endpoints;
  const rows: string[][] = [];
  if (web) rows.push(['  App', web.url]);
  const temporalUi = settings.env.WEFT_TEMPORAL_UI_URL ?? temporal?.uiUrl;
  if (temporalUi) rows.push(['  Temporal', temporalUi]);
  if (postgres) rows.push(['  PostgreSQL', `${postgres.host}:${postgres.port}, user ${postgres.user}`]);
  rows.push(['  Files', settings.home]);
  const end = how === 'foreground' ? 'Ctrl-C stops it.' : 'It runs in the background; ./weft down stops it.';
  return `\nWeft is running.\n\n${table(rows)}\n\n${end}`;
}
