import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../../connectors/errors.ts';
import type { PackageSet } from './npm-packages.ts';
import type { Step } from './progress.ts';
import { runProgram } from './run-program.ts';

const run = promisify(execFile);

/** dbt-core 1.11 runs on these. */
const oldest = [3, 10] as const;
const newest = [3, 13] as const;

interface Python {
  program: string;
  path: string;
  version: string;
  usable: boolean;
  /** Modules of the standard library that the system packages apart and that are not there. */
  missing: string[];
}

/** Installs the Python environment from the pinned requirements, and DuckDB's extensions out of it. */
export async function installPython(
  root: string,
  toolchain: string,
  set: PackageSet,
  step: Step,
): Promise<string> {
  const folder = join(toolchain, 'python');
  const stampFile = join(folder, 'weft-installed');
  const requirements = { production: 'requirements.txt', full: 'requirements-dev.txt' } as const;
  const stamp = (of: PackageSet) => {
    const texts = of === 'full' ? [requirements.production, requirements.full] : [requirements.production];
    const hash = createHash('sha256').update(folder);
    for (const file of texts) hash.update(readFileSync(join(root, file)));
    return `${of} ${hash.digest('hex')}`;
  };
  const present = readStamp(stampFile);
  const works = present !== undefined && (await answers(join(folder, 'bin', 'python')));
  if (works && (present === stamp('full') || present === stamp(set))) {
    await copyExtensions(folder, toolchain);
    return 'up to date';
  }
  let version = '';
  if (!works || present !== stamp('production')) {
    step.detail('looking for Python');
    const python = await findPython();
    version = `${python.version} (${python.path})`;
    step.detail(`environment with ${version}`);
    // Programs in an environment name its full path, so it is made in its place; the stamp comes last.
    await rm(folder, { recursive: true, force: true });
    await runProgram({
      program: python.path,
      arguments: ['-m', 'venv', folder],
      folder: root,
      log: join(toolchain, 'logs', 'python-venv.log'),
      failure: `${python.path} could not make an environment`,
    });
  } else {
    await rm(stampFile);
  }
  step.detail(requirements[set]);
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
      '-r',
      requirements[set],
    ],
    folder: root,
    env: withoutPythonSettings(),
    log: join(toolchain, 'logs', 'pip.log'),
    failure: 'pip could not install the Python packages',
  });
  step.detail("DuckDB's extensions");
  await copyExtensions(folder, toolchain);
  await writeFile(stampFile, `${stamp(set)}\n`);
  return version;
}

function readStamp(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

async function answers(python: string): Promise<boolean> {
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

/** `$WEFT_PYTHON`, or the newest that fits. Each candidate is run: version managers leave names that do not work. */
async function findPython(): Promise<Python> {
  const given = process.env.WEFT_PYTHON;
  const names = given
    ? [given]
    : ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];
  const found: Python[] = [];
  for (const program of names) {
    const python = await probe(program);
    if (!python) continue;
    if (python.usable && python.missing.length === 0) return python;
    found.push(python);
  }
  throw noPython(found, given);
}

const question = `
import importlib.util, sys
missing = [name for name in ('venv', 'ensurepip') if importlib.util.find_spec(name) is None]
print(sys.executable, '.'.join(map(str, sys.version_info[:3])), ','.join(missing), sep='\\n')
`;

async function probe(program: string): Promise<Python | undefined> {
  try {
    const { stdout } = await run(program, ['-c', question], { timeout: 20_000 });
    const [path, version, missing] = stdout.trimEnd().split('\n');
    if (!path || !version) return undefined;
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const usable = major === 3 && minor >= oldest[1] && minor <= newest[1];
    return { program, path, version, usable, missing: missing ? missing.split(',') : [] };
  } catch {
    return undefined;
  }
}

function noPython(found: readonly Python[], given: string | undefined): ConfigError {
  const range = `Python ${oldest.join('.')} to ${newest.join('.')}`;
  const incomplete = found.find((python) => python.usable);
  if (incomplete) {
    const minor = incomplete.version.split('.').slice(0, 2).join('.');
    return new ConfigError(
      `Python ${incomplete.version} (${incomplete.path}) lacks its module ${incomplete.missing.join(' and ')}`,
      {
        mend: `Install it (Debian and Ubuntu: apt install python${minor}-venv), or set WEFT_PYTHON to another ${range}.`,
      },
    );
  }
  const versions = [...new Map(found.map((python) => [python.path, python])).values()]
    .map((python) => `${python.version} (${python.path})`)
    .join(', ');
  return new ConfigError(
    given
      ? `WEFT_PYTHON=${given} ${versions === '' ? 'does not run' : `is ${versions}`}; ${range} is needed`
      : `${range} is needed; found ${versions === '' ? 'none' : versions}`,
    {
      mend: 'Install one (Debian and Ubuntu: apt install python3 python3-venv; Fedora: dnf install python3.12; https://www.python.org), and where it is not on the PATH name it: WEFT_PYTHON=/path/to/python3.12 ./weft …',
    },
  );
}

/** Copies DuckDB's extensions out of their wheels to where DuckDB looks: `<folder>/v<version>/<platform>/`. */
async function copyExtensions(python: string, toolchain: string): Promise<void> {
  const versions = await readdir(join(python, 'lib'));
  const packages = join(
    python,
    'lib',
    versions.find((name) => name.startsWith('python3')) ?? '',
    'site-packages',
  );
  for (const name of await readdir(packages)) {
    if (!name.startsWith('duckdb_extension_') || name.endsWith('.dist-info')) continue;
    for (const version of await readdir(join(packages, name, 'extensions'))) {
      const target = join(toolchain, 'duckdb', 'extensions', version, duckdbPlatform());
      await mkdir(target, { recursive: true });
      for (const file of await readdir(join(packages, name, 'extensions', version))) {
        if (file.endsWith('.duckdb_extension'))
          await copyOnce(join(packages, name, 'extensions', version, file), join(target, file));
      }
    }
  }
}

async function copyOnce(from: string, to: string): Promise<void> {
  const [source, target] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (target && target.size === source.size && target.mtimeMs >= source.mtimeMs) return;
  await copyFile(from, `${to}.partial`, constants.COPYFILE_FICLONE);
  await rename(`${to}.partial`, to);
}

/** DuckDB's own name of this platform. */
function duckdbPlatform(): string {
  const systems: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'osx' };
  const system = systems[process.platform];
  const machine = process.arch === 'x64' ? 'amd64' : process.arch;
  if (!system)
    throw new ConfigError(`Weft does not run on ${process.platform}`, {
      mend: 'Use Linux, or WSL on Windows.',
    });
  return `${system}_${machine}`;
}
