import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import { keyColumns } from '../dbt/context.ts';
import type { Entity } from '../workspace/kinds/entity.ts';
import type { Source } from '../workspace/kinds/source.ts';

/** Texts as one, each with its length before it, so that ('a', 'b|c') and ('a|b', 'c') differ; null is `-`. */
function joined(dialect: Dialect, columns: readonly string[]): string {
  const parts = columns.map((column) => {
    const text = dialect.cast(column, 'text');
    return `case when ${column} is null then '-' else ${dialect.cast(`length(${text})`, 'text')} || ':' || ${text} end`;
  });
  return parts.join(` || '|' || `);
}

/**
 * The text that names a row's record. A record of events is a distinct tuple of their identifiers, so that a
 * million page views of one device are one record.
 */
export function recordKey(dialect: Dialect, source: Source | Entity): string {
  if (source.kind === 'source' && source.shape === 'events') {
    return joined(
      dialect,
      source.identifiers.map((identifier) => dialect.ident(identifier.column)),
    );
  }
  const columns = keyColumns(source).map(dialect.ident);
  const only = columns[0];
  return columns.length === 1 && only !== undefined ? dialect.cast(only, 'text') : joined(dialect, columns);
}

/** Holds for rows that have a record at all. */
export function hasRecord(dialect: Dialect, source: Source): string {
  if (source.shape === 'events') {
    return source.identifiers
      .map((identifier) => `${dialect.ident(identifier.column)} is not null`)
      .join(' or ');
  }
  return keyColumns(source)
    .map((column) => `${dialect.ident(column)} is not null`)
    .join(' and ');
}
