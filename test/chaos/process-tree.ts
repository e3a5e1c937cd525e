import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupMembers } from '../../cli/platform/processes.ts';
import { type PartName, readState } from '../../cli/platform/records.ts';
import { projectRoot, type Settings } from '../../connectors/settings.ts';

const parts = ['postgres', 'temporal', 'worker'] as const satisfies readonly PartName[];

export type Victim = (typeof parts)[number] | 'everything';

/** A Weft in a process of its own, which can be killed with all its parts and started again in the same home. */
export class ProcessTree {
  readonly #settings: Settings;
  readonly #env: Record<string, string>;
  #child: ChildProcess | undefined;
  #stopping = false;
  #output = '';
  /** How often it ended by itself: a part was killed before all were up, or was given up. */
  endedItself = 0;

  constructor(settings: Settings, env: Record<string, string>) {
    this.#settings = settings;
    this.#env = env;
  }

  /** Resolves once all parts answer, however often what was started is killed meanwhile. */
  async start(): Promise<void> {
    this.#launch();
    await this.untilReady();
  }

  async untilReady(): Promise<void> {
    for (let waited = 0; !this.#isReady(); waited += 1) {
      if (waited > 900) throw new Error(`Weft did not get ready:\n${this.#output.slice(-4000)}`);
      await sleep(100);
    }
  }

  /** Kills a part, or everything, which is then started again. Resolves with when that was. */
  async kill(victim: Victim): Promise<number> {
    if (victim === 'everything') return this.#killEverything();
    for (;;) {
      const found = readState(this.#settings)?.parts[victim];
      const pids = found?.process ? groupMembers(found.process) : [];
      if (pids.length > 0) {
        killAll(pids);
        return performance.now();
      }
      await sleep(50);
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  }

  #isReady(): boolean {
    const state = readState(this.#settings);
    const isUp = state?.ready === true && state.supervisor.pid === this.#child?.pid;
    return isUp && parts.every((part) => state.parts[part]?.state === 'ready');
  }

  #killEverything(): number {
    const state = readState(this.#settings);
    const pids = parts.flatMap((part) => {
      const found = state?.parts[part]?.process;
      return found ? groupMembers(found) : [];
    });
    // The supervisor first: it must start nothing again.
    const own = this.#child?.pid;
    killAll([...(own === undefined ? [] : [own]), ...pids]);
    return performance.now();
  }

  #launch(): void {
    const child = spawn(
      process.execPath,
      [join(projectRoot, 'test', 'platform', 'hold-platform.ts'), ...parts],
      {
        env: { ...process.env, ...this.#env, WEFT_HOME: this.#settings.home },
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    // As a service manager does.
    child.once('exit', (_code, signal) => {
      if (this.#stopping) return;
      if (signal !== 'SIGKILL') this.endedItself += 1;
      this.#launch();
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        this.#output += data;
      });
  }
}

function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended in between.
    }
  }
}
