import pg from 'pg';
import { withControl } from '../../connectors/control/connect.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { messageOf, Unavailable, WeftError } from '../../connectors/errors.ts';
import { type PostgresAddress, parsePostgresUrl, type Settings } from '../../connectors/settings.ts';
import { warehouseAddress } from '../../connectors/warehouses/address.ts';
import type { AccessCheck } from '../../connectors/warehouses/connection.ts';
import { connectionFacts } from '../../connectors/warehouses/connection-facts.ts';
import { tablesRead } from '../../models/workspace/tables-read.ts';
import { checkNamespace, countPollers } from './temporal.ts';

/** Questions to running parts. Each resolves to a few words on what answered, and rejects with the mend. */

export async function checkPostgres(address: PostgresAddress): Promise<string> {
  const place = `${address.host}:${address.port}`;
  const client = new pg.Client({ ...address, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version') version",
    );
    return `PostgreSQL ${rows[0]?.version}, database ${address.database} at ${place}`;
  } catch (error) {
    throw new Unavailable(`PostgreSQL at ${place} does not answer: ${messageOf(error)}`, {
      mend: 'Start Weft with ./weft up, or check the address, user and password in WEFT_CONTROL_URL and WEFT_WAREHOUSE_URL.',
      cause: error,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Servers of your own must answer before anything is started that needs them. */
export async function checkExternal(settings: Settings): Promise<void> {
  const { WEFT_CONTROL_URL, WEFT_WAREHOUSE_URL, WEFT_TEMPORAL_ADDRESS } = settings.env;
  await Promise.all([
    WEFT_CONTROL_URL && checkPostgres(parsePostgresUrl(WEFT_CONTROL_URL)),
    WEFT_WAREHOUSE_URL && checkWarehouse(settings),
    WEFT_TEMPORAL_ADDRESS && checkNamespace(settings, WEFT_TEMPORAL_ADDRESS),
  ]);
}

/** A page's or a command's first statement may wait so long for a warehouse that wakes up. */
const warehousePatienceMs = 60_000;

/** The warehouse of `WEFT_WAREHOUSE_URL`: a DuckLake's catalogue, or a sign-in and a statement that reads nothing. */
export async function checkWarehouse(settings: Settings): Promise<string> {
  const address = warehouseAddress(settings);
  if (address?.type === 'ducklake') return checkPostgres(address.catalog);
  const { openWarehouse } = await import('../../connectors/warehouses/registry.ts');
  const warehouse = await openWarehouse(settings);
  try {
    await warehouse.query('select 1 as answers', { timeoutMs: warehousePatienceMs });
  } finally {
    await warehouse.close();
  }
  const { type, facts } = connectionFacts(settings);
  const shown = facts.filter(({ name }) => ['Account', 'Database', 'Project', 'Location'].includes(name));
  return [type, ...shown.map(({ name, value }) => `${name.toLowerCase()} ${value}`)].join(', ');
}

/**
 * Each right that Weft needs in its warehouse, for these tables. Throws where the warehouse does not answer.
 */
export async function accessChecks(settings: Settings, tables: readonly string[]): Promise<AccessCheck[]> {
  const { openWarehouse } = await import('../../connectors/warehouses/registry.ts');
  const warehouse = await openWarehouse(settings);
  try {
    return await warehouse.checkAccess(tables);
  } finally {
    await warehouse.close();
  }
}

/** The tables that the workspace in force reads. */
export async function tablesInForce(settings: Settings): Promise<string[]> {
  return tablesRead(await withControl(settings, workspaceInForce));
}

export async function checkWorker(settings: Settings, temporal: string): Promise<string> {
  const pollers = await countPollers(settings, temporal);
  if (pollers === 0) {
    throw new Unavailable(`No worker polls Temporal for work`, {
      mend: 'Start Weft with ./weft up; where it runs, look at logs/worker.log in the home.',
    });
  }
  return `${pollers} polling`;
}

export interface Outcome {
  ok: boolean;
  /** What answered, or what is wrong. */
  text: string;
  mend?: string;
  milliseconds: number;
}

export async function outcomeOf(question: () => Promise<string>): Promise<Outcome> {
  const started = performance.now();
  const milliseconds = () => Math.round(performance.now() - started);
  try {
    const text = await question();
    return { ok: true, text, milliseconds: milliseconds() };
  } catch (error) {
    const mend = error instanceof WeftError ? error.mend : undefined;
    return {
      ok: false,
      text: messageOf(error),
      ...(mend === undefined ? {} : { mend }),
      milliseconds: milliseconds(),
    };
  }
}
