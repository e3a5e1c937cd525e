import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../../connectors/errors.ts';

const run = promisify(execFile);

/** dbt-core 1.11 runs on these. */
const oldest = [3, 10] as const;
const newest = [3, 13] as const;

export interface Python {
  program: string;
  path: string;
  version: string;
  usable: boolean;
  /** Modules of the standard library that the system packages apart and that are not there. */
  missing: string[];
}

/** `$WEFT_PYTHON`, or the newest that fits. Each candidate is run: version managers leave names that do not work. */
export async function findPython(): Promise<Python> {
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

/**
 * A whole Python 3 of one of these minor versions, the first that is found: by name, among pyenv's versions (its
 * names on the PATH work only where the version is chosen), among uv's.
 */
export async function findPythonOf(minors: readonly number[]): Promise<Python | undefined> {
  for (const minor of minors) {
    for (const program of await candidates(minor)) {
      const python = await probe(program);
      if (python && minorOf(python.version) === minor && python.missing.length === 0) return python;
    }
  }
  return undefined;
}

async function candidates(minor: number): Promise<string[]> {
  const versions = join(process.env.PYENV_ROOT || join(homedir(), '.pyenv'), 'versions');
  const pyenv = (await readdir(versions).catch(() => []))
    .filter((name) => name.startsWith(`3.${minor}.`))
    .map((name) => join(versions, name, 'bin', `python3.${minor}`));
  const uv = await run('uv', ['python', 'find', `3.${minor}`], { timeout: 20_000 }).then(
    ({ stdout }) => [stdout.trim()],
    () => [],
  );
  const given = process.env.WEFT_PYTHON;
  return [...(given ? [given] : []), `python3.${minor}`, ...pyenv, ...uv, 'python3', 'python'];
}

/** 13 of 3.13.0; 0 for a Python of another major version. */
function minorOf(version: string): number {
  const [major, minor = 0] = version.split('.').map(Number);
  return major === 3 ? minor : 0;
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
    const minor = minorOf(version);
    const usable = minor >= oldest[1] && minor <= newest[1];
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
