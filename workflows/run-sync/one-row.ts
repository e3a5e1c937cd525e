import { recordAudit } from '../../connectors/control/audit.ts';
import type { Control } from '../../connectors/control/connect.ts';
import { keptSecretsOf } from '../../connectors/control/kept-secrets.ts';
import { secretsOfConfig } from '../../connectors/control/secrets.ts';
import type { CallContext } from '../../connectors/destinations/define.ts';
import type { FinalResult } from '../../connectors/destinations/deliver.ts';
import { masked } from '../../connectors/destinations/masked.ts';
import { rehearsed, type Taped, type Told, taped } from '../../connectors/destinations/rehearsal.ts';
import { sendRows } from '../../connectors/destinations/send.ts';
import { WeftError } from '../../connectors/errors.ts';
import { homeFolder, type Settings } from '../../connectors/settings.ts';
import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';
import { planStatement } from '../../models/sync-diff/plan.ts';
import { sourceRowsStatement, tellingColumns } from '../../models/sync-diff/source-rows.ts';
import { planTable } from '../../models/sync-diff/tables.ts';
import type { Destination } from '../../models/workspace/kinds/destination.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { newRunId } from '../run-id.ts';
import { destinationFor } from './declared-sync.ts';
import { objectFor, openDestination, receiverOf } from './destination.ts';
import { readSource } from './plan/read-source.ts';
import { outgoingColumns, PlannedRow } from './send/outgoing.ts';
import { ensureSyncTables } from './sync-tables.ts';

/** A sync, whether it is in force or somebody is still making it. */
interface Making {
  workspace: Workspace;
  sync: Sync;
}

interface Tools {
  settings: Settings;
  control: Control;
  warehouse: Warehouse;
  options?: QueryOptions;
}

export interface SourceRow {
  key: string;
  /** What else tells whose it is: values of the columns, in their order. */
  told: { column: string; value: string }[];
}

/** Rows of a sync's source that hold the text, by the key that they would be sent under. */
export async function findSourceRows(
  { warehouse, options = {} }: Pick<Tools, 'warehouse' | 'options'>,
  { workspace, sync, search, limit }: Making & { search: string; limit: number },
): Promise<SourceRow[]> {
  const source = await readSource(warehouse, workspace, sync);
  const columns = tellingColumns(sync, source);
  const rows = await warehouse.query(
    sourceRowsStatement(warehouse.dialect, { sync, source, search, limit }),
    options,
  );
  return rows.map((row) => ({
    key: String(row.key),
    told: columns.flatMap((column, index) => {
      const value = row[`told_${index + 1}`];
      return value === null || value === undefined ? [] : [{ column, value: String(value) }];
    }),
  }));
}

/** What the mapping makes of one row of the source. */
type MadeRow = { row: PlannedRow } | { refused: string };

/** Makes one row as a run would that sends everything anew, by the statement of a real run. */
async function makeRow(
  { warehouse, options = {} }: Tools,
  { workspace, sync, key }: Making & { key: string },
  destination: Destination,
): Promise<MadeRow> {
  const { dialect } = warehouse;
  const runId = `preview_${newRunId(Date.now(), Math.random)}`;
  const table = dialect.table(planTable(runId));
  await ensureSyncTables(warehouse);
  const source = await readSource(warehouse, workspace, sync);
  try {
    await warehouse.execute(
      planStatement(dialect, {
        ...{ sync, runId, source, receiver: receiverOf(sync, destination) },
        ...{ resend: true, duplicates: true, only: `select ${dialect.literal(key)}` },
      }),
      options,
    );
    const [found] = await warehouse.query(
      `select ${outgoingColumns}, coalesce(skip_reason, fault) as refused from ${table}
       where in_source and key = ${dialect.literal(key)} order by case when place is null then 1 else 0 end limit 1`,
      options,
    );
    if (found === undefined) return { refused: 'the source has no row with this key' };
    return found.refused === null || found.refused === undefined
      ? { row: new PlannedRow(found) }
      : { refused: String(found.refused) };
  } finally {
    await warehouse.execute(`drop table if exists ${table}`);
  }
}

/** What became of one row that somebody tries a sync with. */
export interface TriedRow {
  /** Null where the mapping cannot make it, which `refused` tells. */
  row: { key: string; operation: string; fields: Record<string, unknown> } | null;
  refused: string | null;
  /** What the destination is asked, without secrets. A rehearsal ends at the first. */
  told: Told[];
  /** What the destination answered; null in a rehearsal, and where it did not judge the row. */
  result: FinalResult | null;
  fault: { message: string; mend: string | null } | null;
}

const waitAtMostMs = 30_000;

interface Tried extends Making {
  key: string;
}

/**
 * One row as it would go to the destination, up to the first request that would change something there: what only
 * reads is asked, nothing is sent.
 */
export async function rehearseRow(tools: Tools, tried: Tried): Promise<TriedRow> {
  return tryRow(tools, tried, (open, context, row) =>
    rehearsed(async () => {
      const { object, client, options } = open;
      const [result] = await object.perform([row], client, options, { ...context, offset: 0 });
      return result?.status === 'retry' ? null : (result ?? null);
    }),
  );
}

/**
 * Sends one row, once, and tells what came back. It is no run: nothing of it is acknowledged, and the next run sends
 * the row as if this had not been. Who did it, and to where, is in the audit log.
 */
export async function sendOneRow(tools: Tools, { by, ...tried }: Tried & { by: string }): Promise<TriedRow> {
  const { sync } = tried;
  const outcome = await tryRow(tools, tried, (open, context, row) =>
    taped(async () => {
      const { object, client, options } = open;
      const policy = { maxAttempts: 1 };
      return (await sendRows([row], { object, client, options, context, policy }))[0] ?? null;
    }),
  );
  await recordAudit(tools.control, {
    actor: by,
    action: 'sync.test_row',
    subject: `sync/${sync.slug}`,
    detail: {
      ...{ destination: sync.to.destination, object: sync.to.object },
      outcome: outcome.result?.status ?? (outcome.row === null ? 'not sent' : 'no answer'),
    },
  });
  return outcome;
}

type Trial = (
  open: Awaited<ReturnType<typeof openDestination>>,
  context: CallContext & Parameters<typeof sendRows>[1]['context'],
  row: PlannedRow,
) => Promise<Taped<FinalResult | null>>;

async function tryRow(tools: Tools, tried: Tried, work: Trial): Promise<TriedRow> {
  const { control, settings } = tools;
  const { workspace, sync } = tried;
  const destination = destinationFor(workspace, sync);
  objectFor(sync, destination);
  const made = await makeRow(tools, tried, destination);
  const nothing = { row: null, refused: null, told: [], result: null, fault: null };
  if ('refused' in made) return { ...nothing, refused: made.refused };
  const { key, operation, fields } = made.row;
  const context = {
    signal: AbortSignal.timeout(waitAtMostMs),
    scratch: homeFolder(settings, 'tmp', 'destinations'),
  };
  const open = await openDestination(tools, sync, destination, context);
  try {
    // A run id of its own: under that of another the receiver could take it for a request that it has answered.
    const { told, outcome } = await work(
      open,
      {
        ...context,
        ...{ runId: `test_${newRunId(Date.now(), Math.random)}`, sync: sync.slug, mode: sync.mode },
        ...{ chunk: 1, fields: Object.keys(sync.map) },
      },
      made.row,
    );
    const kept = await keptSecretsOf(control, settings, destination.config);
    const secrets = secretsOfConfig(destination.config, process.env, kept);
    return {
      ...nothing,
      row: { key, operation, fields },
      told: told.map((one) => masked(one, secrets)),
      result: outcome !== null && 'value' in outcome ? outcome.value : null,
      fault: outcome !== null && 'error' in outcome ? faultOf(outcome.error) : null,
    };
  } finally {
    await open.close();
  }
}

/** What is wrong, for whoever tries; rethrows what is a fault of Weft's own. */
function faultOf(error: unknown): TriedRow['fault'] {
  if (error instanceof WeftError) return { message: error.message, mend: error.mend ?? null };
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { message: `the destination did not answer within ${waitAtMostMs / 1000} s`, mend: null };
  }
  throw error;
}
