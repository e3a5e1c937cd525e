import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from '../../../cli/platform/platform.ts';
import { embeddedAddress, readSettings } from '../../../connectors/settings.ts';
import type { Engine } from './engine.ts';
import { natures } from './natures.ts';

/** The embedded warehouse itself: DuckLake with its catalogue in an embedded PostgreSQL of the run's own. */
export const duckLake: Engine = {
  title: 'DuckLake',
  type: 'duckdb',
  nature: natures.duckdb,
  gaps: [],
  async start() {
    const home = await mkdtemp(join(tmpdir(), 'weft-contract-'));
    const settings = readSettings({ WEFT_HOME: home, WEFT_POSTGRES_PORT: '0' });
    const platform = await startPlatform(settings, { parts: ['postgres'], purpose: 'a test' });
    return {
      settings,
      database: 'weft_lake',
      secrets: [embeddedAddress(settings, 'postgres').password],
      async stop() {
        await platform.stop();
        await rm(home, { recursive: true, force: true });
      },
    };
  },
};
