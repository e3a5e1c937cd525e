import type bigquery from '@google-cloud/bigquery/build/src/types.js';
import type { Column, Row, Value } from '../connection.ts';
import type { ColumnKind } from '../dialect.ts';
import { exactNumber, parseExactJson } from '../exact-json.ts';
import { doubleFromText, isoFromMicros, trimmedDecimal } from '../value-text.ts';

export type Field = bigquery.ITableFieldSchema;

/** A cell of the API: text, for a record its cells, for an array its elements. */
type Cell = { v?: unknown };
type Convert = (value: unknown) => Value;

/** BigQuery's DATETIME has no zone; Weft reads it as UTC. */
function datetime(text: string): string {
  const iso = text.replace(' ', 'T');
  return `${iso.includes('.') ? trimmedDecimal(iso) : iso}Z`;
}

const fromText =
  (convert: (text: string) => Value): Convert =>
  (value) =>
    convert(String(value));

const text = fromText((value) => value);

interface TypeOfBigQuery {
  kind: ColumnKind;
  /** In SQL; the API keeps older names. */
  sql: string;
  convert: Convert;
}

const type = (sql: string, kind: ColumnKind, convert: Convert): TypeOfBigQuery => ({ sql, kind, convert });

const integer = type('INT64', 'integer', text);
const float = type('FLOAT64', 'double', fromText(doubleFromText));
const boolean = type(
  'BOOL',
  'boolean',
  fromText((value) => value === 'true'),
);

const types: Record<string, TypeOfBigQuery> = {
  STRING: type('STRING', 'text', text),
  BYTES: type('BYTES', 'bytes', text),
  INTEGER: integer,
  INT64: integer,
  FLOAT: float,
  FLOAT64: float,
  NUMERIC: type('NUMERIC', 'decimal', fromText(trimmedDecimal)),
  BIGNUMERIC: type('BIGNUMERIC', 'decimal', fromText(trimmedDecimal)),
  BOOLEAN: boolean,
  BOOL: boolean,
  TIMESTAMP: type(
    'TIMESTAMP',
    'timestamp',
    fromText((micros) => isoFromMicros(BigInt(micros))),
  ),
  DATETIME: type('DATETIME', 'timestamp', fromText(datetime)),
  DATE: type('DATE', 'date', text),
  JSON: type('JSON', 'json', fromText(parseExactJson)),
};

const typeOf = (field: Field): TypeOfBigQuery => {
  const name = (field.type ?? 'STRING').toUpperCase();
  return types[name] ?? type(name, 'text', text);
};

const isRecord = (field: Field): boolean => field.type === 'RECORD' || field.type === 'STRUCT';

/** What the API gives for a cell, or for the cells of a record. */
const cellsOf = (value: unknown): Cell[] => {
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null && 'f' in value && Array.isArray(value.f)) return value.f;
  return [];
};

/** Numbers within arrays and records are as JSON has them. */
function nestedConvert(field: Field): Convert {
  const { kind, convert } = typeOf(field);
  return kind === 'integer' || kind === 'decimal' ? fromText(exactNumber) : convert;
}

function converter(field: Field, nested = false): Convert {
  const single = isRecord(field)
    ? recordConverter(field)
    : nested || field.mode === 'REPEATED'
      ? nestedConvert(field)
      : typeOf(field).convert;
  if (field.mode !== 'REPEATED') return single;
  return (value) => cellsOf(value).map(({ v }) => (v === null || v === undefined ? null : single(v)));
}

function recordConverter(record: Field): Convert {
  const fields = (record.fields ?? []).map((field, index) => ({
    name: field.name || `_field_${index + 1}`,
    convert: converter(field, true),
  }));
  return (value) => {
    const cells = cellsOf(value);
    return Object.fromEntries(
      fields.map(({ name, convert }, index) => {
        const cell = cells[index]?.v;
        return [name, cell === null || cell === undefined ? null : convert(cell)];
      }),
    );
  };
}

/** Reads pages of the API's rows, timestamps as integers of microseconds. */
export function rowReader(fields: readonly Field[]): (rows: readonly bigquery.ITableRow[]) => Row[] {
  const names = fields.map(({ name }) => name ?? '');
  const converts = fields.map((field) => converter(field));
  const valueAt = (cells: readonly Cell[], index: number): Value => {
    const value = cells[index]?.v;
    return value === null || value === undefined ? null : (converts[index] ?? text)(value);
  };
  if (names.includes('__proto__')) {
    // Assigned, it would be the row's prototype.
    return (rows) =>
      rows.map(({ f: cells = [] }) =>
        Object.fromEntries(names.map((name, index) => [name, valueAt(cells, index)])),
      );
  }
  return (rows) =>
    rows.map(({ f: cells = [] }) => {
      const row: Row = {};
      for (const [index, name] of names.entries()) row[name] = valueAt(cells, index);
      return row;
    });
}

/** A type as SQL writes it, `ARRAY<STRUCT<a INT64>>`. */
function sqlType(field: Field): string {
  const single = isRecord(field)
    ? `STRUCT<${(field.fields ?? []).map((inner) => `${inner.name} ${sqlType(inner)}`).join(', ')}>`
    : typeOf(field).sql;
  return field.mode === 'REPEATED' ? `ARRAY<${single}>` : single;
}

export const columnOf = (field: Field): Column => ({
  name: field.name ?? '',
  type: sqlType(field),
  kind: isRecord(field) || field.mode === 'REPEATED' ? 'json' : typeOf(field).kind,
  nullable: field.mode !== 'REQUIRED',
});
