import type { Settings } from '../../../connectors/settings.ts';
import type { Value, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Dialect } from '../../../connectors/warehouses/dialect.ts';

/** What the engines do differently by nature, as their manuals say. */
export interface Nature {
  /** A statement of so many rows `id` (an integer, 0 onwards) and `label` (a text of 40 characters). */
  series(rows: number): string;
  /** A statement that reads and would take minutes. */
  slow: string;
  /** A text expression as the engine's JSON, and base64 as its bytes. */
  json(expression: string): string;
  bytes(expression: string): string;
  /** Whether a table and a column can have this name at all. */
  allowsTable(name: string): boolean;
  allowsColumn(name: string): boolean;
  /** What `1 / 0` is; undefined: an error. */
  oneByZero?: Value;
  /** More statements of the engine's own that a reader may not run. */
  refused: readonly string[];
}

/** Where an emulator is not the engine: the check fails there, and how; where it passes one day, the gap goes. */
export interface Gap {
  /** The check's name, or a pattern for several. */
  check: string | RegExp;
  reason: string;
  failure: RegExp;
}

/** A warehouse that was started for one run of the suite. */
export interface Running {
  settings: Settings;
  /** The database in which Weft's schema is, the first part of a three-part name. */
  database: string;
  /** What no message may hold. */
  secrets: string[];
  stop(): Promise<void>;
}

export interface Engine {
  title: string;
  type: Dialect['name'];
  nature: Nature;
  gaps: readonly Gap[];
  start(): Promise<Running>;
}

/** An open warehouse with an empty schema of this run's own. */
export interface Subject extends Pick<Running, 'settings' | 'database' | 'secrets'> {
  warehouse: Warehouse;
  schema: string;
}
