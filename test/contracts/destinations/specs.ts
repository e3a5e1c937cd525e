import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../../cli/platform/ports.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The folder of the vendors' published specifications, which the project does not hold. */
export const specs = resolve(root, process.env.WEFT_SPECS ?? '../shared/specs');

/** A file of that folder; undefined where the folder does not have it. */
export function specFile(path: string): string | undefined {
  const file = join(specs, path);
  return existsSync(file) ? file : undefined;
}

const require = createRequire(import.meta.url);
const prism = require.resolve('@stoplight/prism-cli/dist/index.js');

/**
 * A proxy that lets through only requests, and only answers, that are valid by an OpenAPI specification: others it
 * answers itself, with 422 and 500.
 */
export async function validatingProxy(
  file: string,
  upstream: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort('127.0.0.1');
  const args = ['proxy', '-h', '127.0.0.1', '-p', String(port), '--errors', file, upstream];
  const started = spawn(process.execPath, [prism, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  await listening(started);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const ended = once(started, 'exit');
      started.kill('SIGKILL');
      await ended;
    },
  };
}

async function listening(started: ChildProcess): Promise<void> {
  if (started.stdout === null) throw new Error('Prism has no output');
  const told: string[] = [];
  for await (const line of createInterface(started.stdout)) {
    told.push(line);
    if (line.includes('Prism is listening')) {
      started.stdout.resume();
      return;
    }
  }
  throw new Error(`Prism did not start: ${told.join('\n')}`);
}

/**
 * The operations whose bodies Prism does not check, because it cannot compile their schemas: it accepts any body for
 * these without a word.
 */
export async function unchecked(file: string, paths: string): Promise<string[]> {
  const coverage = spawn(process.execPath, [join(specs, 'tools/prism-coverage.cjs'), file, paths], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  for await (const line of createInterface(coverage.stdout)) lines.push(line);
  const told: { bodies_validated?: number } = JSON.parse(lines.at(-1) ?? '{}');
  if (!told.bodies_validated) throw new Error(`no operation of ${file} was looked at`);
  return lines.filter((line) => line.startsWith('UNCHECKED'));
}
