import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { toolchainFolder } from '../../../connectors/settings.ts';

/** A fault that the emulator answers with; see README.md. */
export interface Fault {
  /** An HTTP answer, a job that starts and fails, or half an answer and a closed connection. */
  on?: 'request' | 'job' | 'page';
  method?: string;
  /** Regular expressions: of the URL's path, and of the SQL or the request's body. */
  path?: string;
  text?: string;
  /** How often; null: until the reset. */
  times?: number | null;
  status?: number;
  reason?: string;
  message?: string;
  headers?: Record<string, string>;
}

export interface BigQueryEmulator {
  url: string;
  port: number;
  project: string;
  /** Any token is taken but `expired`. */
  token: string;
  /** What Weft's environment must say to reach it, `WEFT_WAREHOUSE_URL` and the token. */
  environment: Record<string, string>;
  refuse(fault: Fault): Promise<void>;
  /** Takes a permission away, on the project, a dataset or a `dataset.table`. */
  deny(permission: string, on?: string): Promise<void>;
  /** Forgets faults and denials. */
  reset(): Promise<void>;
  /** Every job so far as the API's own resource, the newest first. */
  jobs(): Promise<Job[]>;
  stop(): Promise<void>;
}

const jobSchema = z.object({
  jobReference: z.object({ jobId: z.string(), location: z.string() }),
  configuration: z.looseObject({
    labels: z.record(z.string(), z.string()).optional(),
    jobType: z.string().optional(),
    jobTimeoutMs: z.string().optional(),
    query: z
      .looseObject({
        query: z.string(),
        priority: z.string().optional(),
        maximumBytesBilled: z.string().optional(),
      })
      .optional(),
    load: z.looseObject({}).optional(),
  }),
  status: z.looseObject({ state: z.string(), errorResult: z.looseObject({}).optional() }),
  statistics: z.looseObject({
    totalBytesProcessed: z.string().optional(),
    totalSlotMs: z.string().optional(),
  }),
});
export type Job = z.infer<typeof jobSchema>;

const folder = import.meta.dirname;
const environmentFolder = () => join(toolchainFolder(), 'emulators', 'bigquery');

/** The port that the emulator prints once it listens; an Error with its last words where it does not. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const words: string[] = [];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => words.push(text));
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`the BigQuery emulator ended with ${code}: ${words.join('').slice(-2000)}`));
    });
    if (!child.stdout) throw new TypeError('the emulator has no output');
    createInterface(child.stdout).once('line', (line) => {
      resolve(z.object({ port: z.number() }).parse(JSON.parse(line)).port);
    });
  });
}

/** Starts an emulator of its own data, on a free port of 127.0.0.1; it ends with this process at the latest. */
export async function startBigQueryEmulator(project = 'test'): Promise<BigQueryEmulator> {
  if (!existsSync(join(environmentFolder(), 'bin', 'python'))) {
    throw new Error(
      'the BigQuery emulator needs Python 3.13, which was not found; install one and run ./weft test again',
    );
  }
  const data = await mkdtemp(join(tmpdir(), 'weft-bigquery-'));
  const child = spawn(
    join(environmentFolder(), 'bin', 'python'),
    [
      ...['-W', 'ignore', join(folder, 'emulator.py'), '--until-stdin-ends'],
      ...['--data', data, '--home', join(environmentFolder(), 'home'), '--project', project],
    ],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Compiled once, beside the environment: without it each start takes seconds longer.
      env: {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: '',
        PYTHONPYCACHEPREFIX: join(environmentFolder(), 'pycache'),
      },
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await portOf(child);
  const url = `http://127.0.0.1:${port}`;

  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/weft/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`/weft/${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };

  const token = 'weft-emulator';
  return {
    url,
    port,
    project,
    token,
    environment: {
      WEFT_WAREHOUSE_URL: `bigquery://${project}?location=US&api_endpoint=${encodeURIComponent(url)}`,
      BIGQUERY_TOKEN: token,
    },
    refuse: async (fault) => void (await ask('refuse', fault)),
    deny: async (permission, on = '') => void (await ask('deny', { permission, on })),
    reset: async () => void (await ask('reset', {})),
    jobs: async () => z.array(jobSchema).parse(await ask('jobs')),
    stop: async () => {
      child.stdin?.end();
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}
