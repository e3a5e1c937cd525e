import type { Row } from '../../connection.ts';
import { decimalOf, type Mapping, mapped, type SourceColumn } from './column.ts';
import type { SourceEngine } from './engine.ts';

const ident = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** A text without quotes or backslashes, which mean different things by the server's mode. */
const text = (value: string): string =>
  value === '' ? `''` : `convert(x'${Buffer.from(value).toString('hex')}' using utf8mb4)`;

/** MySQL and MariaDB. */
export const mysqlEngine: SourceEngine = {
  query: 'mysql_query',
  ident,
  tables: (schema) => `
    select table_name as name, table_type as kind from information_schema.tables
    where table_schema = ${text(schema)} and binary table_schema = ${text(schema)} order by table_name`,
  tableOf: (row) => {
    const kind = String(row.kind).includes('VIEW') ? 'view' : 'table';
    return { name: String(row.name), kind, byDefault: kind === 'table', grant: undefined };
  },
  schemas: `select schema_name as name from information_schema.schemata where schema_name not in ('information_schema', 'mysql', 'performance_schema', 'sys') order by 1`,
  // MySQL hides what a user may not read.
  grantUnseen: (schema, table, user) =>
    `grant select on ${ident(schema)}.${ident(table)} to '${user.replaceAll("'", "''")}'@'%';`,
  begin: () => [],
  columns: (schema, table) => `
    select c.column_name as name, c.data_type as type, c.column_type as shown,
      coalesce(c.numeric_precision, 0) as numeric_precision, coalesce(c.numeric_scale, 0) as numeric_scale,
      coalesce(c.character_set_name, '') as charset
    from information_schema.columns c
    where c.table_schema = ${text(schema)} and c.table_name = ${text(table)}
      and binary c.table_schema = ${text(schema)} and binary c.table_name = ${text(table)}
    order by c.ordinal_position`,
  // MariaDB's JSON is text with a check.
  definition: (table) => `show create table ${table}`,
  columnOf,
  databases: {
    database: 'information_schema',
    names: 'select schema_name as name from information_schema.schemata',
  },
  session: 'select connection_id() as id',
  // A statement that is no query is none of a reader's.
  cancel: undefined,
  transferred: undefined,
};

const integers: Record<string, [signed: string, unsigned: string]> = {
  tinyint: ['tinyint', 'smallint'],
  smallint: ['smallint', 'integer'],
  mediumint: ['integer', 'integer'],
  int: ['integer', 'bigint'],
  bigint: ['bigint', 'ubigint'],
  year: ['integer', 'integer'],
};

const binary = /^(binary|varbinary|tinyblob|blob|mediumblob|longblob)$/;
const spatial =
  /^(geometry|point|linestring|polygon|multipoint|multilinestring|multipolygon|geomcollection|geometrycollection)$/;

function columnOf(row: Row, definition: string): SourceColumn {
  const name = String(row.name);
  const type = String(row.type).toLowerCase();
  const shown = String(row.shown).toLowerCase();
  const column = ident(name);
  const asText = `cast(${column} as char)`;
  if (shown.startsWith('tinyint(1)') && !shown.includes('unsigned')) return booleanOf(name, column);
  if (type === 'bit') return bitsOf(name, column, Number(row.numeric_precision));
  const integer = integers[type];
  if (integer) {
    const [signed, unsigned] = integer;
    return { name, read: column, mapping: mapped('integer', shown.includes('unsigned') ? unsigned : signed) };
  }
  if (type === 'decimal') return decimalColumn(name, column, row);
  // The server writes a float with six digits; as a double it gives all that it has.
  if (type === 'float') return { name, read: `(${column} + 0e0)`, mapping: mapped('double', 'float') };
  if (type === 'double') return { name, read: column, mapping: mapped('double') };
  if (type === 'date') return dayOf(name, column, '%Y-%m-%d', mapped('date'));
  if (type === 'datetime' || type === 'timestamp')
    return dayOf(name, column, '%Y-%m-%d %H:%i:%s.%f', mapped('timestamp'));
  if (type === 'json' || definition.includes(`json_valid(${column})`))
    return { name, read: asText, mapping: mapped('json') };
  if (binary.test(type)) return { name, read: column, mapping: mapped('bytes') };
  if (spatial.test(type)) return { name, read: `st_astext(${column})`, mapping: mapped('text') };
  return { name, read: row.charset === '' ? asText : column, mapping: mapped('text') };
}

/** `TINYINT(1)` is MySQL's boolean, unless it holds other numbers. */
function booleanOf(name: string, column: string): SourceColumn {
  return {
    name,
    read: column,
    mapping: mapped('boolean'),
    ask: {
      aggregates: [`coalesce(sum(${column} not in (0, 1)), 0)`],
      decide: ([others = 0]) =>
        others === 0
          ? mapped('boolean')
          : {
              ...mapped('integer', 'tinyint'),
              note: `${name} is TINYINT(1) and holds more than 0 and 1: kept as a number`,
            },
    },
  };
}

const bitsOf = (name: string, column: string, width: number): SourceColumn => ({
  name,
  read: `cast(${column} as unsigned)`,
  mapping: width === 1 ? mapped('boolean') : mapped('integer', width < 64 ? 'bigint' : 'ubigint'),
});

function decimalColumn(name: string, column: string, row: Row): SourceColumn {
  const [precision, scale] = [Number(row.numeric_precision), Number(row.numeric_scale)];
  const read = `cast(${column} as char)`;
  if (precision <= 38) return { name, read, mapping: mapped('decimal', `decimal(${precision}, ${scale})`) };
  const [before, after] = [`substring_index(${read}, '.', 1)`, `substring_index(${read}, '.', -1)`];
  const aggregates = [
    `coalesce(max(length(trim(leading '0' from trim(leading '-' from ${before})))), 0)`,
    scale === 0 ? '0' : `coalesce(max(length(trim(trailing '0' from ${after}))), 0)`,
  ];
  const decide = ([integers = 0, digits = 0]: number[]): Mapping => decimalOf(name, integers, digits);
  return { name, read, mapping: mapped('decimal'), ask: { aggregates, decide } };
}

/** Dates and times; MySQL's days and months of zero are no date, and become null. */
function dayOf(name: string, column: string, format: string, mapping: Mapping): SourceColumn {
  const zero = `(month(${column}) = 0 or dayofmonth(${column}) = 0)`;
  return {
    name,
    read: `case when not ${zero} then date_format(${column}, '${format}') end`,
    mapping,
    ask: {
      aggregates: [`coalesce(sum(${zero}), 0)`],
      decide: ([count = 0]) =>
        count === 0
          ? mapping
          : {
              ...mapping,
              note: `${name}: ${count.toLocaleString('en')} zero ${count === 1 ? 'date' : 'dates'}, such as 0000-00-00, became null`,
            },
    },
  };
}
