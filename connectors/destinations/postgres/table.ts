import { readTable, type Table } from './catalog.ts';
import { type PostgresClient, transaction } from './client.ts';
import { tableName } from './identifier.ts';

/** What the catalogue says of a table, asked once for each client. */
export async function tableOf(client: PostgresClient, name: string, signal: AbortSignal): Promise<Table> {
  const known = client.tables.get(name);
  if (known) return known;
  const asked = transaction(client, signal, (query) => readTable(query, tableName(name)));
  client.tables.set(name, asked);
  return asked.catch((error) => {
    client.tables.delete(name);
    throw error;
  });
}
