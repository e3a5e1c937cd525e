import { followRefresh } from '../../cli/follow.ts';
import type { Row } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { makeTable } from '../fixtures/tables.ts';
import type { TestWeft } from '../fixtures/weft.ts';
import { applyWorkspace } from '../scenarios/workspace.ts';

const sources = `
kind: source
slug: crm
name: CRM
table: raw.crm
key: id
time: at
identifiers: [{ type: email, column: email }, { type: phone, column: phone }]
columns: { name: { personal: true } }
---
kind: source
slug: shop
name: Shop
table: raw.shop
key: id
time: at
identifiers: [{ type: email, column: email }, { type: phone, column: phone }]
`;

const identity = `
kind: identity
slug: people
name: People
types:
  - { type: email, normalize: email, limit: 2, block: ["test@%"] }
  - { type: phone, normalize: digits }
golden:
  email: { keep: most_recent, from: [crm.email, shop.email], personal: true }
  name: { keep: most_recent, from: [crm.name], personal: true }
fuzzy:
  compare:
    name: { from: [crm.name], m: [0.8, 0.2], u: [0.01, 0.99] }
    town: { from: [crm.town], m: [0.9, 0.1], u: [0.1, 0.9] }
  block_on: [[name]]
  prior: 0.01
`;

const rest = `
kind: segment
slug: everybody
name: Everybody
where: { profile: email, is_set: true }
---
kind: destination
slug: exports
type: files
config: { storage: local, folder: exports }
---
kind: sync
slug: everybody_to_files
name: Everybody to files
from: { segment: everybody }
to: { destination: exports, object: file, format: csv }
mode: mirror
key: weft_id
map: { name: name }
`;

const columns: Record<string, ColumnKind> = { id: 'text', email: 'text', phone: 'text', at: 'timestamp' };

const record = (id: string, month: number, email: string, phone: string | null): Row => ({
  ...{ id, email, phone },
  at: `2026-${String(month).padStart(2, '0')}-01T12:00:00Z`,
});

/**
 * Nine records. Anna is three of them, by an e-mail address and a phone. Eva, Tom and a third share a phone, which
 * would make one person of three addresses, where two are allowed. Two called Jan Kos are likely one, but not surely.
 */
const crm: Row[] = [
  { ...record('c1', 1, 'anna@x.example', '4915112345001'), name: 'Anna Berg', town: 'Ulm' },
  { ...record('c3', 1, 'eva@x.example', '4915112345002'), name: 'Eva Sund', town: 'Kiel' },
  { ...record('c4', 2, 'tom@x.example', '4915112345002'), name: 'Tom Sund', town: 'Kiel' },
  { ...record('c5', 1, 'jan@x.example', null), name: 'Jan Kos', town: 'Gdynia' },
  { ...record('c6', 2, 'kos@x.example', null), name: 'Jan Kos', town: 'Gdynia' },
];
const shop: Row[] = [
  record('s1', 2, 'anna@x.example', null),
  record('s2', 3, 'anna.berg@x.example', '4915112345001'),
  record('s3', 3, 'sund@x.example', '4915112345002'),
  record('s4', 3, 'test@x.example', null),
];

/** A small company whose people are told apart in each way that there is, resolved once. */
export async function tellIdentityStory(weft: TestWeft): Promise<void> {
  await weft.warehouse.execute('create schema if not exists raw');
  await makeTable(weft.warehouse, 'raw.crm', { ...columns, name: 'text', town: 'text' }, crm);
  await makeTable(weft.warehouse, 'raw.shop', columns, shop);
  await applyWorkspace(weft, { sources, identity, rest });
  await refresh(weft);
}

export async function refresh(weft: TestWeft): Promise<void> {
  await followRefresh(weft.settings, { syncs: false }, () => undefined);
}

/** The records of each person, as text. */
export async function people(weft: TestWeft): Promise<string[]> {
  const found = await weft.warehouse.query(
    "select string_agg(record_key, ' ' order by record_key) as keys from weft.identity_members group by weft_id order by 1",
  );
  return found.map(({ keys }) => String(keys));
}

export async function personOf(weft: TestWeft, key: string): Promise<string> {
  const [found] = await weft.warehouse.query(
    'select weft_id from weft.identity_members where record_key = $1',
    {
      values: [key],
    },
  );
  return String(found?.weft_id);
}
