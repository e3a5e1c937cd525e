import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { freePort } from '../../../cli/platform/ports.ts';
import { projectRoot } from '../../../connectors/settings.ts';

/** Vendors' published descriptions, which are not part of the project: a test that needs one says when it is not there. */
export const specsFolder = resolve(projectRoot, process.env.WEFT_SPECS ?? '../shared/specs');

/** The path of a description, or undefined where there is none. */
export function specFile(...path: string[]): string | undefined {
  const file = join(specsFolder, ...path);
  return existsSync(file) ? file : undefined;
}

export interface Prism {
  url: string;
  stop(): Promise<void>;
}

const require = createRequire(import.meta.url);
const cli = require.resolve('@stoplight/prism-cli');

/** After so long it will not start any more. */
const patienceMs = 60_000;

/** Serves a description with Prism, which answers its examples and refuses what does not fit it with 422. */
export async function servePrism(description: unknown): Promise<Prism> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-prism-'));
  const file = join(folder, 'description.json');
  await writeFile(file, JSON.stringify(description));
  const prism = await startPrism('mock', file);
  return {
    ...prism,
    async stop() {
      await prism.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * A proxy that lets through only requests, and only answers, that are valid by an OpenAPI specification: others it
 * answers itself, with 422 and 500.
 */
export const validatingProxy = (file: string, upstream: string): Promise<Prism> =>
  startPrism('proxy', '--errors', file, upstream);

async function startPrism(command: 'mock' | 'proxy', ...given: string[]): Promise<Prism> {
  const port = await freePort('127.0.0.1');
  const args = [cli, command, '-h', '127.0.0.1', '-p', String(port), ...given];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(started, 'exit');
  await listening(started);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      started.kill('SIGKILL');
      await ended;
    },
  };
}

/** Resolves once Prism listens; throws what it said where it ends instead, or takes too long. */
function listening(started: ChildProcessByStdio<null, Readable, Readable>): Promise<void> {
  return new Promise((done, failed) => {
    let said = '';
    const fail = () => {
      started.kill('SIGKILL');
      failed(new Error(`Prism did not start: ${said}`));
    };
    const late = setTimeout(fail, patienceMs);
    const hear = (data: Buffer) => {
      // Both streams are read to the end, or a full pipe would stop the process.
      said = `${said}${data}`.slice(-10_000);
      if (!said.includes('Prism is listening')) return;
      clearTimeout(late);
      started.off('exit', fail);
      done();
    };
    started.stdout.on('data', hear);
    started.stderr.on('data', hear);
    started.once('exit', fail);
  });
}

/**
 * The operations whose bodies Prism does not check, because it cannot compile their schemas: it accepts any body for
 * these without a word.
 */
export async function unchecked(file: string, paths: string): Promise<string[]> {
  const coverage = spawn(process.execPath, [join(specsFolder, 'tools/prism-coverage.cjs'), file, paths], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  for await (const line of createInterface(coverage.stdout)) lines.push(line);
  const told: { bodies_validated?: number } = JSON.parse(lines.at(-1) ?? '{}');
  if (!told.bodies_validated) throw new Error(`no operation of ${file} was looked at`);
  return lines.filter((line) => line.startsWith('UNCHECKED'));
}
