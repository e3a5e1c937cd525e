import type { Command } from 'commander';
import { ConfigError, Unavailable } from '../connectors/errors.ts';
import { readSettings, type Settings } from '../connectors/settings.ts';
import { type Holder, readHolder, tryLock } from './bootstrap/lock.ts';
import { isAlive } from './bootstrap/process-identity.ts';
import { Progress } from './bootstrap/progress.ts';
import { answer } from './output.ts';
import { waitFor } from './platform/processes.ts';
import { supervisorLock } from './platform/records.ts';
import { stopLeftovers } from './platform/supervisor.ts';

/** Longer than all parts' times to finish together. */
const limitMs = 75_000;

export function register(program: Command): void {
  program
    .command('down')
    .description('stop Weft, wherever it was started; what a crash left behind is cleaned up')
    .option('--json', 'the outcome as JSON')
    .action(async () => {
      const settings = readSettings();
      const holder = readHolder(supervisorLock(settings));
      if (holder) await new Progress().run('Stop Weft', () => stopHolder(holder));
      const left = await cleanUp(settings);
      const text = holder
        ? 'Weft is stopped.'
        : left > 0
          ? `Weft was not running; ${left} processes that it had left behind are stopped.`
          : 'Weft is not running.';
      answer({ wasRunning: holder !== undefined, leftovers: left }, text);
    });
}

async function stopHolder(holder: Holder): Promise<void> {
  try {
    process.kill(holder.pid, 'SIGTERM');
  } catch (error) {
    if (!isAlive(holder)) return;
    throw new ConfigError(`Process ${holder.pid} (${holder.purpose}) belongs to another user`, {
      mend: 'Run ./weft down as the user who started it.',
      cause: error,
    });
  }
  if (await waitFor(() => !isAlive(holder), limitMs)) return;
  process.kill(holder.pid, 'SIGKILL');
  await waitFor(() => !isAlive(holder), 5_000);
}

async function cleanUp(settings: Settings): Promise<number> {
  const lock = tryLock(supervisorLock(settings), 'weft down');
  if (!('release' in lock)) {
    throw new Unavailable(`Weft was started again meanwhile (process ${lock.pid}: ${lock.purpose})`, {
      mend: 'Run ./weft down again if it should stop too.',
    });
  }
  try {
    return await stopLeftovers(settings);
  } finally {
    lock.release();
  }
}
