import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from '../bootstrap/process-identity.ts';

export interface Launch {
  program: string;
  arguments: readonly string[];
  env: NodeJS.ProcessEnv;
  folder: string;
  /** The user and group to run as, and capabilities to keep; only where Weft runs as root. */
  user?: { uid: number; gid: number; capability?: string };
  /** What the process gets from the kernel should Weft be killed without a chance to stop it. */
  orphanSignal: 'SIGINT' | 'SIGTERM' | 'SIGKILL';
  /** Everything it prints is appended here. */
  log: string;
}

export interface RunningProcess {
  identity: ProcessIdentity;
  /** Resolves when it ended, with how. */
  exited: Promise<string>;
  hasExited(): boolean;
}

/** Starts a process in a group of its own, so that Ctrl-C reaches it through Weft, in order. */
export async function launch(request: Launch): Promise<RunningProcess> {
  const line = commandLine(request);
  const log = openSync(request.log, 'a', 0o600);
  const child = spawn(line.program, line.arguments, {
    cwd: request.folder,
    env: request.env,
    stdio: ['ignore', log, log],
    detached: true,
    ...line.options,
  });
  closeSync(log);
  let ended = false;
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = true;
      resolve(signal ? `ended by ${signal}` : `ended with exit code ${code}`);
    });
    child.once('error', (error) => {
      ended = true;
      resolve(error.message);
    });
  });
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (!identity) throw new Error(`${request.program} did not start: ${await exited}`);
  return { identity, exited, hasExited: () => ended };
}

/** util-linux's setpriv ties a child's life to ours and keeps single capabilities; spawn() can do neither. */
const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file));

export const canKeepCapabilities = setpriv !== undefined;

/** A program as another user, and tied to this process's life, in the form that spawn and execFile take. */
export function commandLine({
  program,
  arguments: args,
  user,
  orphanSignal,
}: Pick<Launch, 'program' | 'arguments' | 'user'> & Partial<Pick<Launch, 'orphanSignal'>>): {
  program: string;
  arguments: readonly string[];
  options: { uid?: number; gid?: number };
} {
  if (!setpriv) return { program, arguments: args, options: user ? { uid: user.uid, gid: user.gid } : {} };
  const options: string[] = [];
  if (orphanSignal) options.push('--pdeathsig', orphanSignal.slice(3));
  if (user) {
    options.push('--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups');
    if (user.capability) {
      // Without this bit access(2), by which PostgreSQL looks for its programs, ignores capabilities. Those that
      // the change of user leaves because of it end with exec, which keeps the ambient one only.
      options.push('--securebits', '+no_setuid_fixup');
      options.push('--inh-caps', `+${user.capability}`, '--ambient-caps', `+${user.capability}`);
    }
  }
  return { program: setpriv, arguments: [...options, '--', program, ...args], options: {} };
}

/** Sends each signal in turn, waits for `graceMs` after each, then kills the whole group. */
export async function stopProcess(
  identity: ProcessIdentity,
  signals: readonly NodeJS.Signals[],
  graceMs: number,
): Promise<void> {
  for (const signal of signals) {
    if (!isAlive(identity)) break;
    sendSignal(identity.pid, signal);
    if (await waitFor(() => !isAlive(identity), graceMs)) break;
  }
  killGroup(identity);
  await waitFor(() => !isAlive(identity) && groupMembers(identity).length === 0, 5_000);
}

/** At once, without asking: for a second Ctrl-C. */
export function killGroup(identity: ProcessIdentity): void {
  for (const pid of groupMembers(identity)) sendSignal(pid, 'SIGKILL');
}

/**
 * The processes of the group that a launched process leads. The kernel gives a group's number to no new process
 * while the group has members, so a number whose leader is another process by now is no longer ours.
 */
export function groupMembers(leader: ProcessIdentity): number[] {
  const now = identify(leader.pid);
  if (now && now.started !== leader.started) return [];
  if (process.platform !== 'linux') return now ? [leader.pid] : [];
  const members: number[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(group) === leader.pid && state !== 'Z') members.push(Number(name));
    } catch {
      // It ended while we looked.
    }
  }
  return members;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
}

export async function waitFor(condition: () => boolean, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    if (condition()) return true;
    await sleep(20);
  }
  return condition();
}
