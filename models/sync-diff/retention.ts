import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { durationHours } from '../workspace/kinds/shared.ts';
import type { WorkspaceResource } from '../workspace/kinds/workspace.ts';

/** How long what was sent is kept, where the workspace does not say. */
const defaults = { payloads: '90 days', rows: '3 years' };

/**
 * The statements that let go of what is older than the workspace keeps: first what was sent and answered, row by row,
 * then the rows themselves. What the destinations hold, `sync_state`, stays.
 */
export function retentionStatements(dialect: Dialect, keep: WorkspaceResource['keep'], now: Date): string[] {
  const { payloads, rows } = { ...defaults, ...keep };
  const before = (age: string) => dialect.literal(new Date(now.getTime() - durationHours(age) * 3_600_000));
  const at = dialect.ident('at');
  const path = dialect.table(`${weftSchema}.sync_rows`);
  const drift = dialect.table(`${weftSchema}.sync_drift`);
  return [
    `update ${path} set fields = null, previous_fields = null, response = null
     where ${at} < ${before(payloads)} and (fields is not null or previous_fields is not null or response is not null)`,
    `delete from ${path} where ${at} < ${before(rows)}`,
    `delete from ${drift} where ${at} < ${before(payloads)}`,
  ];
}
