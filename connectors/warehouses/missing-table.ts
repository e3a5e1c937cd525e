import type { Dialect } from './dialect.ts';

/** What to do about a declared table that the warehouse does not show: make it, or be allowed to see it. */
export function mendOfMissingTable(dialect: Dialect, table: string): string {
  return dialect.name === 'duckdb'
    ? `Load it with \`./weft load FILE --table ${table}\`.`
    : 'Check its name, and with `./weft warehouse check` whether Weft may read it.';
}
