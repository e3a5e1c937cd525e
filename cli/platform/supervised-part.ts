import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, Unavailable } from '../../connectors/errors.ts';
import type { Endpoints } from '../../connectors/settings.ts';
import type { ProcessIdentity } from '../bootstrap/process-identity.ts';
import { logTail, type Part, type PartLaunch, rotateLog } from './part.ts';
import { listensOn } from './ports.ts';
import { groupMembers, killGroup, launch, type RunningProcess, stopProcess, waitFor } from './processes.ts';
import type { PartState } from './records.ts';

const crashWindowMs = 60_000;
const crashLimit = 5;
const longestPauseMs = 5_000;
/** Someone else may take a free port between our look and the part's own. */
const portTries = 5;

/** The life of one part: start, watch, restart after a crash, stop. */
export class SupervisedPart {
  state: PartState = 'starting';
  restarts = 0;
  readonly part: Part;
  readonly #log: string;
  readonly #onChange: (state: PartState, detail?: string) => void;
  readonly #onGiveUp: (error: Error) => void;
  #launch: PartLaunch | undefined;
  #process: RunningProcess | undefined;
  #outputFrom = 0;
  #stopping = false;
  #crashes: number[] = [];

  constructor(
    part: Part,
    log: string,
    onChange: (state: PartState, detail?: string) => void,
    onGiveUp: (error: Error) => void,
  ) {
    this.part = part;
    this.#log = log;
    this.#onChange = onChange;
    this.#onGiveUp = onGiveUp;
  }

  get identity() {
    return this.#process?.hasExited() ? undefined : this.#process?.identity;
  }

  get endpoints(): Endpoints {
    return this.#launch?.endpoints ?? {};
  }

  async prepare(): Promise<void> {
    await this.part.prepare((detail) => this.#change('starting', detail));
  }

  /** Resolves when the part answers. */
  async start(): Promise<void> {
    rotateLog(this.#log);
    const taken = new Set<number>();
    for (;;) {
      this.#change('starting');
      this.#launch = await this.part.launch(taken);
      try {
        await this.#run(this.#launch);
        break;
      } catch (error) {
        const inUse = /EADDRINUSE|address already in use/i.test(this.#output());
        if (!inUse || this.#launch.chosenPorts.length === 0 || taken.size >= portTries) throw error;
        for (const port of this.#launch.chosenPorts) taken.add(port);
      }
    }
    this.#change('ready');
    this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const identity = this.identity;
    if (identity) {
      this.#change('stopping');
      await stopProcess(identity, this.part.stopSignals, this.part.graceMs);
      await waitFor(() => this.identity === undefined, 1_000);
    }
    if (this.state !== 'failed') this.#change('stopped');
  }

  /** At once; nothing is flushed. */
  kill(): void {
    this.#stopping = true;
    const identity = this.identity;
    if (identity) killGroup(identity);
  }

  async #run(launchRequest: PartLaunch): Promise<void> {
    this.#outputFrom = existsSync(this.#log) ? statSync(this.#log).size : 0;
    const running = await launch({ ...launchRequest, log: this.#log });
    this.#process = running;
    this.#change(this.state);
    const limit = performance.now() + this.part.readyWithinMs;
    let last: unknown;
    while (performance.now() < limit && !this.#stopping) {
      if (running.hasExited()) {
        throw this.#failure(`${this.part.name} did not start: it ${await running.exited}`);
      }
      try {
        await this.part.check(() => this.#output());
        if (listensItself(running.identity, launchRequest.ports)) return;
        last = `another process listens on ${launchRequest.ports.join(' or ')}`;
      } catch (error) {
        last = error;
      }
      await sleep(50);
    }
    await stopProcess(running.identity, this.part.stopSignals, this.part.graceMs);
    if (this.#stopping) throw new Unavailable(`${this.part.name} was stopped while it started`);
    throw this.#failure(
      `${this.part.name} did not answer within ${this.part.readyWithinMs / 1000} s: ${messageOf(last)}`,
    );
  }

  #watch(): void {
    const running = this.#process;
    if (!running) return;
    void running.exited.then((reason) => {
      if (this.#stopping) return;
      // What it started, such as dbt, must not go on beside its successor's.
      killGroup(running.identity);
      return this.#recover(reason);
    });
  }

  async #recover(firstReason: string): Promise<void> {
    let reason = firstReason;
    while (!this.#stopping && this.#launch) {
      const now = performance.now();
      this.#crashes = [...this.#crashes.filter((at) => now - at < crashWindowMs), now];
      if (this.#crashes.length >= crashLimit) {
        this.#change('failed', reason);
        this.#onGiveUp(
          this.#failure(`${this.part.name} crashed ${crashLimit} times within a minute: it ${reason}`),
        );
        return;
      }
      this.#change('crashed', reason);
      await sleep(Math.min(200 * 2 ** (this.#crashes.length - 1), longestPauseMs));
      if (this.#stopping) return;
      this.restarts += 1;
      this.#change('restarting');
      try {
        await this.#run(this.#launch);
        this.#change('ready', `after ${this.restarts === 1 ? 'a restart' : `${this.restarts} restarts`}`);
        this.#watch();
        return;
      } catch (error) {
        reason = messageOf(error).split('\n')[0] ?? 'failed';
      }
    }
  }

  #change(state: PartState, detail?: string): void {
    this.state = state;
    this.#onChange(state, detail);
  }

  /** What the present process has printed so far. */
  #output(): string {
    const descriptor = openSync(this.#log, 'r');
    try {
      const length = Math.max(0, statSync(this.#log).size - this.#outputFrom);
      const buffer = Buffer.alloc(Math.min(length, 1_048_576));
      readSync(descriptor, buffer, 0, buffer.length, this.#outputFrom);
      return buffer.toString('utf8');
    } finally {
      closeSync(descriptor);
    }
  }

  #failure(message: string): Unavailable {
    const tail = logTail(this.#log)
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n');
    return new Unavailable(tail.trim() === '' ? message : `${message}\n${tail}`, {
      mend: `The whole log: ${this.#log}; ./weft doctor looks for causes.`,
    });
  }
}

function listensItself(leader: ProcessIdentity, ports: readonly number[]): boolean {
  const pids = groupMembers(leader);
  return ports.every((port) => listensOn(port, pids) !== false);
}
