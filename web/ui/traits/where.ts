import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';

/** How a column is compared, as the rows of a filter have it: `is_set: false` is a word of its own. */
export const operators = [
  'eq',
  'neq',
  'in',
  'not_in',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'contains',
  'starts_with',
  'is_set',
  'not_set',
  'within',
  'before',
] as const;
export type Operator = (typeof operators)[number];

/** One row of a filter; its values are texts until the filter is made of them. */
export interface WhereRow {
  column: string;
  operator: Operator;
  values: string[];
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value === undefined || value === null ? [] : [String(value)];

/** The rows that a filter says, one for each comparison. */
export function rowsOfWhere(where: unknown): WhereRow[] {
  if (where === null || typeof where !== 'object') return [];
  return Object.entries(where).flatMap(([column, compared]): WhereRow[] => {
    if (compared === null || typeof compared !== 'object')
      return [{ column, operator: 'eq', values: texts(compared) }];
    return Object.entries(compared).map(([name, value]) => {
      if (name === 'is_set') return { column, operator: value === false ? 'not_set' : 'is_set', values: [] };
      return { column, operator: operators.find((one) => one === name) ?? 'eq', values: texts(value) };
    });
  });
}

const wanted = (operator: Operator): number =>
  operator === 'is_set' || operator === 'not_set' ? 0 : operator === 'between' ? 2 : 1;

/** Whether a row says enough to count. */
export const isFinished = ({ column, operator, values }: WhereRow): boolean =>
  column !== '' && values.filter((value) => value !== '').length >= wanted(operator);

const numeric: readonly ColumnKind[] = ['integer', 'decimal', 'double'];

/** A typed value in the kind of its column; a number that is none stays a text, which the check then refuses. */
function scalar(text: string, kind: ColumnKind | undefined): string | number | boolean {
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const number = Number(text);
  const exact = kind !== undefined && numeric.includes(kind) && text.trim() !== '' && Number.isFinite(number);
  return exact ? number : text;
}

function compared({ operator, values }: WhereRow, kind: ColumnKind | undefined): unknown {
  const [first = ''] = values;
  switch (operator) {
    case 'in':
    case 'not_in':
      return values.map((value) => scalar(value, kind));
    case 'between':
      return values.slice(0, 2).map((value) => scalar(value, kind));
    case 'is_set':
      return true;
    case 'not_set':
      return false;
    case 'contains':
    case 'starts_with':
    case 'within':
    case 'before':
      return first;
    default:
      return scalar(first, kind);
  }
}

/** The filter of the rows that are finished; undefined where none is. A column that only equals is written short. */
export function whereOfRows(
  rows: readonly WhereRow[],
  kindOf: (column: string) => ColumnKind | undefined,
): Record<string, unknown> | undefined {
  const byColumn = new Map<string, Record<string, unknown>>();
  for (const row of rows.filter(isFinished)) {
    const name = row.operator === 'not_set' ? 'is_set' : row.operator;
    byColumn.set(row.column, { ...byColumn.get(row.column), [name]: compared(row, kindOf(row.column)) });
  }
  if (byColumn.size === 0) return undefined;
  return Object.fromEntries(
    [...byColumn].map(([column, comparison]) => {
      const only = Object.keys(comparison);
      return [column, only.length === 1 && only[0] === 'eq' ? comparison.eq : comparison];
    }),
  );
}

/** Whether two rows compare one column in one way: the second would replace the first. */
export const clashes = (rows: readonly WhereRow[], index: number): boolean =>
  rows.some(
    (row, other) =>
      other < index &&
      row.column === rows[index]?.column &&
      row.operator === rows[index]?.operator &&
      row.column !== '',
  );
