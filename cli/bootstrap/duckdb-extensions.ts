import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../connectors/errors.ts';

/** Copies DuckDB's extensions out of their wheels to where DuckDB looks: `<folder>/v<version>/<platform>/`. */
export async function copyExtensions(python: string, toolchain: string): Promise<void> {
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
