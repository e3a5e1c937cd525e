import type { ColumnKind } from '../../dialect.ts';
import { duckdbDialect } from '../dialect.ts';
import { kindOfName } from '../values.ts';

const { literal } = duckdbDialect;

/**
 * What the texts of a column are, and how they become values. A shape is chosen only where the values say the
 * same as their texts: a leading zero, a plus sign or a very long number stay text.
 */
export interface Shape {
  kind: ColumnKind;
  /** The engine's type of the values. */
  type: string;
  /** The cell as the shape reads it: without the spaces around it; empty and `NULL` are no value. */
  clean(cell: string): string;
  /** SQL over a clean cell: whether its form is right. Undefined: any form. */
  form?: (cell: string) => string;
  /** SQL over a clean cell of the right form: the value, or null where there is none (30 February). */
  convert(cell: string): string;
}

/** Patterns that RE2 and JavaScript read alike, matched against a whole cell. */
export const patterns = {
  boolean: 'true|false|True|False|TRUE|FALSE',
  /** At most 15 digits: what is longer is a card number or a serial number, not a quantity. */
  integer: '-?(0|[1-9][0-9]{0,14})',
  decimal: '-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,9})?',
  /** An exponent needs a point before it: `12e4` is more likely to be a code. */
  double: '-?(0|[1-9][0-9]{0,14})(\\.[0-9]+([eE][-+]?[0-9]{1,3})?)?',
  date: '[0-9]{4}-[0-9]{2}-[0-9]{2}',
  compactDate: '(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])',
  dottedDate: '[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{4}',
  slashedDate: '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}',
  timestamp:
    '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?(Z| UTC|[-+][0-9]{2}(:?[0-9]{2})?)?)?',
  spacedTimestamp:
    '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})? [-+][0-9]{2}:?[0-9]{2}',
} as const;

const matches = (pattern: string) => (cell: string) => `regexp_full_match(${cell}, ${literal(pattern)})`;

const noValue = ['', 'NULL', 'null', '\\N'].map(literal).join(', ');
const clean = (cell: string) => `case when trim(${cell}) in (${noValue}) then null else trim(${cell}) end`;

const typed = (kind: ColumnKind, type: string, pattern?: string, convert?: Shape['convert']): Shape => ({
  kind,
  type,
  clean,
  ...(pattern === undefined ? {} : { form: matches(pattern) }),
  convert: convert ?? ((cell) => `try_cast(${cell} as ${type})`),
});

const parsedDate = (pattern: string, format: string) =>
  typed('date', 'date', pattern, (cell) => `cast(try_strptime(${cell}, ${literal(format)}) as date)`);

export const textShape: Shape = {
  kind: 'text',
  type: 'varchar',
  clean: (cell) => cell,
  convert: (cell) => cell,
};

/** Objects and lists, as JSON text. */
export const jsonShape: Shape = {
  ...typed('json', 'json'),
  clean: (cell) => cell,
  form: (cell) => `(${cell}[1] in ('{', '[') and json_valid(${cell}))`,
};

/** Decimals of so many digits after the point; 18 digits in all, with which the engine is fast, where that is enough. */
export function decimalShape(scale: number, integerDigits: number): Shape {
  const precision = integerDigits + scale <= 18 ? 18 : 38;
  const most = Math.min(15, precision - scale);
  const type = `decimal(${precision}, ${scale})`;
  return typed('decimal', type, `-?(0|[1-9][0-9]{0,${most - 1}})(\\.[0-9]{1,${scale}})?`);
}

/** Any decimal, for a first look: its own type is found from the digits that it turns out to have. */
export const someDecimal: Shape = {
  ...typed('decimal', 'decimal(38, 9)', patterns.decimal),
  convert: (cell) => cell,
};

/** Money as half of Europe writes it. Three digits after the comma could be thousands, so they are none. */
export const commaDecimal = typed(
  'decimal',
  'decimal(18, 2)',
  '-?(0|[1-9][0-9]{0,14})(,[0-9]{1,2})?',
  (cell) => `try_cast(replace(${cell}, ',', '.') as decimal(18, 2))`,
);

export const integerShape = typed('integer', 'bigint', patterns.integer);
export const doubleShape = typed('double', 'double', patterns.double);
const booleans = patterns.boolean.split('|').map(literal).join(', ');
export const booleanShape: Shape = {
  ...typed('boolean', 'boolean'),
  form: (cell) => `${cell} in (${booleans})`,
};
export const dateShape = typed('date', 'date', patterns.date);
export const timestampShape = typed('timestamp', 'timestamptz', patterns.timestamp);

/** Forms of dates and times, the plain one first. A slashed date counts only where one order of the two is possible. */
export const temporalShapes = {
  date: dateShape,
  compactDate: parsedDate(patterns.compactDate, '%Y%m%d'),
  dottedDate: parsedDate(patterns.dottedDate, '%d.%m.%Y'),
  dayFirstDate: parsedDate(patterns.slashedDate, '%d/%m/%Y'),
  monthFirstDate: parsedDate(patterns.slashedDate, '%m/%d/%Y'),
  timestamp: timestampShape,
  spacedTimestamp: typed(
    'timestamp',
    'timestamptz',
    patterns.spacedTimestamp,
    (cell) => `try_cast(replace(replace(${cell}, ' +', '+'), ' -', '-') as timestamptz)`,
  ),
} as const;

/** Any text that the engine can read as a type which the caller chose or the table already has. */
export function shapeOfType(type: string): Shape {
  const kind = kindOfName(type);
  if (kind === 'text' && /^(varchar|text|string)/i.test(type)) return textShape;
  if (kind === 'json' && type.toLowerCase() === 'json')
    return { ...typed('json', 'json'), clean: (cell) => cell };
  if (kind === 'integer') return typed(kind, type, patterns.integer.replace('0,14', '0,18'));
  if (kind === 'boolean') return booleanShape;
  if (kind === 'decimal') {
    const scale = Number(/,\s*(\d+)/.exec(type)?.[1] ?? 0);
    return typed(kind, type, `[-+]?[0-9]+${scale === 0 ? '' : `(\\.[0-9]{0,${scale}}0*)?`}`);
  }
  return typed(kind, type);
}

/** SQL of a cell's value in a load, an error where it does not fit. Only a cell that does not fit as it is is cleaned. */
export function loaded(shape: Shape, cell: string, mark: string): string {
  if (shape.form === undefined && shape.convert(cell) === cell) return cell;
  const value = (text: string) =>
    shape.form === undefined
      ? shape.convert(text)
      : `case when ${shape.form(text)} then ${shape.convert(text)} end`;
  const clean = `(${shape.clean(cell)})`;
  const rest = `case when ${clean} is not null then coalesce(${value(clean)}, error(${literal(mark)})) end`;
  return `case when ${cell} is not null then coalesce(${value(cell)}, ${rest}) end`;
}

/** SQL: whether a clean cell that is not null fits; null where it is null. */
export function fits(shape: Shape, cell: string): string {
  const converts = `(${shape.convert(cell)}) is not null`;
  return `case when ${cell} is not null then ${shape.form === undefined ? converts : `${shape.form(cell)} and ${converts}`} end`;
}
