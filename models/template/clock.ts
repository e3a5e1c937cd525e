import type { Generation } from '../dbt/context.ts';
import type { Clock } from './filter.ts';
import { jinja } from './render.ts';

/**
 * The time by which windows are measured: in dbt what Weft gives, or the start of the run, so that
 * all models of a run agree; in the warehouse the time as of which it is asked, or that of the statement.
 */
export function clockOf({ target, dialect, workspace, asOf }: Generation): Clock {
  const { zone } = workspace;
  if (target === 'dbt') return { now: jinja('weft_now()'), today: jinja('weft_today()'), zone };
  const now = dialect.literal(asOf ?? new Date());
  return { now, today: now, zone };
}
