import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** What a dbt process is started with, whichever its run: what Python and dbt read when they are imported. */
export interface Dbt {
  /** The `dbt` program. */
  program: string;
  environment: Readonly<Record<string, string>>;
}

/** A process that has imported dbt, from which runs are forked; see fork-server.py. It ends with this process. */
interface ForkServer {
  socket: string;
  pid: number | undefined;
  stop(): Promise<void>;
  /** Resolves when it ends, to the signal that ended it, if one did. */
  ended: Promise<string | undefined>;
}

/** A folder of servers that another process keeps for this one, as the tests' main process does for all of them. */
const sharedFolder = 'WEFT_DBT_SERVERS';

const scriptOf = (name: string): string => join(import.meta.dirname, name);
const pythonOf = ({ program }: Dbt): string => join(dirname(program), 'python');
const socketOf = (folder: string, { program, environment }: Dbt): string => {
  const key = JSON.stringify([program, Object.entries(environment).toSorted()]);
  return join(folder, createHash('sha256').update(key).digest('hex').slice(0, 16));
};

/** What sockaddr_un of Linux holds, without the closing zero. */
const longestSocket = 107;

/**
 * The command to start for a run of dbt: a client of a fork server, which becomes the program itself where the server
 * does not answer. The command's standard input is to stay open as long as the run is wanted.
 */
export async function dbtCommand(dbt: Dbt): Promise<[program: string, ...parameters: string[]]> {
  const socket = await serverSocket(dbt);
  if (socket === undefined) return [dbt.program];
  return [pythonOf(dbt), '-I', '-S', scriptOf('fork-client.py'), socket, dbt.program];
}

const servers = new Map<string, Promise<ForkServer | undefined>>();

async function serverSocket(dbt: Dbt): Promise<string | undefined> {
  // macOS lets no process that has used its frameworks be forked without exec; Windows forks none.
  if (process.platform !== 'linux' || !existsSync(dbt.program) || !existsSync(pythonOf(dbt)))
    return undefined;
  const folder = process.env[sharedFolder];
  if (folder && existsSync(socketOf(folder, dbt))) return socketOf(folder, dbt);
  return (await ownServer(dbt))?.socket;
}

function ownServer(dbt: Dbt): Promise<ForkServer | undefined> {
  const key = socketOf('', dbt);
  const present = servers.get(key);
  if (present) return present;
  const starting = startServer(dbt);
  servers.set(key, starting);
  void starting
    .then((server) => server?.ended)
    // One that gave up by itself would give up again.
    .then((signal) => signal !== undefined && servers.delete(key));
  return starting;
}

/** The server of this process for tests to look at. */
export const serverPid = async (dbt: Dbt): Promise<number | undefined> =>
  (await servers.get(socketOf('', dbt)))?.pid;

async function startServer(dbt: Dbt, shared?: string): Promise<ForkServer | undefined> {
  const folder = shared ?? (await mkdtemp(join(tmpdir(), 'weft-dbt-')));
  const socket = socketOf(folder, dbt);
  const remove = () => (shared === undefined ? rm(folder, { recursive: true, force: true }) : undefined);
  if (Buffer.byteLength(socket) > longestSocket) {
    await remove();
    return undefined;
  }
  const server = execa(pythonOf(dbt), [scriptOf('fork-server.py'), socket], {
    cwd: '/',
    env: { ...dbt.environment },
    extendEnv: false,
    // It ends with its input, however this process ends, and a terminal's interrupt is for the runs.
    cleanup: false,
    detached: true,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'ignore',
    buffer: false,
    reject: false,
  });
  const ended = server.then(async ({ signal }) => {
    await remove();
    return signal;
  });
  const listening = await Promise.race([
    once(server.stdout, 'data').then(() => true),
    ended.then(() => false),
  ]);
  if (!listening) return undefined;
  // A process that has nothing else to do ends, and its server with it.
  server.nodeChildProcess.unref();
  for (const pipe of [server.stdin, server.stdout]) if (pipe instanceof Socket) pipe.unref();
  return {
    socket,
    pid: server.pid,
    ended,
    stop: async () => {
      server.stdin.end();
      await ended;
    },
  };
}

/** Starts a server that the processes started from now on share with this one. Resolves to what stops it. */
export async function shareServer(dbt: Dbt): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-dbt-'));
  const server = await startServer(dbt, folder);
  process.env[sharedFolder] = folder;
  return async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
