/** A column of a generated model, as its schema.yml says it. */
export interface ModelColumn {
  name: string;
  description: string;
  tests?: readonly (string | Record<string, unknown>)[];
}

export interface Layout {
  /** A timestamp by whose days the table is divided. */
  day?: string;
  /** Columns by which rows lie together. */
  by: readonly string[];
}

/** The models that a statement for dbt names. */
export const modelsRead = (sql: string): string[] =>
  [...sql.matchAll(/ref\('([^']+)'\)/g)].flatMap(([, name]) => name ?? []);

/** One generated dbt model: a file of SQL, its configuration and its description. */
export interface Model {
  name: string;
  /** The grain, which is also the folder. */
  folder: 'identity' | 'events' | 'profiles' | 'traits' | 'segments' | 'entities';
  /** What one row is, and its key. */
  description: string;
  config: Record<string, unknown>;
  /** How a large table is laid out, on engines that let one say so. */
  layout?: Layout;
  columns: readonly ModelColumn[];
  tests?: readonly Record<string, unknown>[];
  sql: string;
}
