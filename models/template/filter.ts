import type { ColumnKind, Dialect } from '../../connectors/warehouses/dialect.ts';
import type { Comparison, ComparisonName, Filter, Scalar } from '../workspace/kinds/filter.ts';
import { durationHours } from '../workspace/kinds/shared.ts';
import { instantIn } from './instant.ts';

/** The time at which a statement is asked, as SQL, and the zone in which its days begin. */
export interface Clock {
  now: string;
  /** The same time, where only its day is asked: what reads no more of it changes at midnight. */
  today: string;
  zone: string;
}

/**
 * The earliest time of a window. Windows of whole days begin at midnight in the workspace's zone, so that
 * who is in them changes with the data and the day, not with the minute of a run.
 */
export function windowStart(dialect: Dialect, clock: Clock, duration: string): string {
  const hours = durationHours(duration);
  return hours % 24 === 0
    ? dialect.hoursBefore(dialect.dayStart(clock.today, clock.zone), hours)
    : dialect.hoursBefore(clock.now, hours);
}

/**
 * A literal in the kind of the column that it is compared with; in its own where that is not known. A date or a time
 * without an offset is one of the workspace's zone.
 */
function operand(dialect: Dialect, value: Scalar, kind: ColumnKind | null, { zone }: Clock): string {
  if (kind === 'text') return dialect.literal(String(value));
  const instant = kind === 'timestamp' ? instantIn(zone, String(value)) : null;
  if (instant !== null) return dialect.literal(instant);
  if (kind === 'date' || kind === 'timestamp') return dialect.cast(dialect.literal(String(value)), kind);
  return dialect.literal(value);
}

const compare =
  (operator: string) =>
  (dialect: Dialect, column: string, value: Scalar, kind: ColumnKind | null, clock: Clock): string =>
    `${column} ${operator} ${operand(dialect, value, kind, clock)}`;

const list = (dialect: Dialect, values: readonly Scalar[], kind: ColumnKind | null, clock: Clock): string =>
  values.map((value) => operand(dialect, value, kind, clock)).join(', ');

/** The text of a column for a search without regard to case. */
const folded = (dialect: Dialect, column: string, kind: ColumnKind | null): string =>
  `lower(${kind === null ? dialect.cast(column, 'text') : dialect.text(column, kind)})`;

/** Each comparison as SQL. `neq` and `not_in` hold for a value that is not set: it is not that value. */
const comparisons: {
  [K in ComparisonName]: (
    dialect: Dialect,
    column: string,
    value: NonNullable<Comparison[K]>,
    kind: ColumnKind | null,
    clock: Clock,
  ) => string;
} = {
  eq: compare('='),
  neq: (dialect, column, value, kind, clock) =>
    `(${column} is null or ${column} <> ${operand(dialect, value, kind, clock)})`,
  in: (dialect, column, values, kind, clock) => `${column} in (${list(dialect, values, kind, clock)})`,
  not_in: (dialect, column, values, kind, clock) =>
    `(${column} is null or ${column} not in (${list(dialect, values, kind, clock)}))`,
  gt: compare('>'),
  gte: compare('>='),
  lt: compare('<'),
  lte: compare('<='),
  between: (dialect, column, [low, high], kind, clock) =>
    `${column} between ${operand(dialect, low, kind, clock)} and ${operand(dialect, high, kind, clock)}`,
  contains: (dialect, column, text, kind) =>
    dialect.contains(folded(dialect, column, kind), text.toLowerCase()),
  starts_with: (dialect, column, text, kind) =>
    dialect.startsWith(folded(dialect, column, kind), text.toLowerCase()),
  is_set: (_, column, set) => `${column} is ${set ? 'not null' : 'null'}`,
  within: (dialect, column, duration, _, clock) =>
    `${dialect.cast(column, 'timestamp')} >= ${windowStart(dialect, clock, duration)}`,
  before: (dialect, column, duration, _, clock) =>
    `${dialect.cast(column, 'timestamp')} < ${windowStart(dialect, clock, duration)}`,
};

/**
 * The comparisons of one column, all of which must hold. `column` is SQL, `kind` what it holds, null where that is
 * not known. JSON is compared by its text, since not every engine compares the type.
 */
export function comparisonSql(
  dialect: Dialect,
  column: string,
  comparison: Comparison,
  kind: ColumnKind | null,
  clock: Clock,
): string {
  const parts: string[] = [];
  for (const name of Object.keys(comparisons) as ComparisonName[]) {
    const value = comparison[name];
    if (value === undefined) continue;
    const compile = comparisons[name] as (
      d: Dialect,
      c: string,
      v: unknown,
      k: ColumnKind | null,
      t: Clock,
    ) => string;
    const compared = kind === 'json' && name !== 'is_set' ? dialect.text(column, kind) : column;
    parts.push(compile(dialect, compared, value, kind === 'json' ? 'text' : kind, clock));
  }
  return parts.length === 0 ? 'true' : parts.join(' and ');
}

/** A filter over columns of a row. `column` turns a name into SQL, `kindOf` says what it holds. */
export function filterSql(
  dialect: Dialect,
  filter: Filter,
  column: (name: string) => string,
  kindOf: (name: string) => ColumnKind | null,
  clock: Clock,
): string {
  const parts = Object.entries(filter).map(([name, value]) =>
    comparisonSql(
      dialect,
      column(name),
      typeof value === 'object' ? value : { eq: value },
      kindOf(name),
      clock,
    ),
  );
  return parts.length === 0 ? 'true' : parts.join(' and ');
}
