import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { waitForLock } from './lock.ts';
import { runProgram } from './run-program.ts';

type Report = (text: string) => void;

/** Everything that is built before the first start. Nothing happens where no source changed. */
export async function buildAll(root: string, toolchain: string, report: Report): Promise<void> {
  await Promise.all([buildWorkflows(root, toolchain, report), buildWeb(root, toolchain, report)]);
}

/** The workflows' code as Temporal's sandbox loads it: build/workflows.js in the toolchain. */
export async function buildWorkflows(root: string, toolchain: string, report: Report): Promise<void> {
  await buildOnce(root, toolchain, report, {
    title: 'bundling the workflows',
    sources: ['workflows', 'models', 'connectors', 'package-lock.json'],
    output: join(toolchain, 'build', 'workflows.js'),
    stamp: join(toolchain, 'build', 'workflows.sources'),
    log: 'workflows-build.log',
    arguments: [join(root, 'workflows', 'bundle.ts')],
    failure: 'The workflows could not be bundled',
  });
}

/** The web app, in web/.next. Next.js empties that folder first, and with it the stamp. */
export async function buildWeb(root: string, toolchain: string, report: Report): Promise<void> {
  await buildOnce(root, toolchain, report, {
    title: 'building the web app',
    sources: ['web', 'workflows', 'models', 'connectors', 'package-lock.json'],
    output: join(root, 'web', '.next', 'BUILD_ID'),
    stamp: join(root, 'web', '.next', 'weft-sources'),
    log: 'web-build.log',
    arguments: [nextProgram(root), 'build', join(root, 'web')],
    failure: 'The web app could not be built',
  });
}

export const nextProgram = (root: string): string =>
  createRequire(join(root, 'package.json')).resolve('next/dist/bin/next');

interface Build {
  title: string;
  sources: readonly string[];
  output: string;
  /** Holds the hash of the sources that were built. */
  stamp: string;
  log: string;
  arguments: readonly string[];
  failure: string;
}

async function buildOnce(root: string, toolchain: string, report: Report, build: Build): Promise<void> {
  const sources = hashOf(root, build.sources);
  const upToDate = () => existsSync(build.output) && readStamp(build.stamp) === sources;
  if (upToDate()) return;
  const lock = await waitForLock(join(toolchain, `${build.log}.lock`), build.title, (holder) =>
    report(`waiting for process ${holder.pid}, which is ${build.title}`),
  );
  try {
    if (upToDate()) return;
    report(build.title);
    mkdirSync(dirname(build.output), { recursive: true });
    await runProgram({
      program: process.execPath,
      arguments: build.arguments,
      folder: root,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        // Next.js installs packages that it misses, except where nobody is there to see it.
        CI: '1',
        WEFT_PROJECT_ROOT: root,
        WEFT_TOOLCHAIN: toolchain,
      },
      log: join(toolchain, 'logs', build.log),
      failure: build.failure,
    });
    writeFileSync(build.stamp, sources);
  } finally {
    lock.release();
  }
}

const readStamp = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;

function hashOf(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) hashInto(hash, root, path);
  return hash.digest('hex');
}

const notSources = new Set(['node_modules', '.next', 'next-env.d.ts']);

function hashInto(hash: ReturnType<typeof createHash>, root: string, path: string): void {
  const full = join(root, path);
  if (path.includes('.test.') || !existsSync(full)) return;
  const entries = readdirOrFile(full);
  if (entries === 'file') {
    hash.update(`\0${path}\0`).update(readFileSync(full));
    return;
  }
  for (const name of entries) if (!notSources.has(name)) hashInto(hash, root, `${path}/${name}`);
}

function readdirOrFile(path: string): string[] | 'file' {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return 'file';
    throw error;
  }
}
