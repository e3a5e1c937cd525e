import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../connectors/errors.ts';
import { findPythonOf } from './find-python.ts';
import { waitForLock } from './lock.ts';
import { answers, installRequirements, makeEnvironment, readStamp, stampLine } from './python-environment.ts';

/** Minor versions of Python 3 that the peers' packages take, the most wanted first. */
const pythons = [13, 12, 11] as const;
const requirements = 'requirements-bench.txt';

/**
 * Makes the environment of the peers that identity resolution is measured against, `bench` in the toolchain, where
 * it is not there yet, and returns its Python program. `report` is told what takes long. Any number of processes
 * may ask at once. Throws `ConfigError` where no Python fits or pip fails.
 */
export async function installBenchPython(
  root: string,
  toolchain: string,
  report: (text: string) => void = () => undefined,
): Promise<string> {
  const folder = join(toolchain, 'bench');
  const program = join(folder, 'bin', 'python');
  const stampFile = join(folder, 'weft-installed');
  const line = stampLine(folder, root, requirements);
  const upToDate = async () => readStamp(stampFile).includes(line) && (await answers(program));
  if (await upToDate()) return program;
  const lock = await waitForLock(join(toolchain, 'bench.lock'), 'installing the peers', (holder) =>
    report(`waiting for process ${holder.pid}, which is installing the peers`),
  );
  try {
    if (await upToDate()) return program;
    const python = await findPythonOf(pythons);
    if (!python)
      throw new ConfigError('the peers of the benchmark need Python 3.11, 3.12 or 3.13; none was found', {
        mend: 'Install one (Debian and Ubuntu: apt install python3 python3-venv), or name it: WEFT_PYTHON=/path/to/python3.12.',
      });
    report(`installing the peers with Python ${python.version}`);
    await mkdir(join(toolchain, 'logs'), { recursive: true });
    await makeEnvironment(python, folder, join(toolchain, 'logs', 'bench-venv.log'));
    await installRequirements(folder, [join(root, requirements)], join(toolchain, 'logs', 'bench-pip.log'));
    await writeFile(stampFile, `${line}\n`);
    return program;
  } finally {
    lock.release();
  }
}
