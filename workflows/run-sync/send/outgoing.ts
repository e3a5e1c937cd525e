import type { Operation, OutgoingRow } from '../../../connectors/destinations/define.ts';
import { type Row, textOrNull, type Value } from '../../../connectors/warehouses/connection.ts';

/** Columns of a plan that a row is made from, in the order of a chunk. */
export const outgoingColumns = 'place, key, operation, fields, previous_fields, previous_key';

const operations: readonly Operation[] = ['create', 'update', 'delete', 'archive'];

/** A row of a plan. Its fields are parsed by whoever asks for them; many destinations pass their text on. */
export class PlannedRow implements OutgoingRow {
  readonly place: number;
  readonly key: string;
  readonly operation: Operation;
  readonly json: string | undefined;
  readonly previousKey: string | undefined;
  readonly #before: string | undefined;
  #fields: Record<string, unknown> | undefined;

  constructor(row: Row) {
    this.place = Number(row.place);
    this.key = String(row.key);
    this.operation = operations.find((operation) => operation === row.operation) ?? 'update';
    this.json = text(row.fields);
    this.previousKey = text(row.previous_key);
    this.#before = text(row.previous_fields);
  }

  get fields(): Record<string, unknown> {
    this.#fields ??= this.json === undefined ? {} : parseFields(this.json);
    return this.#fields;
  }

  get before(): Record<string, unknown> | undefined {
    return this.#before === undefined ? undefined : parseFields(this.#before);
  }
}

const text = (value: Value | undefined): string | undefined => textOrNull(value) ?? undefined;

export const parseFields = (json: string): Record<string, unknown> => JSON.parse(json);
