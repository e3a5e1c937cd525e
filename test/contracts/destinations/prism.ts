import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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

const cli = createRequire(import.meta.url).resolve('@stoplight/prism-cli');

/** Serves a description with Prism, which answers its examples and refuses what does not fit it with 422. */
export async function servePrism(description: unknown): Promise<Prism> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-prism-'));
  const file = join(folder, 'description.json');
  await writeFile(file, JSON.stringify(description));
  const port = await freePort('127.0.0.1');
  const process = spawn(
    globalThis.process.execPath,
    [cli, 'mock', '-h', '127.0.0.1', '-p', String(port), file],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  let ended = false;
  process.stdout.on('data', (data) => {
    said += data;
  });
  process.stderr.on('data', (data) => {
    said += data;
  });
  const exited = new Promise<void>((done) => {
    process.once('exit', () => {
      ended = true;
      done();
    });
  });
  const until = performance.now() + 60_000;
  while (!said.includes('Prism is listening')) {
    if (ended || performance.now() > until) throw new Error(`Prism did not start: ${said}`);
    await sleep(100);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      process.kill();
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}
