import 'server-only';
import { authorise } from './authorise.ts';
import { numberOf, textOf } from './values.ts';
import { dialect, rows } from './warehouse.ts';

export interface IdentityRun {
  run: string;
  at: string;
  /** `full` or `incremental`. */
  mode: string;
  records: number;
  changed: number;
  persons: number;
  conflicts: number;
  largest: number;
  seconds: number;
}

const runsShown = 60;

/** What each refresh made of the records, latest first. */
export async function identityRuns(): Promise<IdentityRun[]> {
  await authorise('read');
  const found = await rows(
    `select run_id, ${dialect().ident('at')} as resolved_at, mode, records, changed_records, persons, conflicts, largest, seconds
     from weft.identity_runs order by run_number desc limit ${runsShown}`,
  );
  return found.map((one) => ({
    run: textOf(one.run_id),
    at: new Date(textOf(one.resolved_at)).toISOString(),
    mode: textOf(one.mode),
    records: numberOf(one.records),
    changed: numberOf(one.changed_records),
    persons: numberOf(one.persons),
    conflicts: numberOf(one.conflicts),
    largest: numberOf(one.largest),
    seconds: numberOf(one.seconds),
  }));
}
