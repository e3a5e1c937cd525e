import type { Row } from '../../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';

/**
 * Nine records. By e-mail: a1 and a2; b1; c1; s1 to s5, which share an address that is nobody's own. With the phone
 * a2 and b1 are one as well; with a limit of records the shared address joins nothing.
 */
export const columns: Record<string, ColumnKind> = {
  id: 'text',
  email: 'text',
  phone: 'text',
  name: 'text',
  at: 'timestamp',
};

const record = (id: string, day: number, email: string, phone: string | null): Row => ({
  id,
  email,
  phone,
  name: `Name of ${id}`,
  at: `2026-01-${String(day).padStart(2, '0')}T12:00:00Z`,
});

export const records: Row[] = [
  record('a1', 1, 'ada@one.example', null),
  record('a2', 2, 'ada@one.example', '4915112345001'),
  record('b1', 3, 'ada@two.example', '4915112345001'),
  record('c1', 4, 'cyd@one.example', '4915112345003'),
  ...[1, 2, 3, 4, 5].map((n) => record(`s${n}`, 10 + n, 'info@shop.example', `491511234510${n}`)),
];

export interface Rules {
  /** Fields of the type `email` beside its normaliser. */
  email?: string;
  phone?: boolean;
  /** How the golden name is chosen, which is no rule of who is one person. */
  keep?: string;
}

/** The workspace's files as YAML, by name. */
export const files = ({ email = '', phone = false, keep = 'most_recent' }: Rules) => ({
  crm: `
kind: source
slug: crm
table: raw.crm
key: id
time: at
identifiers: [{ type: email, column: email }${phone ? ', { type: phone, column: phone }' : ''}]
`,
  identity: `
kind: identity
slug: people
types: [{ type: email, normalize: email${email} }${phone ? ', { type: phone, normalize: digits }' : ''}]
golden: { email: { keep: most_recent, from: [crm.email] }, name: { keep: ${keep}, from: [crm.name] } }
`,
  rest: `
kind: segment
slug: shop
where: { profile: email, eq: info@shop.example }
---
kind: segment
slug: all_people
where: { profile: email, is_set: true }
---
kind: destination
slug: exports
type: files
config: { storage: local, folder: exports }
---
kind: sync
slug: shop_to_files
from: { segment: shop }
to: { destination: exports, object: file, format: csv }
mode: mirror
key: weft_id
map: { name: name }
---
kind: sync
slug: runs_to_files
from: { table: weft.identity_runs }
to: { destination: exports, object: file, format: csv }
mode: mirror
key: run_id
map: { persons: persons }
`,
});
