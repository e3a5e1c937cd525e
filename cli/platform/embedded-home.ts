import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings, type Settings } from '../../connectors/settings.ts';
import { note } from '../output.ts';
import { withPlatform } from './platform.ts';
import type { PartName } from './records.ts';

/**
 * Runs `work` in a home of its own with an embedded warehouse, whatever Weft of the caller's is set to: a new folder
 * below `folder`, which is removed after.
 */
export async function withEmbeddedHome<T>(
  folder: string,
  purpose: string,
  work: (settings: Settings) => Promise<T>,
  { parts = ['postgres'], env = {} }: { parts?: readonly PartName[]; env?: Record<string, string> } = {},
): Promise<T> {
  const home = mkdtempSync(join(folder, 'weft-'));
  const settings = readSettings({
    ...process.env,
    WEFT_HOME: home,
    WEFT_POSTGRES_PORT: '0',
    WEFT_WAREHOUSE_URL: '',
    WEFT_CONTROL_URL: '',
    WEFT_TEMPORAL_ADDRESS: '',
    WEFT_TEMPORAL_PORT: '0',
    WEFT_TEMPORAL_UI_PORT: '0',
    ...env,
  });
  try {
    return await withPlatform(settings, parts, () => work(settings), { purpose, onWait: note, env });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
