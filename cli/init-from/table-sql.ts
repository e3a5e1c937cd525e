import { lakeDatabase } from '../../connectors/warehouses/duckdb/attach.ts';
import { duckdbDialect } from '../../connectors/warehouses/duckdb/dialect.ts';

/** A table as SQL of a workspace names it: with its database, as dbt's sessions start in another one. */
export const tableSql = (table: string): string =>
  `${duckdbDialect.ident(lakeDatabase)}.${duckdbDialect.table(table)}`;
