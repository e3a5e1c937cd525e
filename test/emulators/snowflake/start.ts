import { spawn } from 'node:child_process';
import { createHash, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../cli/platform/ports.ts';
import { projectRoot, toolchainFolder } from '../../../connectors/settings.ts';

const folder = join(projectRoot, 'test', 'emulators', 'snowflake');
const startLimitMs = 60_000;

/** Who may log in. Where neither is given the password is `snow`. */
export interface SnowflakeLogin {
  password?: string;
  token?: string;
  /** The public half of a key pair, in PEM or as a key. */
  publicKey?: KeyObject;
}

/** A refusal that the emulator gives until it is told another, or `times` times. */
export interface Refusal {
  /** Where: at login, for statements whose text matches, for a chunk of a result, or for every request of a session. */
  at: 'login' | 'statement' | 'chunk' | 'session';
  /** A regular expression that the statement's text must match; all by default. */
  matching?: string;
  /** Snowflake's code, such as `003001`; for a chunk: `drop` cuts the connection in the middle. */
  code: string;
  message?: string;
  sqlState?: string;
  times?: number;
}

export interface SnowflakeEmulator {
  url: string;
  port: number;
  /** What a `WEFT_WAREHOUSE_URL` for it is, with a database that is there. */
  warehouseUrl: string;
  /** What Weft's environment must say to reach it by password, `WEFT_WAREHOUSE_URL` included. */
  environment: Record<string, string>;
  refuse(refusal: Refusal): Promise<void>;
  /** No more refusals. */
  allow(): Promise<void>;
  /** The statements that ran, with the tag that each carried, oldest first. */
  statements(): Promise<{ sql: string; tag: string | null }[]>;
  /** Sessions that are open now. */
  sessions(): Promise<number>;
  stop(): Promise<void>;
}

const environmentFolder = (): string => join(toolchainFolder(), 'emulators', 'snowflake');

/** Starts an emulator of Snowflake in a process of its own, on a free port. */
export async function startSnowflakeEmulator(login: SnowflakeLogin = {}): Promise<SnowflakeEmulator> {
  const python = join(environmentFolder(), 'bin', 'python');
  if (!existsSync(python)) {
    throw new Error(
      'the emulator of Snowflake is not installed: `./weft test` does so, on Python 3.11 to 3.13',
    );
  }
  const port = await freePort('127.0.0.1');
  const password = login.password ?? 'snow';
  const temporary = await mkdtemp(join(tmpdir(), 'weft-snowflake-emulator-'));
  const child = spawn(python, ['-W', 'ignore', join(folder, 'emulator.py'), '--port', String(port)], {
    env: {
      ...process.env,
      // What has no zone is UTC.
      TZ: 'UTC',
      // Compiled once, beside the environment: without it each start takes seconds longer.
      PYTHONDONTWRITEBYTECODE: '',
      PYTHONPYCACHEPREFIX: join(environmentFolder(), 'pycache'),
      // Its stages are in there.
      TMPDIR: temporary,
      WEFT_EMULATOR_LOGIN: JSON.stringify({
        password,
        token: login.token ?? null,
        fingerprint: login.publicKey ? fingerprint(login.publicKey) : null,
        publicKey: login.publicKey?.export({ type: 'spki', format: 'pem' }) ?? null,
      }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      output = (output + part.toString()).slice(-20_000);
    });
  }
  let ended: string | undefined;
  const exit = new Promise<void>((resolve) => {
    const note = (reason: string) => {
      ended = reason;
      resolve();
    };
    child.once('exit', (code, signal) => note(`it ended with ${signal ?? code}`));
    child.once('error', (error) => note(error.message));
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await exit;
    await rm(temporary, { recursive: true, force: true });
  };
  process.once('exit', () => child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  const ask = async (path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${url}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new Error(`the emulator of Snowflake does not answer (${ended ?? 'it runs'})\n${output}`, {
        cause: error,
      });
    });
    if (!response.ok) throw new Error(`the emulator answered ${response.status}\n${output}`);
    return response;
  };
  const started = performance.now();
  while (
    !(await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    ))
  ) {
    if (ended !== undefined || performance.now() - started > startLimitMs) {
      await stop();
      throw new Error(`the emulator of Snowflake did not start: ${ended ?? 'it does not answer'}\n${output}`);
    }
    await sleep(100);
  }
  const warehouseUrl = `snowflake://weft@emulator/weft_db?warehouse=weft_wh&role=weft_role&access_url=${url}`;
  return {
    url,
    port,
    warehouseUrl,
    environment: { WEFT_WAREHOUSE_URL: warehouseUrl, SNOWFLAKE_PASSWORD: password },
    refuse: async (refusal) => void (await ask('/weft/refuse', refusal)),
    allow: async () => void (await ask('/weft/allow', {})),
    statements: async () => (await ask('/weft/statements')).json(),
    sessions: async () => Number(await (await ask('/weft/sessions')).text()),
    stop,
  };
}

/** As Snowflake shows it in DESCRIBE USER, and as the issuer of a login token ends with it. */
function fingerprint(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(der).digest('base64')}`;
}
