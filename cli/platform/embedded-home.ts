import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings, type Settings } from '../../connectors/settings.ts';
import { note } from '../output.ts';
import { withPlatform } from './platform.ts';

/**
 * Runs `work` in a home of its own with an embedded warehouse, whatever Weft of the caller's is set to: a new folder
 * below `folder`, which is removed after.
 */
export async function withEmbeddedHome<T>(
  folder: string,
  purpose: string,
  work: (settings: Settings) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(folder, 'weft-'));
  const settings = readSettings({
    ...process.env,
    WEFT_HOME: home,
    WEFT_POSTGRES_PORT: '0',
    WEFT_WAREHOUSE_URL: '',
    WEFT_CONTROL_URL: '',
  });
  try {
    return await withPlatform(settings, ['postgres'], () => work(settings), { purpose, onWait: note });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
