import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../connectors/errors.ts';
import { explainFailure, runProgram } from './run-program.ts';

/** `production` is what Weft runs on; `full` adds what its tests and benches need. */
export type PackageSet = 'production' | 'full';

interface LockedPackage {
  version?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
}

/** Installs node_modules from the lock file, unless what is there is what it says. */
export async function installNpmPackages(root: string, set: PackageSet, logs: string): Promise<string> {
  if (installedAs(root, set)) return 'up to date';
  const log = join(logs, 'npm.log');
  await runProgram({
    program: 'npm',
    arguments: [
      'ci',
      '--no-audit',
      '--no-fund',
      '--no-progress',
      '--fetch-retry-maxtimeout=20000',
      '--loglevel=warn',
      set === 'full' ? '--include=dev' : '--omit=dev',
    ],
    folder: root,
    log,
    failure: 'npm could not install the packages',
  });
  // npm only warns of files that it could not write, and calls the rest a success.
  if (/TAR_ENTRY_ERROR|ENOSPC/.test(readFileSync(log, 'utf8'))) {
    rmSync(hiddenLock(root), { force: true });
    throw explainFailure('npm could not write all files', 'files are missing', log);
  }
  return set === 'full' ? 'with those of the tests' : '';
}

/**
 * npm writes node_modules/.package-lock.json when everything is in place: compare it with the lock file. It also
 * names the packages that --omit=dev left out, so look for each.
 */
export function installedAs(root: string, set: PackageSet): boolean {
  const hidden = hiddenLock(root);
  if (!existsSync(hidden)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(hidden);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || (set === 'production' && (entry.dev || entry.devOptional))) return true;
    const found = existsSync(join(root, path, 'package.json')) ? present[path] : undefined;
    // An optional package is left out where it is for another platform.
    if (!found) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

const hiddenLock = (root: string): string => join(root, 'node_modules', '.package-lock.json');

function packagesOf(file: string): Record<string, LockedPackage> {
  const lock: { packages?: Record<string, LockedPackage> } = JSON.parse(readFileSync(file, 'utf8'));
  if (!lock.packages) throw new ConfigError(`${file} is not a lock file`, { mend: 'Restore it from Git.' });
  return lock.packages;
}
