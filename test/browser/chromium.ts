import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sparticuz, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { toolchainFolder } from '../../connectors/settings.ts';

/** The package's own arguments are for a cloud function: one process, and the web's security switched off. */
const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/**
 * The browser that npm carries. It is unpacked once, beside what else the bootstrap installs: the package's own
 * place is one that all users of a machine would share. Where the system lacks its libraries it takes those of
 * the package.
 */
export async function openBrowser(further: readonly string[] = []): Promise<Browser> {
  const folder = join(toolchainFolder(), 'chromium');
  mkdirSync(folder, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const executablePath = await sparticuz.executablePath();
    try {
      return await chromium.launch({ executablePath, args: [...args, ...further] });
    } catch (error) {
      if (!String(error).includes('error while loading shared libraries')) throw error;
      const packaged = dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'));
      const libraries = join(await inflate(join(packaged, '..', 'bin', 'al2023.tar.br')), 'lib');
      return await chromium.launch({
        executablePath,
        args: [...args, ...further],
        env: { ...process.env, LD_LIBRARY_PATH: libraries },
      });
    }
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
