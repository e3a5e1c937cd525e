import { slugOfFile } from '../../connectors/warehouses/duckdb/load/names.ts';

/** What resources of a table or file are called: its name without what says only that it is raw. */
export const plainSlug = (name: string): string =>
  slugOfFile(name).replace(/^(raw|stg|src|tbl|dim|fact|fct)_(?=[a-z])/, '');
