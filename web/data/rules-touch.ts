import 'server-only';
import type { Problem as Finding } from '../../models/workspace/problem.ts';
import { planOfEdit } from '../../workflows/plan-identity/required-plan.ts';
import { authorise } from './authorise.ts';
import { checkedSpec } from './checked-spec.ts';
import { withControl } from './control.ts';
import { numberOf } from './values.ts';
import { dialect, row, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** What is asked of one type of identifier while it is edited. */
export interface Touching {
  type: string;
  limit: number | null;
  maxRecords: number | null;
  block: string[];
}

/** What limits and patterns touch, among the values of the latest refresh. */
export interface Touched {
  values: number;
  records: number;
  /** People who hold more values than the limit allows; null where there is none. */
  overLimit: number | null;
  /** Values on more records than are allowed, and these records; null where there is no bound. */
  overRecords: { values: number; records: number } | null;
  /** By pattern, in order. Null where the values are kept hashed, so that no pattern can be tried. */
  blocked: { values: number; records: number }[] | null;
}

export async function touchedBy({ type, limit, maxRecords, block }: Touching): Promise<Touched> {
  await authorise('data.edit');
  const sql = dialect();
  const { workspace } = await currentWorkspace();
  const hashed = workspace.identity?.types.find((one) => one.type === type)?.hash !== undefined;
  const named = sql.literal(type);
  // Whatever holds a value back today, it is carried.
  const carried = `select value, count(*) as records from weft.identity_edges
    where type = ${named} and (excluded is null or excluded in ('blocked', 'outside', 'alone')) group by value`;
  const matched = block.map((pattern) => sql.like('c.value', pattern));
  const counts = matched.flatMap((matches, place) => [
    `count(case when ${matches} then 1 end) as values_${place}`,
    `coalesce(sum(case when ${matches} then c.records else 0 end), 0) as records_${place}`,
  ]);
  const over = maxRecords === null ? [] : [`c.records > ${Math.trunc(maxRecords)}`];
  const [found, people] = await Promise.all([
    row(
      `select count(*) as held, coalesce(sum(c.records), 0) as records
         ${over.map((is) => `, count(case when ${is} then 1 end) as over_values, coalesce(sum(case when ${is} then c.records else 0 end), 0) as over_records`).join('')}
         ${hashed ? '' : counts.map((count) => `, ${count}`).join('')}
       from (${carried}) as c`,
    ),
    limit === null
      ? null
      : rows(
          `select count(*) as people from (
             select weft_id from weft.identity_identifiers where type = ${named}
             group by weft_id having count(*) > ${Math.trunc(limit)}
           ) as beyond`,
        ),
  ]);
  return {
    values: numberOf(found.held),
    records: numberOf(found.records),
    overLimit: people === null ? null : numberOf(people[0]?.people),
    overRecords:
      maxRecords === null
        ? null
        : { values: numberOf(found.over_values), records: numberOf(found.over_records) },
    blocked: hashed
      ? null
      : block.map((_, place) => ({
          values: numberOf(found[`values_${place}`]),
          records: numberOf(found[`records_${place}`]),
        })),
  };
}

/** What it takes to put edited rules in force. */
export type Standing =
  | { state: 'invalid'; problems: Finding[] }
  /** It changes nobody's identity: golden columns, names. */
  | { state: 'free' }
  | { state: 'planned'; plan: string; stale: boolean }
  | { state: 'unplanned' };

export async function standingOf(slug: string, spec: unknown): Promise<Standing> {
  await authorise('data.edit');
  const { resource, problems } = await checkedSpec('identity', slug, spec);
  if (resource === null) return { state: 'invalid', problems };
  const { workspace } = await currentWorkspace();
  const required = await withControl((control) =>
    planOfEdit(control, workspace, { kind: 'identity', slug, resource }),
  );
  if (required === undefined) return { state: 'free' };
  return required.plan
    ? { state: 'planned', plan: required.plan.id, stale: required.newerRun !== undefined }
    : { state: 'unplanned' };
}
