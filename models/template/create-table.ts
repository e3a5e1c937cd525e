import type { ColumnKind, Dialect } from '../../connectors/warehouses/dialect.ts';

/** Columns of one of Weft's own tables and their kinds, in order. */
export type TableColumns = readonly (readonly [column: string, kind: ColumnKind])[];

/** The statement that makes one of Weft's own tables where it is not there. */
export const createTable = (dialect: Dialect, path: string, columns: TableColumns): string =>
  `create table if not exists ${dialect.table(path)} (${columns
    .map(([column, kind]) => `${dialect.ident(column)} ${dialect.type(kind)}`)
    .join(', ')})`;
