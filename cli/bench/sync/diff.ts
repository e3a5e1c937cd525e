import type { Settings } from '../../../connectors/settings.ts';
import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { receiverOf } from '../../../workflows/run-sync/destination.ts';
import { readSource } from '../../../workflows/run-sync/plan/read-source.ts';
import { withScratchPlan } from '../../../workflows/run-sync/plan/scratch-plan.ts';
import { sentRows, writePlan } from '../../../workflows/run-sync/plan/write-plan.ts';
import { quantile } from '../segments/live-count.ts';
import { fields, personsOf } from './rows.ts';
import { runWeft, type WeftRun } from './run-weft.ts';

/** The table whose changes are looked for: a key and eleven other columns. */
export const wideTable = 'raw.wide';

export const wideFields = [...fields, 'street', 'country', 'points'];

/** Such a table; with `moved`, one person in so many lives elsewhere than before. */
const wideStatement = (rows: number, moved?: number): string => `
  create or replace table ${wideTable} as
  select * exclude (n) ${moved === undefined ? '' : `replace (case when n % ${moved} = 0 then 'Elsewhere' else city end as city)`},
    (n % 300) || ' Street of the ' || (n % 900) as street,
    'Country ' || (n % 190) as country,
    (n * 13) % 10000 as points
  from (${personsOf(rows)}) as p`;

export interface DiffTimes {
  /** A bare full outer join of source and state by their keys. */
  joinSeconds: number;
  /** The plan where one row in a hundred changed, and the counts by which it is judged. */
  changedSeconds: number;
  /** A whole run where nothing changed. */
  unchanged: WeftRun;
}

const changedOneIn = 100;
const runs = 3;

/**
 * Times the diff of `rows` rows of twelve columns beside a bare join of the same two tables, medians of three. The sync
 * is declared with `first_run: record`, so that its state is made without a request.
 */
export async function timeDiff(
  settings: Settings,
  warehouse: Warehouse,
  sync: string,
  rows: number,
): Promise<DiffTimes> {
  await warehouse.execute(wideStatement(rows));
  await runWeft(settings, sync);
  const unchanged = await runWeft(settings, sync);
  if (unchanged.summary.planned !== 0)
    throw new Error(`${unchanged.summary.planned} rows were planned although nothing changed`);
  await warehouse.execute(wideStatement(rows, changedOneIn));
  const joins: number[] = [];
  const plans: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    joins.push(await timed(() => bareJoin(warehouse)));
    plans.push(await planSeconds(settings, sync, Math.ceil(rows / changedOneIn)));
  }
  return { joinSeconds: quantile(joins, 0.5), changedSeconds: quantile(plans, 0.5), unchanged };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const bareJoin = (warehouse: Warehouse) =>
  warehouse.query(
    `select count(*) as n, count(s.id) as left_rows, count(a.key) as right_rows
     from ${wideTable} as s full outer join weft.sync_state as a on a.key = s.id`,
  );

const planSeconds = (settings: Settings, slug: string, expected: number): Promise<number> =>
  withScratchPlan(settings, slug, async ({ warehouse, workspace, sync, destination, runId }) => {
    const source = await readSource(warehouse, workspace, sync);
    const receiver = receiverOf(sync, destination);
    return timed(async () => {
      const counts = await writePlan(warehouse, { sync, runId, receiver, source });
      if (sentRows(counts) !== expected)
        throw new Error(`${sentRows(counts)} rows are planned, and ${expected} changed`);
    });
  });
