import type { Row } from '../../connection.ts';
import { decimalOf, type Mapping, mapped, type SourceColumn } from './column.ts';
import type { SourceEngine } from './engine.ts';

const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text without quotes or backslashes, which mean different things by the server's settings. */
const text = (value: string): string =>
  `convert_from(decode('${Buffer.from(value).toString('hex')}', 'hex'), 'UTF8')`;

const kindNames: Partial<Record<string, 'view' | 'table'>> = { v: 'view', m: 'view' };

/** PostgreSQL. */
export const postgresEngine: SourceEngine = {
  query: 'postgres_query',
  ident,
  tables: (schema) => `
    select c.relname as name, c.relkind::text as kind, c.relispartition as part,
      has_table_privilege(c.oid, 'select') and has_schema_privilege(n.oid, 'usage') as readable,
      quote_ident(n.nspname) || '.' || quote_ident(c.relname) as quoted, quote_ident(current_user) as reader
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${text(schema)} and c.relkind in ('r', 'p', 'v', 'm', 'f')
    order by c.relname`,
  tableOf: (row) => ({
    name: String(row.name),
    kind: kindNames[String(row.kind)] ?? 'table',
    // The rows of a partition are those of its table, and a foreign table's are another server's.
    byDefault: (row.kind === 'r' || row.kind === 'p') && row.part !== true,
    grant:
      row.readable === true
        ? undefined
        : `grant usage on schema ${String(row.quoted).split('.')[0]} to ${String(row.reader)}; grant select on ${String(row.quoted)} to ${String(row.reader)};`,
  }),
  schemas: `select nspname as name from pg_catalog.pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`,
  grantUnseen: undefined,
  // The lock keeps the table from being replaced between two statements, after which a transaction sees no rows of it.
  begin: (table, { kind }) => [
    `set local lock_timeout = '5s'`,
    `set local statement_timeout = 0`,
    ...(kind === 'table' ? [`lock table ${table} in access share mode`] : []),
  ],
  columns: (schema, table) => `
    with recursive types as (
      select a.attnum, a.attname, a.atttypid as type, a.atttypmod as modifier
      from pg_catalog.pg_attribute a
      join pg_catalog.pg_class c on c.oid = a.attrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${text(schema)} and c.relname = ${text(table)} and a.attnum > 0 and not a.attisdropped
      union all
      select types.attnum, types.attname, t.typbasetype,
        case when t.typtypmod = -1 then types.modifier else t.typtypmod end
      from types join pg_catalog.pg_type t on t.oid = types.type and t.typtype = 'd'
    )
    select types.attname as name, t.typname as type, t.typtype::text as class, t.typcategory::text as category,
      pg_catalog.format_type(types.type, types.modifier) as shown, types.modifier
    from types join pg_catalog.pg_type t on t.oid = types.type
    where t.typtype <> 'd' order by types.attnum`,
  definition: undefined,
  columnOf,
  databases: {
    database: 'postgres',
    names: 'select datname as name from pg_catalog.pg_database where datallowconn and not datistemplate',
  },
  session: 'select pg_backend_pid() as id',
  cancel: (id) => `select pg_cancel_backend(${id}) as cancelled`,
  transferred: (id) => `select tuples_processed as rows from pg_stat_progress_copy where pid = ${id}`,
};

const plain: Record<string, Mapping> = {
  bool: mapped('boolean'),
  int2: mapped('integer', 'smallint'),
  int4: mapped('integer', 'integer'),
  int8: mapped('integer', 'bigint'),
  float4: mapped('double', 'float'),
  float8: mapped('double'),
  bytea: mapped('bytes'),
  timestamptz: mapped('timestamp'),
};

function columnOf(row: Row): SourceColumn {
  const name = String(row.name);
  const type = String(row.type);
  const column = ident(name);
  const known = plain[type];
  if (known) return { name, read: column, mapping: known };
  if (type === 'numeric' || type === 'money') return numberOf(name, type, Number(row.modifier));
  switch (type) {
    case 'oid':
      return { name, read: `${column}::int8`, mapping: mapped('integer', 'bigint') };
    case 'timestamp':
      // A time without a zone is taken for UTC.
      return { name, read: column, mapping: mapped('timestamp') };
    case 'date':
      // As a time: the scanner takes the date `infinity` for a day in the year 5881580.
      return { name, read: `${column}::timestamp`, mapping: mapped('date') };
    case 'json':
    case 'jsonb':
      return { name, read: `${column}::text`, mapping: mapped('json') };
  }
  if (row.category === 'A' || row.class === 'c')
    return { name, read: `to_json(${column})::text`, mapping: mapped('json') };
  return { name, read: `${column}::text`, mapping: mapped('text') };
}

/** A decimal of the declared digits, or of those that the values have. */
function numberOf(name: string, type: string, modifier: number): SourceColumn {
  const number = type === 'money' ? `${ident(name)}::numeric` : ident(name);
  const declared =
    modifier < 0 ? undefined : { precision: (modifier - 4) >> 16, scale: (modifier - 4) & 0x7ff };
  // A scale of 1024 and more is a negative one.
  const narrow = declared !== undefined && declared.scale < 1024 && declared.scale <= declared.precision;
  const value = `${number}::text`;
  const digits = `split_part(${value}, '.', 2)`;
  const aggregates = [
    `count(*) filter (where ${value} in ('NaN', 'Infinity', '-Infinity'))`,
    `coalesce(max(length(ltrim(split_part(${value}, '.', 1), '-0'))) filter (where ${value} not in ('NaN', 'Infinity', '-Infinity')), 0)`,
    // Money has the digits of its currency.
    `coalesce(max(length(${type === 'money' ? digits : `rtrim(${digits}, '0')`})), 0)`,
  ];
  const decide = ([special = 0, integers = 0, scale = 0]: number[]): Mapping => {
    if (special > 0) return { ...mapped('text'), note: `${name} holds NaN or infinity: kept as text` };
    return narrow && declared.precision <= 38
      ? mapped('decimal', `decimal(${declared.precision}, ${declared.scale})`)
      : decimalOf(name, integers, scale);
  };
  return { name, read: value, mapping: mapped('decimal'), ask: { aggregates, decide } };
}
