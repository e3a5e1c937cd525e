import type { Settings } from '../../../connectors/settings.ts';
import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { receiverOf } from '../../../workflows/run-sync/destination.ts';
import { readSource } from '../../../workflows/run-sync/plan/read-source.ts';
import { withScratchPlan } from '../../../workflows/run-sync/plan/scratch-plan.ts';
import { sentRows, writePlan } from '../../../workflows/run-sync/plan/write-plan.ts';
import { quantile } from '../segments/live-count.ts';
import { runWeft, type WeftRun } from './run-weft.ts';

/** The table whose changes are looked for: a key and eleven other columns. */
export const wideTable = 'raw.wide';

const columns = [
  'email',
  'first_name',
  'last_name',
  'street',
  'city',
  'country',
  'orders',
  'total',
  'points',
];
export const wideFields = [...columns, 'member', 'since'];

/** `rows` rows; with `changed`, one in so many has another city than before. */
const wideStatement = (rows: number, changed?: number): string => `
  create or replace table ${wideTable} as
  select
    'person-' || lpad(cast(n as varchar), 9, '0') as id,
    'person' || n || '@mail' || (n % 1000) || '.example' as email,
    'First' || (n % 5000) as first_name,
    'Last' || (n % 70000) as last_name,
    (n % 300) || ' Street of the ' || (n % 900) as street,
    'City ' || ((n + ${changed === undefined ? '0' : `case when n % ${changed} = 0 then 1 else 0 end`}) % 3000) as city,
    'Country ' || (n % 190) as country,
    (n * 7) % 1000 as orders,
    (n % 100000) / 100.0::double as total,
    (n * 13) % 10000 as points,
    n % 2 = 0 as member,
    date '2020-01-01' + cast(n % 2000 as integer) as since
  from range(${rows}) as t(n)`;

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
    const started = performance.now();
    const counts = await writePlan(warehouse, { sync, runId, receiver, source });
    const seconds = (performance.now() - started) / 1000;
    if (sentRows(counts) !== expected)
      throw new Error(`${sentRows(counts)} rows are planned, and ${expected} changed`);
    return seconds;
  });
