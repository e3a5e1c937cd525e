import { type QueryOptions, textOrNull, type Warehouse } from '../../connectors/warehouses/connection.ts';
import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { hintFor } from './hints.ts';

/** What makes one reason differ from another though the cause is the same, and what stands for it. */
const varying: readonly (readonly [pattern: string, replacement: string])[] = [
  ['[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}', '…'],
  ['[^ "\'<>(),;:=]+@[^ "\'<>(),;:=]+', '…'],
  ['"[^"]*[0-9][^"]*"', '"…"'],
  ["'[^']*[0-9][^']*'", "'…'"],
  ['[0-9][0-9A-Za-z_.+/-]*', '…'],
];

/** SQL of a reason without what is one row's own, so that rows of one cause are told together. */
export const causeOf = (dialect: Dialect, reason: string): string =>
  varying.reduce(
    (sql, [pattern, replacement]) => dialect.regexpReplace(sql, pattern, replacement),
    `coalesce(${reason}, '')`,
  );

export interface Cause {
  /** The reason without what is one row's own. */
  cause: string;
  /** The destination's field at fault, where the vendor says so. */
  field: string | null;
  rows: number;
  samples: { key: string | null; reason: string; fields: string | null }[];
  /** What usually mends it. */
  hint: string | null;
}

const sampleRows = 3;

/** Runs of which rejects still stand: no later run sent their rows, as these are as they were. */
export async function runsWithRejects(
  warehouse: Warehouse,
  options: QueryOptions = {},
): Promise<{ sync: string; runId: string; rows: number }[]> {
  const rows = await warehouse.query(
    `select sync, run_id, count(*) as n from ${warehouse.dialect.table(`${weftSchema}.sync_state`)}
     where rejected_digest is not null group by sync, run_id order by n desc, sync, run_id`,
    options,
  );
  return rows.map(({ sync, run_id, n }) => ({ sync: String(sync), runId: String(run_id), rows: Number(n) }));
}

/** SQL of a row's reject that still stands, over `r`. */
const stands = (dialect: Dialect): string =>
  `exists (select 1 from ${dialect.table(`${weftSchema}.sync_state`)} as s
    where s.sync = r.sync and s.key = r.key and s.run_id = r.run_id and s.rejected_digest is not null)`;

/** Why rows of a run were rejected, the commonest cause first, with some of the rows; of those that still stand alone. */
export async function rejectCauses(
  warehouse: Warehouse,
  runId: string,
  options: QueryOptions & { standing?: boolean } = {},
): Promise<Cause[]> {
  const { standing = false, ...limits } = options;
  const { dialect } = warehouse;
  const rows = await warehouse.query(
    `select * from (
       select cause, field, ${dialect.ident('key')}, reason, fields,
         count(*) over (partition by cause, field) as n,
         row_number() over (partition by cause, field order by ${dialect.ident('key')}) as nth
       from (
         select ${causeOf(dialect, 'reason')} as cause, coalesce(field, '') as field, ${dialect.ident('key')}, reason, fields
         from ${dialect.table(`${weftSchema}.sync_rows`)} as r
         where run_id = $1 and status = 'rejected'${standing ? ` and ${stands(dialect)}` : ''}
       ) as named
     ) as ranked
     where nth <= ${sampleRows} order by n desc, cause, field, nth`,
    { ...limits, values: [runId] },
  );
  const causes = new Map<string, Cause>();
  for (const row of rows) {
    const cause = String(row.cause);
    const field = textOrNull(row.field) || null;
    const id = JSON.stringify([cause, field]);
    const known = causes.get(id) ?? {
      ...{ cause, field, rows: Number(row.n), samples: [] },
      hint: hintFor(String(row.reason), field),
    };
    causes.set(id, known);
    known.samples.push({
      key: textOrNull(row.key),
      reason: String(row.reason),
      fields: textOrNull(row.fields),
    });
  }
  return [...causes.values()];
}

/** Some of the rows that a run rejected: a group of one cause, or rows by their keys. */
export type ChosenRejects = { cause: string; field: string | null } | { keys: readonly string[] };

/** SQL of the keys that a run rejected, all or those that were chosen. */
export function rejectedKeys(dialect: Dialect, runId: string, only?: ChosenRejects): string {
  const { literal, ident } = dialect;
  const conditions = [
    `run_id = ${literal(runId)}`,
    "status = 'rejected'",
    ...(only === undefined
      ? []
      : 'keys' in only
        ? [`${ident('key')} in (${only.keys.map(literal).join(', ')})`]
        : [
            `${causeOf(dialect, 'reason')} = ${literal(only.cause)}`,
            `coalesce(field, '') = ${literal(only.field ?? '')}`,
          ]),
  ];
  return `select ${ident('key')} from ${dialect.table(`${weftSchema}.sync_rows`)} where ${conditions.join(' and ')}`;
}

/** SQL of the keys that were chosen for a run: they stand in the warehouse, as a history of runs may hold no customer's data. */
export const chosenKeys = (dialect: Dialect, runId: string): string =>
  `select ${dialect.ident('key')} from ${dialect.table(`${weftSchema}.sync_chosen`)} where run_id = ${dialect.literal(runId)}`;
