import { inject } from 'vitest';
import { readSettings } from '../../connectors/settings.ts';
import type { Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of a running app with a computed workspace, and the home of its Weft. */
    weftUrl?: string;
    weftHome?: string;
  }
}

export interface Site {
  url: string;
  home: string;
}

/** The running app to test: given by the global set-up, or by `WEFT_TEST_URL` and `WEFT_HOME`; else null. */
export function givenSite(): Site | null {
  const url = inject('weftUrl') ?? process.env.WEFT_TEST_URL;
  const home = inject('weftHome') ?? process.env.WEFT_HOME;
  return url && home ? { url: url.replace(/\/$/, ''), home } : null;
}

/** The warehouse behind the app, asked directly: what pages show is compared with what it answers. */
export function warehouseOf(site: Site): Promise<Warehouse> {
  return openWarehouse(readSettings({ ...process.env, WEFT_HOME: site.home }));
}

/** A number as pages write it below a million. */
export const written = (value: unknown): string => new Intl.NumberFormat('en-US').format(Number(value));

export async function one(warehouse: Warehouse, sql: string): Promise<Row> {
  const [row] = await warehouse.query(sql);
  if (!row) throw new Error(`no row: ${sql}`);
  return row;
}
