import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toolchainFolder } from '../../connectors/settings.ts';

/** Files and packages that requirements-dev.txt brings, below the Python environment's site-packages. */
function sitePackages(): string {
  const lib = join(toolchainFolder(), 'python', 'lib');
  const version = existsSync(lib) ? readdirSync(lib).find((name) => name.startsWith('python3')) : undefined;
  if (version === undefined) throw new Error(`there is no Python environment below ${toolchainFolder()}`);
  return join(lib, version, 'site-packages');
}

/** The path of a data file that a package ships: `lifetimes/datasets/CDNOW_master.txt`. */
export function datasetFile(path: string): string {
  const file = join(sitePackages(), path);
  if (existsSync(file)) return file;
  throw new Error(`${file} is not there: \`./weft test\` installs requirements-dev.txt, which brings it`);
}
