import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { ConfigError } from '../../errors.ts';
import type { Field, FieldType } from '../define.ts';
import type { Query } from './client.ts';
import { ident, qualified, type TableName } from './identifier.ts';

const columnSchema = z.object({
  name: z.string(),
  /** As a declaration writes it: `character varying(20)`, `numeric(10,2)`, `shop.mood[]`. */
  type: z.string(),
  /** Of a domain the type below it: `varchar`, `int8`, `jsonb`. */
  base: z.string(),
  array: z.boolean(),
  longest: z.number().nullable(),
  labels: z.array(z.string()).nullable(),
  required: z.boolean(),
  writable: z.boolean(),
  /** Whether a unique index on this column alone covers the whole table, as `on conflict` needs it. */
  unique: z.boolean(),
  primary: z.boolean(),
});
export type Column = z.infer<typeof columnSchema>;

export interface Table extends TableName {
  columns: Map<string, Column>;
  /** The column that a constraint concerns, where it is one alone. */
  constraints: Map<string, string>;
}

const columnsSql = `
  select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, b.typname as base,
    b.typcategory = 'A' as "array",
    case when b.typname in ('varchar', 'bpchar') and m.typmod > 4 then m.typmod - 4 end as longest,
    (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e where e.enumtypid = b.oid) as labels,
    (a.attnotnull or t.typnotnull) and not a.atthasdef and t.typdefault is null and a.attidentity = '' as required,
    a.attgenerated = '' and a.attidentity <> 'a' as writable,
    coalesce(i.found, false) as "unique", coalesce(i.main, false) as "primary"
  from pg_attribute a
  join pg_type t on t.oid = a.atttypid
  join pg_type b on b.oid = case t.typtype when 'd' then t.typbasetype else t.oid end
  cross join lateral (select case t.typtype when 'd' then t.typtypmod else a.atttypmod end as typmod) m
  left join lateral (
    select true as found, bool_or(x.indisprimary) as main from pg_index x
    where x.indrelid = a.attrelid and x.indisunique and x.indisvalid and x.indimmediate and x.indpred is null
      and x.indexprs is null and x.indnkeyatts = 1 and x.indkey[0] = a.attnum
    having count(*) > 0
  ) i on true
  where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
  order by a.attnum`;

const constraintsSql = `
  select c.conname as name, a.attname as "column" from pg_constraint c
  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
  where c.conrelid = $1 and cardinality(c.conkey) = 1`;

const constraintSchema = z.object({ name: z.string(), column: z.string() });

/** A table as the database knows it now. Throws ConfigError where there is none. */
export async function readTable(query: Query, table: TableName): Promise<Table> {
  const [found] = await query(
    `select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p')`,
    [table.schema, table.name],
  );
  if (found === undefined) {
    throw new ConfigError(`the database has no table ${qualified(table)}`, {
      mend: 'Check `table` (schema.table, in the spelling of the catalogue; a view cannot be written), or create it.',
    });
  }
  const columns = z.array(columnSchema).parse(await query(columnsSql, [found.oid]));
  const constraints = z.array(constraintSchema).parse(await query(constraintsSql, [found.oid]));
  return {
    ...table,
    columns: new Map(columns.map((column) => [column.name, column])),
    constraints: new Map(constraints.map(({ name, column }) => [name, column])),
  };
}

const types: Record<string, FieldType> = {
  bool: 'boolean',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  float4: 'number',
  float8: 'number',
  numeric: 'number',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamp',
  json: 'object',
  jsonb: 'object',
};

export const fieldType = ({ base, array }: Column): FieldType => (array ? 'list' : (types[base] ?? 'text'));

export const fieldOf = (column: Column): Field => ({
  name: column.name,
  type: fieldType(column),
  ...(column.required ? { required: true } : {}),
  ...(column.unique ? { identity: true } : {}),
  ...(column.labels === null ? {} : { values: column.labels }),
  ...(column.longest === null ? {} : { longest: column.longest }),
});

/** A column that is written; a ConfigError tells the statement that adds it. */
export function columnOf(table: Table, name: string, type = 'text'): Column {
  const column = table.columns.get(name);
  if (column?.writable) return column;
  const where = qualified(table);
  if (column) {
    throw new ConfigError(`the column ${ident(name)} of ${where} is always computed and cannot be written`, {
      mend: 'Leave it out of the mapping.',
    });
  }
  const nearest = closest(name, [...table.columns.keys()]);
  throw new ConfigError(`${where} has no column ${ident(name)}; did you mean ${ident(nearest)}?`, {
    mend: `Map to a column that is there, or: alter table ${where} add column ${ident(name)} ${type}.`,
  });
}

/** The column that the rows' keys are matched by: the one named, or else the primary key. */
export function matchColumn(table: Table, match: string | undefined): Column {
  const where = qualified(table);
  if (match === undefined) {
    const primary = [...table.columns.values()].find((column) => column.primary);
    if (primary?.writable) return primary;
    const fault = primary ? 'a primary key that is always computed' : 'no primary key of one column';
    throw new ConfigError(`${where} has ${fault}, so it is open what a row’s key is matched by`, {
      mend: `Name a unique column as \`match\`, after: alter table ${where} add unique (…).`,
    });
  }
  const column = columnOf(table, match, 'text unique');
  if (column.unique) return column;
  throw new ConfigError(`${where} has no unique index on ${ident(match)} alone, by which rows are matched`, {
    mend: `alter table ${where} add unique (${ident(match)}).`,
  });
}
