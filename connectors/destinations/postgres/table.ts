import { askedOnce } from '../asked-once.ts';
import { readTable, type Table } from './catalog.ts';
import { type PostgresClient, transaction } from './client.ts';
import { tableName } from './identifier.ts';

/** What the catalogue says of a table, asked once for each client. */
export const tableOf = (client: PostgresClient, name: string, signal: AbortSignal): Promise<Table> =>
  askedOnce(client.tables, name, () =>
    transaction(client, signal, (query) => readTable(query, tableName(name))),
  );
