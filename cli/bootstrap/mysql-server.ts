import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../connectors/errors.ts';
import type { Step } from './progress.ts';

const run = promisify(execFile);

/** Debian's and Ubuntu's packages, by the names of their releases; of each the first that there is. */
const packages = [
  ['mariadb-server-core', 'mariadb-server-core-10.6', 'mariadb-server-core-10.5'],
  ['liburing2', 'liburing1'],
  ['libaio1t64', 'libaio1'],
  ['libnuma1'],
];

/**
 * Puts a MariaDB for the tests of the import into `mysql` of the toolchain: the system's own package, unpacked
 * and not installed, which any user may do. Where that cannot be had it is left out, with the reason: the tests
 * then take the one of the machine, or say what to install.
 */
export async function installMysqlServer(toolchain: string, step: Step): Promise<string> {
  const folder = join(toolchain, 'mysql');
  if (existsSync(join(folder, 'usr', 'sbin', 'mariadbd'))) return 'up to date';
  if (existsSync('/usr/sbin/mariadbd')) return "the machine's own";
  await mkdir(toolchain, { recursive: true });
  const work = await mkdtemp(join(toolchain, 'mysql-partial-'));
  try {
    step.detail('packages');
    const files = await download(work, step);
    const root = join(work, 'root');
    for (const file of files) await run('dpkg-deb', ['-x', file, root]);
    await rename(root, folder);
    return files.map((file) => file.split('/').at(-1)).join(', ');
  } catch (error) {
    return `none: ${messageOf(error).split('\n').filter(Boolean).at(-1)}`;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(work: string, step: Step): Promise<string[]> {
  try {
    return await downloadAll(work, []);
  } catch {
    // A fresh machine has no lists of packages, and only root may fetch them to their usual place.
    step.detail('lists of packages');
    const [state, cache] = [join(work, 'state'), join(work, 'cache')];
    await mkdir(join(state, 'lists', 'partial'), { recursive: true });
    await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
    const own = [
      `Dir::State=${state}`,
      'Dir::State::status=/var/lib/dpkg/status',
      `Dir::Cache=${cache}`,
      'APT::Sandbox::User=',
    ].flatMap((option) => ['-o', option]);
    await run('apt-get', [...own, '-qq', 'update'], { maxBuffer: 1e8 });
    step.detail('packages');
    return downloadAll(work, own);
  }
}

async function downloadAll(work: string, options: readonly string[]): Promise<string[]> {
  for (const names of packages) {
    let failure: unknown;
    for (const name of names) {
      failure = await run('apt-get', [...options, '-qq', '-o', 'APT::Sandbox::User=', 'download', name], {
        cwd: work,
      }).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure === undefined) break;
    }
    if (failure !== undefined) throw failure;
  }
  return (await readdir(work)).filter((name) => name.endsWith('.deb')).map((name) => join(work, name));
}
