import 'server-only';
import { type Acknowledged, acknowledgedOf } from '../../connectors/control/acknowledgements.ts';
import { answersTable } from '../../models/sync-diff/tables.ts';
import { stateOf } from '../words/run-words.ts';
import { authorise } from './authorise.ts';
import { withControl } from './control.ts';
import { attempt } from './problem.ts';
import { findSyncRun, lastSyncRun, type SyncRun } from './sync-runs.ts';
import { dialect, rows } from './warehouse.ts';

/** How many places lie in ranges that are in their order and may overlap. */
function placesIn(ranges: readonly Acknowledged[]): number {
  let last = 0;
  let places = 0;
  for (const { firstPlace, lastPlace } of ranges) {
    places += Math.max(0, lastPlace - Math.max(firstPlace - 1, last));
    last = Math.max(last, lastPlace);
  }
  return places;
}

/**
 * A run that is sending, counted by the answers that came so far: its record says so only at its end. Each planned
 * row is in one term, at every moment.
 */
async function withProgress(run: SyncRun): Promise<SyncRun> {
  if (!stateOf(run.status).live) return run;
  const accepted = placesIn(await withControl((control) => acknowledgedOf(control, run.id)));
  const sql = dialect();
  const answers = await attempt(() =>
    rows(
      `select status, count(*) as found from (
         select status, row_number() over (partition by place order by ${sql.ident('at')} desc) as nth
         from ${sql.table(answersTable(run.id))}) as every
       where nth = 1 and status in ('rejected', 'skipped') group by status`,
    ),
  );
  // The table goes when the run is settled: what is then read next is the run's own record.
  const found = answers.state === 'ready' ? answers.data : [];
  const of = (status: string) => Number(found.find((row) => row.status === status)?.found ?? 0);
  const rejected = run.rejected + of('rejected');
  const skipped = run.skipped + of('skipped');
  const most = Math.max(0, run.planned - rejected - skipped);
  return {
    ...run,
    ...{ rejected, skipped, accepted: Math.min(accepted, most), pending: Math.max(0, most - accepted) },
  };
}

/** One run as far as it has come, or null where the warehouse does not know it. */
export async function runSoFar(sync: string, id: string): Promise<SyncRun | null> {
  await authorise('read');
  const run = await findSyncRun(sync, id);
  return run === null ? null : withProgress(run);
}

/** The latest run of a sync as far as it has come; null before the first. */
export async function latestRun(sync: string): Promise<SyncRun | null> {
  await authorise('read');
  const run = await lastSyncRun(sync);
  return run === null ? null : withProgress(run);
}
