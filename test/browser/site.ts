import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { startReceiver } from '../../cli/demo/receiver.ts';
import { runDemo } from '../../cli/demo/run-demo.ts';
import type { Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import { useWeft } from '../fixtures/weft.ts';

export interface Site {
  /** Address of the running app. */
  readonly url: string;
  /** The warehouse behind the app, asked directly: what pages show is compared with what it answers. */
  readonly warehouse: Warehouse;
}

/** The app on the demo company, all parts real, for the tests of a file; `env` is what its parts find set besides. */
export async function useSite(env: Record<string, string> = {}): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'weft-receiver-'));
  const receiver = await startReceiver(0, join(folder, 'received.jsonl'));
  const weft = useWeft(['postgres', 'temporal', 'worker', 'web'], {
    WEFT_EGRESS_ALLOW: `127.0.0.1:${receiver.port}`,
    WEFT_WEB_PORT: '0',
    ...env,
  });
  beforeAll(async () => {
    const now = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000).toISOString();
    await runDemo(
      weft.settings,
      { persons: 400, seed: 3, now, receiverPort: receiver.port },
      () => undefined,
    );
  }, 180_000);
  afterAll(async () => {
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get url() {
      return weft.platform.endpoints.web?.url ?? '';
    },
    get warehouse() {
      return weft.warehouse;
    },
  };
}

/** A number as pages write it below a million. */
export const written = (value: unknown): string => new Intl.NumberFormat('en-US').format(Number(value));

export async function one(warehouse: Warehouse, sql: string): Promise<Row> {
  const [row] = await warehouse.query(sql);
  if (!row) throw new Error(`no row: ${sql}`);
  return row;
}
