import {
  DuckDBDateValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBValueConverter,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api';
import type { Value } from '../connection.ts';
import type { ColumnKind } from '../dialect.ts';

const microsecondsPerSecond = 1_000_000n;

/** ISO 8601 in UTC with as many of six fractional digits as are not zero. */
function isoFromMicros(micros: bigint): string {
  let seconds = micros / microsecondsPerSecond;
  let rest = micros % microsecondsPerSecond;
  if (rest < 0n) {
    seconds -= 1n;
    rest += microsecondsPerSecond;
  }
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  if (rest === 0n) return `${whole}Z`;
  return `${whole}.${rest.toString().padStart(6, '0').replace(/0+$/, '')}Z`;
}

/** Engine value → `Value`: what JSON can hold, without losing a digit. */
export const toValue: DuckDBValueConverter<Value> = (value: DuckDBValue, type: DuckDBType): Value => {
  if (value === null) return null;
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) {
    return value.isFinite ? isoFromMicros(value.micros) : String(value);
  }
  if (value instanceof DuckDBDateValue) return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  // The library's own JSON form keeps 64-bit integers and decimals as text.
  return JsonDuckDBValueConverter(value, type, JsonDuckDBValueConverter);
};

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
  [DuckDBTypeId.FLOAT]: 'double',
  [DuckDBTypeId.DOUBLE]: 'double',
  [DuckDBTypeId.DECIMAL]: 'decimal',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_S]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_MS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_NS]: 'timestamp',
  [DuckDBTypeId.LIST]: 'json',
  [DuckDBTypeId.STRUCT]: 'json',
  [DuckDBTypeId.MAP]: 'json',
};

export const kindOf = (type: DuckDBType): ColumnKind => kinds[type.typeId] ?? 'text';

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
  return 'text';
}
