import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { GeneratedFile } from './generate-company.ts';
import { type IdentifierType, type IdentityRecord, normalEmail, normalPhone } from './identity-oracle.ts';

/** Reads a small company back into memory, with parsers that are not the generator's own; for the tests. */

const cell = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((value) => (value === null ? '' : String(value)));
const rowsSchema = z.array(z.record(z.string(), cell));

/** Cells as text, null as ''. */
export type Row = z.infer<typeof rowsSchema>[number];
export type ReadTables = ReadonlyMap<string, readonly Row[]>;

export async function readCompany(files: readonly GeneratedFile[]): Promise<ReadTables> {
  const tables = new Map<string, Row[]>();
  for (const { table, path } of files) {
    const text = await readFile(path, 'utf8');
    const rows = path.endsWith('.csv')
      ? parse(text, { columns: true })
      : text
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line));
    tables.set(table, rowsSchema.parse(rows));
  }
  return tables;
}

export function rowsOf(tables: ReadTables, table: string): readonly Row[] {
  const rows = tables.get(table);
  if (rows === undefined) throw new RangeError(`no table ${table}`);
  return rows;
}

export function field(row: Row, column: string): string {
  const value = row[column];
  if (value === undefined) throw new RangeError(`no column ${column} in ${Object.keys(row)}`);
  return value;
}

/** What an identity workspace would declare of each table with one record a row: key, time, identifiers. */
const sources: Record<string, { key: string; time: string; columns: [IdentifierType, string][] }> = {
  users: {
    key: 'user_id',
    time: 'created_at',
    columns: [
      ['user_id', 'user_id'],
      ['email', 'email'],
      ['phone', 'phone'],
    ],
  },
  crm_contacts: {
    key: 'contact_id',
    time: 'created_at',
    columns: [
      ['email', 'email'],
      ['phone', 'mobile'],
    ],
  },
  loyalty_accounts: {
    key: 'loyalty_id',
    time: 'joined_at',
    columns: [
      ['loyalty_id', 'loyalty_id'],
      ['email', 'email'],
      ['phone', 'phone'],
    ],
  },
  pos_transactions: {
    key: 'transaction_id',
    time: 'purchased_at',
    columns: [
      ['card_hash', 'card_hash'],
      ['loyalty_id', 'loyalty_id'],
    ],
  },
  support_tickets: {
    key: 'ticket_id',
    time: 'opened_at',
    columns: [
      ['email', 'email'],
      ['phone', 'phone'],
    ],
  },
  nps_answers: { key: 'answer_id', time: 'answered_at', columns: [['email', 'email']] },
  consents: { key: 'consent_id', time: 'at', columns: [['email', 'email']] },
};

const eventSources = { web_events: 'anonymous_id', app_events: 'device_id' } as const;

/** Every row, and every distinct pair of device and user, by 'source/key', without its person. */
export function identityRecords(tables: ReadTables): Map<string, Omit<IdentityRecord, 'person'>> {
  const records = new Map<string, Omit<IdentityRecord, 'person'>>();
  for (const [source, { key, time, columns }] of Object.entries(sources)) {
    for (const row of rowsOf(tables, source)) {
      if (columns.every(([, column]) => field(row, column) === '')) continue;
      const values = columns.flatMap(([type, column]) =>
        identifier(type, field(row, column), row.country ?? ''),
      );
      records.set(`${source}/${field(row, key)}`, { day: field(row, time).slice(0, 10), values });
    }
  }
  for (const [source, device] of Object.entries(eventSources)) {
    for (const row of rowsOf(tables, source)) {
      const key = `${source}/${field(row, device)}/${field(row, 'user_id')}`;
      const day = field(row, 'sent_at').slice(0, 10);
      const known = records.get(key);
      if (known !== undefined && known.day <= day) continue;
      const values = [
        ...identifier(device, field(row, device), ''),
        ...identifier('user_id', field(row, 'user_id'), ''),
      ];
      records.set(key, { day, values });
    }
  }
  return records;
}

function identifier(type: IdentifierType, text: string, country: string): [IdentifierType, string][] {
  const value = type === 'email' ? normalEmail(text) : type === 'phone' ? normalPhone(text, country) : text;
  return value === null || value === '' ? [] : [[type, value]];
}
