/** A column of a generated model, as its schema.yml says it. */
export interface ModelColumn {
  name: string;
  description: string;
  tests?: readonly (string | Record<string, unknown>)[];
}

/** One generated dbt model: a file of SQL, its configuration and its description. */
export interface Model {
  name: string;
  /** The grain, which is also the folder. */
  folder: 'identity' | 'events' | 'profiles' | 'traits' | 'segments' | 'entities';
  /** What one row is, and its key. */
  description: string;
  config: Record<string, unknown>;
  columns: readonly ModelColumn[];
  tests?: readonly Record<string, unknown>[];
  sql: string;
}
