import { z } from 'zod';
import type { QueryOptions, Row } from '../../connectors/warehouses/connection.ts';
import { columnKinds, type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { createTable, type TableColumns } from '../template/create-table.ts';
import type { Workspace } from '../workspace/resource.ts';
import { PersonalColumns } from './personal.ts';

export const profilesTable = `${weftSchema}.column_profiles`;

/** What is known of each column, one row per resource and column; a documented contract. */
export const profileColumns = [
  ['resource', 'text'],
  ['column_name', 'text'],
  ['place', 'integer'],
  ['kind', 'text'],
  ['table_rows', 'integer'],
  ['rows_read', 'integer'],
  ['sampled', 'boolean'],
  ['null_share', 'double'],
  ['distinct_values', 'integer'],
  ['least', 'text'],
  ['greatest', 'text'],
  ['top_values', 'text'],
  ['withheld', 'text'],
  ['definition', 'text'],
  ['profiled_at', 'timestamp'],
] as const satisfies TableColumns;

export const createProfilesTable = (dialect: Dialect): string =>
  createTable(dialect, profilesTable, profileColumns);

/** The most values of a column that are kept. */
export const valueLimit = 20;
/** The most events whose properties are kept, the commonest first. */
export const eventLimit = 500;

const topValue = z.object({
  value: z.string(),
  /** Of the rows that were looked at. */
  rows: z.number(),
  /** Of the rows that have a value, 0 to 1. */
  share: z.number(),
});
export type TopValue = z.infer<typeof topValue>;

const count = z.coerce.number();
const profileSchema = z
  .object({
    resource: z.string(),
    column_name: z.string(),
    place: count,
    kind: z.enum(columnKinds),
    table_rows: count.nullable(),
    rows_read: count,
    sampled: z.boolean(),
    null_share: z.number().nullable(),
    distinct_values: count.nullable(),
    least: z.string().nullable(),
    greatest: z.string().nullable(),
    top_values: z
      .string()
      .nullable()
      .transform((text) => (text === null ? null : z.array(topValue).parse(JSON.parse(text)))),
    withheld: z.enum(['personal', 'key']).nullable(),
    definition: z.string(),
    profiled_at: z.string(),
  })
  .transform((row) => ({
    /** `source/orders`, `entity/orders`, `event/order_completed` or `customer_360`. */
    resource: row.resource,
    column: row.column_name,
    /** From 0, in the order of the columns. */
    place: row.place,
    kind: row.kind,
    /** Rows that the resource has, nearly; null where the engine does not tell. */
    tableRows: row.table_rows,
    /** Rows that were looked at. */
    rows: row.rows_read,
    /** Whether these were only some. */
    sampled: row.sampled,
    /** 0 to 1; null where there is no row. */
    nullShare: row.null_share,
    /** Among the rows that were looked at; null of JSON and lists. */
    distinct: row.distinct_values,
    /** Of numbers, dates and times, as `Dialect.text` writes them. */
    least: row.least,
    greatest: row.greatest,
    /** The commonest first; null where none are kept. */
    values: row.top_values,
    /** Why there is no value: it is personal, or nearly each row has its own; null where it is neither. */
    withheld: row.withheld,
    definition: row.definition,
    profiledAt: row.profiled_at,
  }));
/** A row of `column_profiles`. */
export type ColumnProfile = z.infer<typeof profileSchema>;

/** What asks the warehouse; a missing table is for the caller to know. */
export type Ask = (sql: string, options?: QueryOptions) => Promise<Row[]>;

/**
 * The profiles of resources, in the order of their columns: of one, of those that begin so (`event/`), or of all. What
 * is declared personal since it was profiled has no values here.
 */
export async function columnProfiles(
  ask: Ask,
  dialect: Dialect,
  workspace: Workspace,
  which: { resource?: string; prefix?: string } = {},
): Promise<ColumnProfile[]> {
  const conditions = [
    ...(which.resource === undefined ? [] : [`resource = ${dialect.literal(which.resource)}`]),
    ...(which.prefix === undefined ? [] : [dialect.startsWith('resource', which.prefix)]),
  ];
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  const found = await ask(
    `select * from ${dialect.table(profilesTable)}${where} order by resource, place, column_name`,
  );
  const personal = new PersonalColumns(workspace);
  return found
    .map((row) => profileSchema.parse(row))
    .map((profile) =>
      personal.ofResource(profile.resource, profile.column)
        ? { ...profile, least: null, greatest: null, values: null, withheld: 'personal' as const }
        : profile,
    );
}

/** Of each resource, as what and when it was last profiled. */
export async function lastProfiled(
  ask: Ask,
  dialect: Dialect,
): Promise<Map<string, { definition: string; at: string }>> {
  const found = await ask(
    `select resource, max(definition) as definition, max(profiled_at) as profiled_at
     from ${dialect.table(profilesTable)} group by resource`,
  );
  return new Map(
    found.map((row) => [
      String(row.resource),
      { definition: String(row.definition), at: String(row.profiled_at) },
    ]),
  );
}

/** Rows of one statement: engines limit its length. */
const insertRows = 100;

/**
 * The statements that put profiles in the place of those of the same resources, for one transaction. `replaced` are the
 * resources whose profiles go, by name or, where it ends in a slash, by what they begin with.
 */
export function replaceProfiles(
  dialect: Dialect,
  replaced: readonly string[],
  profiles: readonly ColumnProfile[],
): string[] {
  const path = dialect.table(profilesTable);
  const gone = replaced.map((name) =>
    name.endsWith('/') ? dialect.startsWith('resource', name) : `resource = ${dialect.literal(name)}`,
  );
  const chunks = Array.from({ length: Math.ceil(profiles.length / insertRows) }, (_, index) =>
    profiles.slice(index * insertRows, (index + 1) * insertRows),
  );
  return [
    ...(gone.length === 0 ? [] : [`delete from ${path} where ${gone.join(' or ')}`]),
    ...chunks.map(
      (chunk) =>
        `insert into ${path} (${profileColumns.map(([name]) => dialect.ident(name)).join(', ')}) values ${chunk
          .map((profile) => `(${valuesSql(dialect, profile)})`)
          .join(', ')}`,
    ),
  ];
}

function valuesSql(dialect: Dialect, profile: ColumnProfile): string {
  const row: Record<(typeof profileColumns)[number][0], string | number | boolean | null> = {
    resource: profile.resource,
    column_name: profile.column,
    place: profile.place,
    kind: profile.kind,
    table_rows: profile.tableRows,
    rows_read: profile.rows,
    sampled: profile.sampled,
    null_share: profile.nullShare,
    distinct_values: profile.distinct,
    least: profile.least,
    greatest: profile.greatest,
    top_values: profile.values === null ? null : JSON.stringify(profile.values),
    withheld: profile.withheld,
    definition: profile.definition,
    profiled_at: profile.profiledAt,
  };
  // No casts: they are most of what an engine has to read.
  return profileColumns
    .map(([name, kind]) => {
      const value = row[name];
      if (kind === 'timestamp') return dialect.literal(new Date(String(value)));
      return dialect.literal(value);
    })
    .join(', ');
}
