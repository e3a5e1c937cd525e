import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setInterval } from 'node:timers';

export interface Usage {
  /** Of all processors together, which other work on the machine disturbs less than it does the time. */
  cpuSeconds: number;
  /** The most main memory that the processes below this one held together, this one apart. */
  peakBytes: number;
  /** The most that the files of a folder held. */
  peakDiskBytes: number;
}

const everyMs = 100;
/** The kernel's USER_HZ, which is 100 on every platform that Weft runs on. */
const ticksPerSecond = 100;

/** Watches the processes that `work` starts, and a folder of temporary files that may not be there yet. */
export async function withUsage<T>(
  folder: string,
  work: () => Promise<T>,
): Promise<{ result: T; usage: Usage }> {
  const usage: Usage = { cpuSeconds: 0, peakBytes: 0, peakDiskBytes: 0 };
  const before = new Map(descendants(process.pid).map(({ pid, ticks }) => [pid, ticks]));
  const spent = new Map<number, number>();
  const sample = async () => {
    const running = descendants(process.pid);
    for (const { pid, ticks } of running) spent.set(pid, ticks - (before.get(pid) ?? 0));
    usage.peakBytes = Math.max(
      usage.peakBytes,
      running.reduce((total, { bytes }) => total + bytes, 0),
    );
    usage.peakDiskBytes = Math.max(usage.peakDiskBytes, await folderBytes(folder));
  };
  const timer = setInterval(() => void sample(), everyMs);
  try {
    const result = await work();
    await sample();
    usage.cpuSeconds = [...spent.values()].reduce((total, ticks) => total + ticks, 0) / ticksPerSecond;
    return { result, usage };
  } finally {
    clearInterval(timer);
  }
}

/** All processes below one: resident bytes, where what several share is counted for each, and clock ticks so far. */
function descendants(root: number): { pid: number; bytes: number; ticks: number }[] {
  const children = new Map<number, { pid: number; ticks: number }[]>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    // proc_pid_stat(5). The name of the program, in parentheses, may hold anything; after it come state, parent, …
    const fields = textOf(`/proc/${name}/stat`).replace(/^.*\)/s, '').trim().split(' ');
    const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
    if (parent === undefined) continue;
    const child = { pid: Number(name), ticks: (user ?? 0) + (system ?? 0) };
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const found: { pid: number; bytes: number; ticks: number }[] = [];
  const open = [...(children.get(root) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(textOf(`/proc/${next.pid}/status`))?.[1] ?? 0;
    found.push({ ...next, bytes: 1024 * Number(resident) });
    open.push(...(children.get(next.pid) ?? []));
  }
  return found;
}

/** A process may end between two reads. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  let bytes = 0;
  for (const name of names) {
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    if (found?.isFile()) bytes += found.size;
  }
  return bytes;
}
