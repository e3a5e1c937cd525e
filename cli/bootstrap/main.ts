/**
 * The wrapper's second half: `main.ts TOOLCHAIN NEED KEY ARGUMENTS…`, see `needs`. Installs what is missing, notes KEY as
 * done, then becomes the command line. Until npm has run it can use nothing but Node's own modules, and
 * everything it prints goes to stderr.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { reportError } from '../output.ts';
import { installEmulators } from './emulator-environments.ts';
import { waitForLock } from './lock.ts';
import { installMysqlServer } from './mysql-server.ts';
import { installedAs, installNpmPackages } from './npm-packages.ts';
import { Progress } from './progress.ts';
import { installPython, type Need, needs } from './python-environment.ts';

const [toolchain, need, key] = process.argv.splice(2, 3);
if (!toolchain || !need || !key) throw new Error('this file is run by ./weft');
const root = resolve(import.meta.dirname, '../..');

// The exit handlers stop what runs and give the lock back.
const leave = (code: number) => () => process.exit(code);
const stops = { SIGINT: leave(130), SIGTERM: leave(143), SIGHUP: leave(129) };
for (const [signal, handler] of Object.entries(stops)) process.on(signal, handler);

try {
  await install(toolchain, needs.find((name) => name === need) ?? 'production', key);
} catch (error) {
  process.exit(reportError(error));
}
for (const [signal, handler] of Object.entries(stops)) process.removeListener(signal, handler);
await import('../main.ts');

async function install(toolchain: string, need: Need, key: string): Promise<void> {
  const progress = new Progress();
  const lock = await waitForLock(join(toolchain, 'bootstrap.lock'), 'install', (holder) =>
    progress.note(`… waiting for another ./weft that is installing (process ${holder.pid})`),
  );
  try {
    const stamp = join(toolchain, 'installed');
    rmSync(stamp, { force: true });
    // Development packages that are there stay, so that `demo` after `test` takes nothing away.
    const set = need === 'full' || installedAs(root, 'full') ? 'full' : 'production';
    // Where one fails, the exit that follows stops the other.
    await Promise.all([
      progress.run('npm packages', () => installNpmPackages(root, set, join(toolchain, 'logs'))),
      progress.run('Python environment', (step) => installPython(root, toolchain, need, step)),
      ...(need === 'full'
        ? [
            progress.run('Emulators of the tests', (step) => installEmulators(root, toolchain, step)),
            progress.run('MySQL server of the tests', (step) => installMysqlServer(toolchain, step)),
          ]
        : []),
    ]);
    writeFileSync(stamp, `${need}\n${key}\n`);
  } finally {
    lock.release();
  }
}
