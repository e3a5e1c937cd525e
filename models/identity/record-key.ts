import type { ColumnKind, Dialect } from '../../connectors/warehouses/dialect.ts';
import { keyColumns } from '../dbt/context.ts';
import type { Entity } from '../workspace/kinds/entity.ts';
import type { Source } from '../workspace/kinds/source.ts';

type KindOf = (column: string) => ColumnKind;

/** Texts as one, each with its length before it, so that ('a', 'b|c') and ('a|b', 'c') differ; null is `-`. */
function joined(dialect: Dialect, columns: readonly string[], kindOf: KindOf): string {
  const parts = columns.map((name) => {
    const column = dialect.ident(name);
    const text = dialect.text(column, kindOf(name));
    return `case when ${column} is null then '-' else ${dialect.cast(`length(${text})`, 'text')} || ':' || ${text} end`;
  });
  return parts.join(` || '|' || `);
}

/**
 * The text that names a row's record. A record of events is a distinct tuple of their identifiers, so that a
 * million page views of one device are one record. `kindOf` says what the columns hold, text by default.
 */
export function recordKey(dialect: Dialect, source: Source | Entity, kindOf: KindOf = () => 'text'): string {
  if (source.kind === 'source' && source.shape === 'events') {
    return joined(
      dialect,
      source.identifiers.map(({ column }) => column),
      kindOf,
    );
  }
  const columns = keyColumns(source);
  const only = columns[0];
  return columns.length === 1 && only !== undefined
    ? dialect.text(dialect.ident(only), kindOf(only))
    : joined(dialect, columns, kindOf);
}

/** Holds for rows that have a record at all. In brackets, since it goes on with other conditions. */
export function hasRecord(dialect: Dialect, source: Source): string {
  const [columns, operator] =
    source.shape === 'events'
      ? [source.identifiers.map(({ column }) => column), 'or']
      : [keyColumns(source), 'and'];
  return `(${columns.map((column) => `${dialect.ident(column)} is not null`).join(` ${operator} `)})`;
}
