import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  type DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  type DuckDBResult,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api';
import * as dataAccessors from '@duckdb/node-api/lib/vectors/dataAccessors.js';
import type { Row, Value } from '../connection.ts';
import type { ColumnKind } from '../dialect.ts';
import { exactNumber, parseExactJson } from '../exact-json.ts';
import { isoFromMicros } from '../value-text.ts';
import { textsOf } from './texts.ts';

// The driver's decoder takes a byte order mark at the start of a text for no part of it.
Reflect.set(
  'default' in dataAccessors ? Object(dataAccessors.default) : dataAccessors,
  'textDecoder',
  new TextDecoder('utf-8', { ignoreBOM: true }),
);

/** 0001-01-01 and 10000-01-01: outside of them a year has not four digits. */
const firstMicros = -62_135_596_800_000_000n;
const endMicros = 253_402_300_800_000_000n;

/** The engine's own text beyond the years that ISO 8601 writes with four digits. */
const timeText = (micros: bigint): string =>
  micros < firstMicros || micros >= endMicros
    ? new DuckDBTimestampValue(micros).toString()
    : isoFromMicros(micros);

/** The digits of a decimal without the zeros that its scale adds. */
function decimalText({ value, scale }: DuckDBDecimalValue): string {
  if (scale === 0) return String(value);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const part = digits.slice(-scale).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}${part === '' ? '' : `.${part}`}`;
}

function microsOf(value: DuckDBValue): bigint | null {
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) return value.micros;
  if (value instanceof DuckDBTimestampMillisecondsValue) return value.millis * 1000n;
  if (value instanceof DuckDBTimestampSecondsValue) return value.seconds * 1_000_000n;
  if (value instanceof DuckDBTimestampNanosecondsValue) {
    return value.nanos / 1000n - (value.nanos % 1000n < 0n ? 1n : 0n);
  }
  return null;
}

type Convert = (value: DuckDBValue) => Value;

const timestamp: Convert = (value) => {
  const micros = microsOf(value);
  return micros === null ? String(value) : timeText(micros);
};
const text: Convert = (value) => String(value);
const date: Convert = (value) => {
  if (!(value instanceof DuckDBDateValue)) return String(value);
  if (value.days === DuckDBDateValue.PosInf.days) return 'infinity';
  return value.days === DuckDBDateValue.NegInf.days ? '-infinity' : value.toString();
};
const double: Convert = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : String(value);
const decimal: Convert = (value) =>
  value instanceof DuckDBDecimalValue ? decimalText(value) : String(value);
const bytes: Convert = (value) =>
  value instanceof DuckDBBlobValue ? Buffer.from(value.bytes).toString('base64') : String(value);

const simple: Partial<Record<DuckDBTypeId, Convert>> = {
  [DuckDBTypeId.BIGINT]: text,
  [DuckDBTypeId.UBIGINT]: text,
  [DuckDBTypeId.HUGEINT]: text,
  [DuckDBTypeId.UHUGEINT]: text,
  [DuckDBTypeId.FLOAT]: double,
  [DuckDBTypeId.DOUBLE]: double,
  [DuckDBTypeId.DECIMAL]: decimal,
  [DuckDBTypeId.BLOB]: bytes,
  [DuckDBTypeId.DATE]: date,
  [DuckDBTypeId.TIMESTAMP]: timestamp,
  [DuckDBTypeId.TIMESTAMP_TZ]: timestamp,
  [DuckDBTypeId.TIMESTAMP_S]: timestamp,
  [DuckDBTypeId.TIMESTAMP_MS]: timestamp,
  [DuckDBTypeId.TIMESTAMP_NS]: timestamp,
};

const isJson = (type: DuckDBType): boolean => type.typeId === DuckDBTypeId.VARCHAR && type.alias === 'JSON';

/** A value within an array or an object: numbers there are as JSON has them. */
function nested(type: DuckDBType): Convert {
  const convert = converterOf(type);
  const numeric = kindOf(type) === 'integer' || kindOf(type) === 'decimal';
  return (value) => {
    if (value === null) return null;
    const converted = convert(value);
    return numeric && typeof converted === 'string' ? exactNumber(converted) : converted;
  };
}

function converterOf(type: DuckDBType): Convert {
  if (isJson(type)) return (value) => parseExactJson(String(value));
  if (type.typeId === DuckDBTypeId.LIST || type.typeId === DuckDBTypeId.ARRAY) {
    const item = nested(type.valueType);
    return (value) =>
      value instanceof DuckDBListValue || value instanceof DuckDBArrayValue
        ? value.items.map(item)
        : String(value);
  }
  if (type.typeId === DuckDBTypeId.STRUCT) {
    const fields = type.entryNames.map((name, index): [string, Convert] => [
      name,
      nested(type.entryTypes[index] ?? type),
    ]);
    return (value) =>
      value instanceof DuckDBStructValue
        ? Object.fromEntries(fields.map(([name, convert]) => [name, convert(value.entries[name] ?? null)]))
        : String(value);
  }
  if (type.typeId === DuckDBTypeId.MAP) {
    const [key, item] = [nested(type.keyType), nested(type.valueType)];
    return (value) =>
      value instanceof DuckDBMapValue
        ? value.entries.map((entry) => ({ key: key(entry.key), value: item(entry.value) }))
        : String(value);
  }
  return simple[type.typeId] ?? ((value) => JsonDuckDBValueConverter(value, type, JsonDuckDBValueConverter));
}

/** Reads one column of a chunk. */
function columnReader(type: DuckDBType, column: number): (chunk: DuckDBDataChunk) => Value[] {
  if (type.typeId === DuckDBTypeId.VARCHAR) {
    if (!isJson(type)) return (chunk) => textsOf(chunk, column);
    return (chunk) => textsOf(chunk, column).map((json) => (json === null ? null : parseExactJson(json)));
  }
  const convert = converterOf(type);
  return (chunk) => {
    const vector = chunk.getColumnVector(column);
    return Array.from({ length: chunk.rowCount }, (_, place) => {
      const item = vector.getItem(place);
      return item === null ? null : convert(item);
    });
  };
}

/** Reads the chunks of a result as rows, column by column: the types are looked at once, not once a value. */
export function rowReader(result: DuckDBResult): (chunk: DuckDBDataChunk) => Row[] {
  const names = result.deduplicatedColumnNames();
  const columns = result.columnTypes().map(columnReader);
  return (chunk) => {
    const rows = Array.from({ length: chunk.rowCount }, (): Row => ({}));
    columns.forEach((valuesOf, index) => {
      const name = names[index] ?? '';
      const values = valuesOf(chunk);
      // Assigned, this one name would set the prototype.
      if (name === '__proto__')
        rows.forEach((row, place) => {
          const value = values[place] ?? null;
          Object.defineProperty(row, name, { value, enumerable: true, writable: true, configurable: true });
        });
      else
        rows.forEach((row, place) => {
          row[name] = values[place] ?? null;
        });
    });
    return rows;
  };
}

const kinds: Partial<Record<DuckDBTypeId, ColumnKind>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'integer',
  [DuckDBTypeId.SMALLINT]: 'integer',
  [DuckDBTypeId.INTEGER]: 'integer',
  [DuckDBTypeId.BIGINT]: 'integer',
  [DuckDBTypeId.UTINYINT]: 'integer',
  [DuckDBTypeId.USMALLINT]: 'integer',
  [DuckDBTypeId.UINTEGER]: 'integer',
  [DuckDBTypeId.UBIGINT]: 'integer',
  [DuckDBTypeId.HUGEINT]: 'integer',
  [DuckDBTypeId.UHUGEINT]: 'integer',
  [DuckDBTypeId.FLOAT]: 'double',
  [DuckDBTypeId.DOUBLE]: 'double',
  [DuckDBTypeId.DECIMAL]: 'decimal',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_S]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_MS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_NS]: 'timestamp',
  [DuckDBTypeId.BLOB]: 'bytes',
  [DuckDBTypeId.LIST]: 'json',
  [DuckDBTypeId.ARRAY]: 'json',
  [DuckDBTypeId.STRUCT]: 'json',
  [DuckDBTypeId.MAP]: 'json',
};

export const kindOf = (type: DuckDBType): ColumnKind =>
  isJson(type) ? 'json' : (kinds[type.typeId] ?? 'text');

/** The engine's name of a type, as its catalogue writes it. */
export const typeName = (type: DuckDBType): string => (isJson(type) ? 'JSON' : String(type));

/** The kind of a type by the engine's name for it, as the catalogue shows it. */
export function kindOfName(type: string): ColumnKind {
  const name = type.toUpperCase();
  if (/\[\d*\]$|^STRUCT|^MAP|^JSON/.test(name)) return 'json';
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(name)) return 'integer';
  if (name.startsWith('DECIMAL')) return 'decimal';
  if (/^(DOUBLE|FLOAT|REAL)/.test(name)) return 'double';
  if (name === 'BOOLEAN') return 'boolean';
  if (name === 'DATE') return 'date';
  if (name.startsWith('TIMESTAMP')) return 'timestamp';
  if (name === 'BLOB') return 'bytes';
  return 'text';
}
