import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyFolder } from '../../../cli/apply.ts';
import { writeDemoWorkspace } from '../../../cli/demo/workspace.ts';
import { resultOf } from '../../../cli/follow.ts';
import { startPlatform } from '../../../cli/platform/platform.ts';
import { readSettings } from '../../../connectors/settings.ts';
import type { Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../../connectors/warehouses/registry.ts';
import { loadWorkspace } from '../../../models/workspace/load.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import { startSync } from '../../../workflows/run-sync/start.ts';
import type { SyncSummary } from '../../../workflows/run-sync/workflow.ts';
import { build } from '../../fixtures/build.ts';
import { startWarehouse, type WarehouseName } from '../../fixtures/warehouses.ts';
import { identityState } from '../../identity/identity-state.ts';
import { exportedRows } from '../../scenarios/exported-files.ts';
import { HttpSink } from '../destinations/http-sink.ts';
import { nextDay } from './company.ts';

/** Everything that a warehouse gave: Weft's tables after two days, and what its syncs delivered. */
export interface Outputs {
  tables: Map<string, Row[]>;
  syncs: Omit<SyncSummary, 'runId'>[];
  delivered: Map<string, unknown>;
  /** What identity keeps after the last day, and after a full run in its place. */
  identity: { kept: Record<string, string[]>; anew: Record<string, string[]> } | null;
}

/** The same for every warehouse, so that ids and windows are. */
const days = [
  { id: 'day_one', now: '2026-11-22T06:00:00Z' },
  { id: 'day_two', now: '2026-11-23T06:00:00Z' },
];
const syncs = ['lapsing_to_files', 'browsers_to_webhook', 'readers_to_webhook'];

/** Ids of runs, times of delivery and the engines' own hashes are each warehouse's own. */
const ownColumns: Record<string, readonly string[]> = {
  identity_records: ['digest'],
  identity_members: ['digest', 'record_hash'],
  identity_edges: ['record_hash', 'value_hash'],
  identity_links: ['record_hash', 'value_hash'],
  identity_identifiers: ['value_hash'],
  identity_lookup: ['value_hash'],
  identity_runs: ['engine', 'seconds'],
  sync_runs: ['run_id', 'started_at', 'ended_at', 'digest_by', 'plan_hash', 'source_version'],
  sync_rows: ['run_id', 'at'],
  sync_state: ['run_id', 'acknowledged_at', 'digest', 'digest_by', 'rejected_digest', 'rejected_by'],
};

/**
 * Runs the demo company for two days on a warehouse: loads it by `fill`, builds all models, sends the syncs, lets
 * a day pass on which people change, and does it again.
 */
export async function runCompany(
  name: WarehouseName,
  fill: (warehouse: Warehouse) => Promise<void>,
): Promise<Outputs> {
  const home = mkdtempSync(join(tmpdir(), `weft company ${name} `));
  const sink = await HttpSink.start();
  sink.refusal = 'rows';
  sink.refuse = ({ key }) =>
    /[37]$/.test(key) || key.startsWith('e') ? 'the campaign tool does not take it' : undefined;
  const engine = await startWarehouse(name);
  const env = { ...engine.env, WEFT_EGRESS_ALLOW: sink.url.replace('http://', ''), WEFT_SYNC_ATTEMPTS: '2' };
  const settings = readSettings({ ...process.env, ...env, WEFT_HOME: home });
  const platform = await startPlatform(settings, { parts: ['postgres', 'temporal', 'worker'], env });
  const warehouse = await openWarehouse(settings);
  try {
    await fill(warehouse);
    const folder = join(home, 'workspace');
    writeDemoWorkspace(folder, Number(new URL(sink.url).port));
    const { workspace } = await loadWorkspace(folder);
    await applyFolder(settings, folder);
    const summaries: SyncSummary[] = [];
    for (const [index, day] of days.entries()) {
      if (index > 0) for (const statement of nextDay) await warehouse.execute(statement);
      await build({ home, settings, warehouse }, workspace, day);
      for (const sync of syncs)
        summaries.push(
          await resultOf<SyncSummary>(settings, await startSync(settings, sync, { trigger: 'cli' })),
        );
    }
    const tables = await readTables(warehouse);
    // The emulators would take minutes for what test/identity compares on them as well.
    const identity =
      name === 'ducklake' ? await identityAnew({ home, settings, warehouse }, workspace) : null;
    return {
      tables,
      identity,
      syncs: summaries.map(({ runId: _, ...summary }) => summary),
      delivered: new Map<string, unknown>([
        ...sink.held,
        [
          'files',
          exportedRows(join(home, 'demo', 'exports'))
            .map((row) => JSON.stringify(row))
            .sort(),
        ],
      ]),
    };
  } finally {
    await warehouse.close();
    await platform.stop();
    await engine.stop();
    await sink.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function identityAnew(
  weft: Parameters<typeof build>[0],
  workspace: Workspace,
): Promise<Outputs['identity']> {
  const kept = await identityState(weft.warehouse);
  await build(weft, workspace, { id: 'anew', select: ['+identity_members'], fullRefresh: true });
  return { kept, anew: await identityState(weft.warehouse) };
}

/** All tables and views of Weft's schema, rows in an order of their own text. */
async function readTables(warehouse: Warehouse): Promise<Map<string, Row[]>> {
  const tables = new Map<string, Row[]>();
  for (const { name } of await warehouse.tables('weft')) {
    const rows: Row[] = [];
    const columns = (await warehouse.columns(`weft.${name}`))
      .map((column) => column.name)
      .filter((column) => !ownColumns[name]?.includes(column));
    const selected = columns.map((column) => warehouse.dialect.ident(column)).join(', ');
    for await (const part of warehouse.stream(
      `select ${selected} from ${warehouse.dialect.table(`weft.${name}`)}`,
    ))
      rows.push(...part);
    tables.set(
      name,
      rows
        .map((row) => ({ text: JSON.stringify(row), row }))
        .sort((a, b) => (a.text < b.text ? -1 : 1))
        .map(({ row }) => row),
    );
  }
  return tables;
}
