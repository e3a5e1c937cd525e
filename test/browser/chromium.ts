import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sparticuz, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { toolchainFolder } from '../../connectors/settings.ts';

/** The package's own arguments are for a cloud function: one process, and the web's security switched off. */
const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

const packaged = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..');

/**
 * The folder of the browser that npm carries, unpacked once beside what else the bootstrap installs: the package's
 * own place is one that all users of a machine would share. It is there whole or not at all, as several processes may
 * want it at once.
 */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(packaged, 'package.json'), 'utf8'));
  const toolchain = toolchainFolder();
  const folder = join(toolchain, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(toolchain, { recursive: true });
  const partial = mkdtempSync(join(toolchain, 'chromium-partial.'));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = partial;
  try {
    await sparticuz.executablePath();
    await inflate(join(packaged, 'bin', 'al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  try {
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true });
    // Another process was first.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Starts the browser; where the system lacks its libraries it takes those of the package. */
export async function openBrowser(further: readonly string[] = []): Promise<Browser> {
  const folder = await unpacked();
  const started = { executablePath: join(folder, 'chromium'), args: [...args, ...further] };
  try {
    return await chromium.launch(started);
  } catch (error) {
    if (!String(error).includes('error while loading shared libraries')) throw error;
    const libraries = join(folder, 'al2023', 'lib');
    return await chromium.launch({ ...started, env: { ...process.env, LD_LIBRARY_PATH: libraries } });
  }
}
