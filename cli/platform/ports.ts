import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { ConfigError } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import { type PartName, type PortName, portNames, type UsedPorts } from './records.ts';

/** The variable that sets a port, and the port it starts from when nothing is set; none: any free one. */
const portRules = {
  postgres: { part: 'postgres', variable: 'WEFT_POSTGRES_PORT', from: undefined },
  temporal: { part: 'temporal', variable: 'WEFT_TEMPORAL_PORT', from: undefined },
  temporalUi: { part: 'temporal', variable: 'WEFT_TEMPORAL_UI_PORT', from: undefined },
  web: { part: 'web', variable: 'WEFT_WEB_PORT', from: 4700 },
} as const;

/** True where the variable names the port: then it is that one or an error. */
export function isPinned(settings: Settings, name: PortName): boolean {
  return Boolean(settings.env[portRules[name].variable]);
}

/** Refuses a port that was set and is taken, and an address that is not ours, before anything is started. */
export async function checkPorts(settings: Settings, parts: readonly PartName[]): Promise<void> {
  for (const name of portNames) {
    const wanted = isPinned(settings, name) || name === 'web';
    if (parts.includes(portRules[name].part) && wanted) await choosePort(settings, name, {});
  }
}

/**
 * The port a part should take: the one its variable names; for 0 any free one; else the one used last, the
 * default or the next free ones. `avoid` holds ports that turned out to be taken after all.
 */
export async function choosePort(
  settings: Settings,
  name: PortName,
  used: UsedPorts,
  avoid: ReadonlySet<number> = new Set(),
): Promise<number> {
  const rule = portRules[name];
  const host = name === 'web' ? settings.env.WEFT_HOST : '127.0.0.1';
  const given = settings.env[rule.variable];
  if (given) {
    if (await isFree(given, host)) return given;
    const holder = holderOf(given);
    throw new ConfigError(`Port ${given} of ${rule.variable} is in use${holder ? ` by ${holder}` : ''}`, {
      mend: `Stop what uses it, set ${rule.variable} to another port, or to 0 for any free one.`,
    });
  }
  if (given === undefined) {
    const last = used[name];
    if (last !== undefined && !avoid.has(last) && (await isFree(last, host))) return last;
    if (rule.from !== undefined) {
      for (let port: number = rule.from; port < rule.from + 100; port += 1) {
        if (!avoid.has(port) && (await isFree(port, host))) return port;
      }
    }
  }
  return freePort(host);
}

async function isFree(port: number, host: string): Promise<boolean> {
  return listenOnce(port, host).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') return false;
      if (error.code === 'EACCES') return false;
      throw new ConfigError(`Weft cannot listen on ${host}:${port}: ${error.message}`, {
        mend: 'Set WEFT_HOST to an address of this machine (127.0.0.1, or 0.0.0.0 for all).',
        cause: error,
      });
    },
  );
}

/** A port on which nothing listens. */
export const freePort = (host: string): Promise<number> => listenOnce(0, host);

function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** "process 123 (nginx)", where this user may see it: the listening socket, then whose descriptor it is. */
function holderOf(port: number): string | undefined {
  const sockets = listeningSockets(port);
  const pid = readFolder('/proc').find(
    (name) => /^\d+$/.test(name) && socketsOf(name).some((socket) => sockets.has(socket)),
  );
  return pid && `process ${pid} (${readText(`/proc/${pid}/comm`).trim()})`;
}

/** Whether one of these processes listens on the port; undefined where the system does not tell. */
export function listensOn(port: number, pids: readonly number[]): boolean | undefined {
  const listening = listeningSockets(port);
  const held = pids.flatMap((pid) => socketsOf(String(pid)));
  if (listening.size === 0 || held.length === 0) return undefined;
  return held.some((socket) => listening.has(socket));
}

/** As /proc/<pid>/fd names them. */
const socketsOf = (pid: string): string[] =>
  readFolder(`/proc/${pid}/fd`)
    .map((descriptor) => readLink(`/proc/${pid}/fd/${descriptor}`))
    .filter((target) => target.startsWith('socket:'));

function listeningSockets(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readText(file).split('\n'));
  return new Set(
    lines
      .map((line) => line.trim().split(/\s+/))
      // 0A is LISTEN.
      .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === '0A')
      .map((fields) => `socket:[${fields[9]}]`),
  );
}

const readText = (file: string): string => orElse(() => readFileSync(file, 'utf8'), '');
const readFolder = (folder: string): string[] => orElse(() => readdirSync(folder), []);
const readLink = (file: string): string => orElse(() => readlinkSync(file), '');

/** /proc changes under the reader, and other users' processes are closed to it: what cannot be read is empty. */
function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
