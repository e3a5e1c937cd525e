import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPythonOf } from './find-python.ts';
import type { Step } from './progress.ts';
import { answers, installRequirements, makeEnvironment, readStamp, stampLine } from './python-environment.ts';

const run = promisify(execFile);

interface Emulator {
  name: 'snowflake' | 'bigquery';
  title: string;
  /** Minor versions of Python 3 that its packages take, the most wanted first. */
  pythons: readonly number[];
  /** Extensions of DuckDB that it loads from below its home. */
  extensions: readonly string[];
}

const emulators: readonly Emulator[] = [
  { name: 'snowflake', title: 'Snowflake', pythons: [13, 12, 11], extensions: [] },
  { name: 'bigquery', title: 'BigQuery', pythons: [13], extensions: ['icu', 'spatial', 'ducklake'] },
];

/**
 * Makes the environments of the warehouses' emulators, `emulators/<name>` in the toolchain. Where none of the
 * machine's Pythons fits one, that one is left out and named: its tests say the same.
 */
export async function installEmulators(root: string, toolchain: string, step: Step): Promise<string> {
  const notes: string[] = [];
  for (const emulator of emulators) {
    const note = await installEmulator(emulator, root, toolchain, step);
    if (note !== '') notes.push(note);
  }
  return notes.length === 0 ? 'up to date' : notes.join(', ');
}

async function installEmulator(
  { name, title, pythons, extensions }: Emulator,
  root: string,
  toolchain: string,
  step: Step,
): Promise<string> {
  const folder = join(toolchain, 'emulators', name);
  const program = join(folder, 'bin', 'python');
  const stampFile = join(folder, 'weft-installed');
  const file = join('test', 'emulators', name, 'requirements.txt');
  const line = stampLine(folder, root, file);
  if (readStamp(stampFile).includes(line) && (await answers(program))) return '';
  step.detail(`${title}: looking for Python`);
  const python = await findPythonOf(pythons);
  if (!python) {
    await rm(folder, { recursive: true, force: true });
    return `none of ${title}: it needs Python ${pythons.map((minor) => `3.${minor}`).join(' or ')}, which was not found`;
  }
  step.detail(`${title}: environment with ${python.version} (${python.path})`);
  await mkdir(join(toolchain, 'emulators'), { recursive: true });
  await makeEnvironment(python, folder, join(toolchain, 'logs', `${name}-emulator-venv.log`));
  await installRequirements(folder, [join(root, file)], join(toolchain, 'logs', `${name}-emulator-pip.log`));
  if (extensions.length > 0) {
    const home = join(folder, 'home');
    await mkdir(home, { recursive: true });
    const code = `from duckdb_extensions import import_extension\nfor name in ${JSON.stringify(extensions)}: import_extension(name)`;
    await run(program, ['-c', code], { env: { ...process.env, HOME: home } });
  }
  await writeFile(stampFile, `${line}\n`);
  return `${title} on Python ${python.version}`;
}
