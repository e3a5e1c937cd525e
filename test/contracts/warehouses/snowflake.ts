import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../../connectors/settings.ts';
import { startSnowflakeEmulator } from '../../emulators/snowflake/start.ts';
import type { Engine, Gap } from './engine.ts';
import { natures } from './natures.ts';

const gaps: Gap[] = [
  {
    check: 'errors: a sum that no longer fits',
    reason: 'its integers end at 64 bits',
    failure: /Overflow in addition of INT64/,
  },
];

export const snowflakeEmulator: Engine = {
  title: 'Snowflake, an emulator',
  type: 'snowflake',
  nature: natures.snowflake,
  gaps,
  async start() {
    const password = 'weft-contract-pass';
    const home = await mkdtemp(join(tmpdir(), 'weft-contract-'));
    const emulator = await startSnowflakeEmulator({ password });
    return {
      settings: readSettings({ WEFT_HOME: home, ...emulator.environment }),
      database: 'weft_db',
      secrets: [password],
      async stop() {
        await emulator.stop();
        await rm(home, { recursive: true, force: true });
      },
    };
  },
};
