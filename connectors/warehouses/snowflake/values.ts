import type { Column as DriverColumn } from 'snowflake-sdk';
import type { Column, Row, Value } from '../connection.ts';
import type { ColumnKind } from '../dialect.ts';
import { parseExactJson } from '../exact-json.ts';
import { doubleFromText, isoFromMicros, trimmedDecimal } from '../value-text.ts';
import { snowflakeDialect } from './dialect.ts';

/** What the driver must hand on as Snowflake wrote it: its own conversions lose digits. */
export const fetchedAsText = ['Number', 'JSON'] as const;

type Convert = (value: unknown) => Value;

/** A date of the driver, which keeps what a Date cannot hold. */
interface DriverTimestamp extends Date {
  getEpochSeconds(): number;
  getNanoSeconds(): number;
}

const isTimestamp = (value: unknown): value is DriverTimestamp =>
  value instanceof Date && 'getEpochSeconds' in value && 'getNanoSeconds' in value;

const converters: Record<ColumnKind, Convert> = {
  text: (value) => String(value),
  integer: (value) => trimmedDecimal(String(value)),
  decimal: (value) => trimmedDecimal(String(value)),
  double: (value) => doubleFromText(String(value)),
  boolean: (value) => value === true,
  date: (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : String(value)),
  timestamp: (value) => (isTimestamp(value) ? isoOf(value) : String(value)),
  bytes: (value) => (Buffer.isBuffer(value) ? value.toString('base64') : String(value)),
  json: (value) => parseExactJson(String(value)),
};

const isoOf = (value: DriverTimestamp): string =>
  isoFromMicros(
    BigInt(value.getEpochSeconds()) * 1_000_000n + BigInt(Math.floor(value.getNanoSeconds() / 1000)),
  );

/** A time of day has no kind of its own; it is text without needless zeros. */
const timeOfDay: Convert = (value) => trimmedDecimal(String(value));

/** A column that has the name of an object's prototype is a property of its own. */
const ownProperty = { value: null, enumerable: true, writable: true, configurable: true };

/** Turns a row as the driver gives it, an array, into one of Weft's. */
export function rowReader(columns: readonly DriverColumn[]): (values: readonly unknown[]) => Row {
  const fields = columns.map((column) => ({
    name: snowflakeDialect.weftName(column.getName()),
    convert: column.isTime() ? timeOfDay : converters[kindOf(column)],
  }));
  const hasPrototype = fields.some(({ name }) => name === '__proto__');
  return (values) => {
    const row: Row = {};
    if (hasPrototype) Object.defineProperty(row, '__proto__', ownProperty);
    for (const [index, { name, convert }] of fields.entries()) {
      const value = values[index];
      row[name] = value === null || value === undefined ? null : convert(value);
    }
    return row;
  };
}

export const columnOf = (column: DriverColumn): Column => ({
  name: snowflakeDialect.weftName(column.getName()),
  kind: kindOf(column),
  type: typeName(column),
  nullable: column.isNullable(),
});

function kindOf(column: DriverColumn): ColumnKind {
  if (column.isNumber()) {
    if (column.getType().toLowerCase() === 'real') return 'double';
    return column.getScale() > 0 ? 'decimal' : 'integer';
  }
  if (column.isBoolean()) return 'boolean';
  if (column.isDate()) return 'date';
  if (column.isTimestamp()) return 'timestamp';
  if (column.isBinary()) return 'bytes';
  if (column.isVariant() || column.isObject() || column.isArray() || column.isMap()) return 'json';
  return 'text';
}

function typeName(column: DriverColumn): string {
  const type = column.getType().toUpperCase();
  if (type === 'FIXED') return `NUMBER(${column.getPrecision()},${column.getScale()})`;
  return type === 'REAL' ? 'FLOAT' : type;
}

/** The kind of a column as the catalogue names its type; `scale` is null for what is no NUMBER. */
export function kindOfType(type: string, scale: number | null): ColumnKind {
  const name = type.toUpperCase();
  if (name === 'NUMBER' || name === 'DECIMAL' || name === 'NUMERIC') return scale ? 'decimal' : 'integer';
  if (/^(BIG|SMALL|TINY|BYTE)?INT(EGER)?$/.test(name)) return 'integer';
  if (/^(FLOAT|DOUBLE|REAL)/.test(name)) return 'double';
  if (name === 'BOOLEAN') return 'boolean';
  if (name === 'DATE') return 'date';
  if (name.startsWith('TIMESTAMP')) return 'timestamp';
  if (/^(VAR)?BINARY/.test(name)) return 'bytes';
  if (/^(VARIANT|OBJECT|ARRAY|MAP|JSON)/.test(name)) return 'json';
  return 'text';
}
