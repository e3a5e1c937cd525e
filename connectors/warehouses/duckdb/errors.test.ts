import { expect, test } from 'vitest';
import { Unavailable, WarehouseError } from '../../errors.ts';
import { toWarehouseError } from './errors.ts';

test('a catalogue that dies in the middle of something is away, and worth another try', () => {
  // As DuckDB and libpq say it, the first as it came of a PostgreSQL that was killed.
  for (const said of [
    'TransactionContext Error: Failed to commit: Failed to execute query "ROLLBACK": ',
    'IO Error: Unable to connect to Postgres at "": connection to server at "127.0.0.1", port 5432 failed: FATAL:  the database system is starting up',
    'Error: Failed to execute query "COMMIT": server closed the connection unexpectedly',
    'Invalid Error: Failed to prepare query: no connection to the server',
  ])
    expect(toWarehouseError(new Error(said))).toBeInstanceOf(Unavailable);
  expect(toWarehouseError(new Error('Parser Error: syntax error'))).toBeInstanceOf(WarehouseError);
});
