import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';
import { alertOf } from '../workspace/alerts.ts';
import type { Segment } from '../workspace/kinds/segment.ts';
import type { Workspace } from '../workspace/resource.ts';
import { type Cause, causeOf, type Ledger, weftTable } from './ledger.ts';

/** A segment whose size a refresh moved further than its alert allows. */
export interface Swing {
  segment: Segment;
  before: number;
  after: number;
  /** The difference by the size before; null where nobody was in it. */
  share: number | null;
  /** What the alert allows. */
  allowed: number;
  entered: number;
  left: number;
  /** Entries and exits together. */
  byCause: Record<Cause, number>;
}

/**
 * The segments that a refresh moved further than their alerts allow, by the ledger. A segment's first refresh is no
 * swing. A refresh that was tried again counts as one.
 */
export async function swingsOf(
  warehouse: Warehouse,
  workspace: Workspace,
  ledger: Ledger,
  { runId, query = {} }: { runId: string; query?: QueryOptions },
): Promise<Swing[]> {
  const alerted = workspace.all('segment').flatMap((segment) => {
    const alert = alertOf(workspace, segment);
    return alert === null ? [] : [{ segment, alert }];
  });
  if (alerted.length === 0) return [];
  const { dialect, hasRuns } = ledger;
  const run = dialect.literal(runId);
  const those = `segment in (${alerted.map(({ segment }) => dialect.literal(segment.slug)).join(', ')})`;
  const [changes, known] = await Promise.all([
    warehouse.query(
      `select segment, change, cause, case when run_id = ${run} then 1 else 0 end as by_run, count(*) as persons
       from ${weftTable(dialect, 'segment_changes')} where ${those} group by 1, 2, 3, 4`,
      query,
    ),
    hasRuns
      ? warehouse.query(
          `select distinct segment from ${weftTable(dialect, 'segment_runs')} where ${those} and run_id <> ${run}`,
          query,
        )
      : [],
  ]);
  const knownBefore = new Set(
    [...known, ...changes.filter(({ by_run }) => Number(by_run) === 0)].map((row) => String(row.segment)),
  );
  return alerted.flatMap(({ segment, alert }) => {
    if (!knownBefore.has(segment.slug)) return [];
    const rows = changes.filter((row) => row.segment === segment.slug);
    const count = (byRun: 0 | 1, change: string) =>
      rows
        .filter((row) => Number(row.by_run) === byRun && row.change === change)
        .reduce((sum, { persons }) => sum + Number(persons), 0);
    const before = count(0, 'entered') - count(0, 'left');
    const [entered, left] = [count(1, 'entered'), count(1, 'left')];
    const moved = Math.abs(entered - left);
    if (moved < alert.atLeast || moved <= alert.swing * before) return [];
    const byCause = { data: 0, definition: 0, identity: 0 };
    for (const row of rows) if (Number(row.by_run) === 1) byCause[causeOf(row.cause)] += Number(row.persons);
    return {
      ...{ segment, before, after: before + entered - left, entered, left, byCause, allowed: alert.swing },
      share: before === 0 ? null : (entered - left) / before,
    };
  });
}
