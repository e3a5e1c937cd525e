import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../../connectors/settings.ts';
import { startBigQueryEmulator } from '../../emulators/bigquery/start.ts';
import type { Engine } from './engine.ts';
import { natures } from './natures.ts';

export const bigQueryEmulator: Engine = {
  title: 'BigQuery, an emulator',
  type: 'bigquery',
  nature: natures.bigquery,
  gaps: [],
  async start() {
    const home = await mkdtemp(join(tmpdir(), 'weft-contract-'));
    const emulator = await startBigQueryEmulator();
    return {
      settings: readSettings({ WEFT_HOME: home, ...emulator.environment }),
      database: emulator.project,
      secrets: [emulator.token],
      async stop() {
        await emulator.stop();
        await rm(home, { recursive: true, force: true });
      },
    };
  },
};
