import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { copyExtensions } from './duckdb-extensions.ts';
import { findPython, type Python } from './find-python.ts';
import type { Step } from './progress.ts';
import { runProgram } from './run-program.ts';

const run = promisify(execFile);

/** What a command needs: Weft alone, Weft with the dbt adapter of one warehouse, or all that the tests take. */
export const needs = ['production', 'snowflake', 'bigquery', 'full'] as const;
export type Need = (typeof needs)[number];

const base = 'requirements.txt';
const requirements: Record<Need, readonly string[]> = {
  production: [base],
  snowflake: [base, 'requirements-snowflake.txt'],
  bigquery: [base, 'requirements-bigquery.txt'],
  full: [base, 'requirements-snowflake.txt', 'requirements-bigquery.txt', 'requirements-dev.txt'],
};

/**
 * Installs the Python environment from the pinned requirements, and DuckDB's extensions out of it. What is there
 * for another need stays; where a file of it has changed, the environment is made anew.
 */
export async function installPython(
  root: string,
  toolchain: string,
  need: Need,
  step: Step,
): Promise<string> {
  const folder = join(toolchain, 'python');
  const stampFile = join(folder, 'weft-installed');
  const lineOf = (file: string) => stampLine(folder, root, file);
  const present = readStamp(stampFile);
  const fits =
    present.includes(lineOf(base)) &&
    present.every((line) => isCurrent(line, lineOf)) &&
    (await answers(join(folder, 'bin', 'python')));
  const missing = requirements[need].filter((file) => !fits || !present.includes(lineOf(file)));
  if (missing.length === 0) {
    await copyExtensions(folder, toolchain);
    return 'up to date';
  }
  let version = '';
  if (!fits) {
    step.detail('looking for Python');
    const python = await findPython();
    version = `${python.version} (${python.path})`;
    step.detail(`environment with ${version}`);
    await makeEnvironment(python, folder, join(toolchain, 'logs', 'python-venv.log'));
  } else {
    await rm(stampFile);
  }
  step.detail(missing.join(', '));
  await installRequirements(
    folder,
    missing.map((file) => join(root, file)),
    join(toolchain, 'logs', 'pip.log'),
  );
  step.detail("DuckDB's extensions");
  await copyExtensions(folder, toolchain);
  const kept = fits ? present : [];
  await writeFile(stampFile, `${[...kept, ...missing.map(lineOf)].join('\n')}\n`);
  return version;
}

/** Makes an empty environment. Programs in it name its full path, so it is made in its place. */
export async function makeEnvironment(python: Python, folder: string, log: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await runProgram({
    program: python.path,
    arguments: ['-m', 'venv', folder],
    folder: dirname(folder),
    log,
    failure: `${python.path} could not make an environment`,
  });
}

/** Installs pinned packages into an environment. */
export async function installRequirements(
  folder: string,
  files: readonly string[],
  log: string,
): Promise<void> {
  await runProgram({
    program: join(folder, 'bin', 'python'),
    // The requirements list everything that is needed, so nothing has to be resolved. Compiling at the first
    // import costs less than compiling all.
    arguments: [
      '-m',
      'pip',
      'install',
      '--no-deps',
      '--no-compile',
      '--disable-pip-version-check',
      '--progress-bar=off',
      ...files.flatMap((file) => ['-r', file]),
    ],
    folder,
    env: withoutPythonSettings(),
    log,
    failure: 'pip could not install the Python packages',
  });
}

/** One line of an environment's stamp: a requirements file by name, and a hash of its text and the environment's place. */
export function stampLine(folder: string, root: string, file: string): string {
  const hash = createHash('sha256')
    .update(folder)
    .update(readFileSync(join(root, file)));
  return `${file} ${hash.digest('hex')}`;
}

const isCurrent = (line: string, lineOf: (file: string) => string): boolean => {
  const file = line.split(' ')[0] ?? '';
  return requirements.full.includes(file) && line === lineOf(file);
};

/** The lines of an environment's stamp; none where it was never finished. */
export function readStamp(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

/** Whether a Python starts. */
export async function answers(python: string): Promise<boolean> {
  return run(python, ['-c', '']).then(
    () => true,
    () => false,
  );
}

/** PYTHONPATH and the like would mix the machine's packages into the environment. */
function withoutPythonSettings(): NodeJS.ProcessEnv {
  const {
    PYTHONPATH: _path,
    PYTHONHOME: _home,
    PIP_REQUIRE_VIRTUALENV: _venv,
    PIP_USER: _user,
    ...rest
  } = process.env;
  return rest;
}
