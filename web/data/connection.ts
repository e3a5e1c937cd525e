import 'server-only';
import type { AccessCheck } from '../../connectors/warehouses/connection.ts';
import { type ConnectionFacts, connectionFacts } from '../../connectors/warehouses/connection-facts.ts';
import { tablesRead } from '../../models/workspace/tables-read.ts';
import { authorise } from './authorise.ts';
import { settings } from './settings.ts';
import { rightsFor } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** How Weft reaches its warehouse; no secret. */
export async function connection(): Promise<ConnectionFacts> {
  await authorise('read');
  return connectionFacts(settings());
}

/** Each right that Weft needs, for the tables of the workspace, those that are missing first. */
export async function rights(): Promise<AccessCheck[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const checks = await rightsFor(tablesRead(workspace));
  const order = { fail: 0, warn: 1, ok: 2 } as const;
  return checks.toSorted((a, b) => order[a.result] - order[b.result]);
}
