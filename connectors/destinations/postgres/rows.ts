import { z } from 'zod';
import { defineObject } from '../define.ts';
import { fieldOf, matchColumn } from './catalog.ts';
import { connections, type PostgresClient } from './client.ts';
import { read } from './read.ts';
import { tableOf } from './table.ts';
import { write } from './write.ts';

const rowsOptions = z.strictObject({
  table: z
    .string()
    .regex(/^[^.]+(\.[^.]+)?$/, 'must be schema.table, or a table of the schema public')
    .describe('The table, as schema.table in the spelling of the catalogue, without quotes.'),
  match: z
    .string()
    .min(1)
    .optional()
    .describe('The unique column that holds the row’s key; by default the primary key.'),
  archived_at: z
    .string()
    .min(1)
    .optional()
    .describe('Mode archive: the column that gets the time of archiving, and null when the row comes back.'),
  merged: z
    .enum(['keep', 'delete'])
    .default('keep')
    .describe(
      'What becomes of a row whose person has another one, as after a merge: it is kept, and each run reports it; or it is deleted, also by a sync that does not mirror.',
    ),
});
export type RowsOptions = z.infer<typeof rowsOptions>;

/** Rows of one table, whose `match` column holds the key. */
export const rowsObject = defineObject<PostgresClient, RowsOptions>({
  slug: 'rows',
  title: 'Rows of a table',
  options: rowsOptions,
  modes: ['insert', 'update', 'upsert', 'mirror', 'archive', 'events'],
  batchSize: () => 2000,
  batchBytes: () => 8 * 1024 * 1024,
  concurrency: () => connections,
  deletes: ({ merged }) => merged === 'delete',
  async fields(client, { table: name, match }, { signal }) {
    const table = await tableOf(client, name, signal);
    matchColumn(table, match);
    return [...table.columns.values()].filter(({ writable }) => writable).map(fieldOf);
  },
  async perform(rows, client, options, context) {
    return rows.length === 0 ? [] : write(rows, client, options, context);
  },
  read,
});
