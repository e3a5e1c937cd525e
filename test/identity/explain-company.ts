import type { Row } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';

export const types = [
  { type: 'user', limit: 1 },
  { type: 'email', normalize: 'email', max_records: 5, block: ['%@blocked.example'] },
  { type: 'phone', limit: 3 },
  { type: 'device' },
  { type: 'called', normalize: 'lower', weak: true },
  { type: 'born', weak: true },
  { type: 'birth', of: ['called', 'born'] },
];

export const columns: Record<string, ColumnKind> = {
  key: 'text',
  time: 'timestamp',
  user: 'text',
  other_user: 'text',
  email: 'text',
  phone: 'text',
  device: 'text',
  first_name: 'text',
  called: 'text',
  born: 'text',
};

const carriedColumns = Object.keys(columns).filter((name) => name !== 'key' && name !== 'time');

/** One record: its key, its day of January 2026, and what it carries. */
const record = (key: string, day: number, carried: Partial<Record<string, string>>): Row => ({
  key,
  time: `2026-01-${String(day).padStart(2, '0')}T08:00:00Z`,
  ...Object.fromEntries(carriedColumns.map((name) => [name, carried[name] ?? null])),
});

export const records: Row[] = [
  // Anna's e-mail leads to her second one by two joins; the way over a4 and a5 is longer.
  record('a1', 1, { user: 'u1', email: 'Anna@shop.example ', device: 'long-1' }),
  record('a2', 2, { email: 'anna@shop.example', phone: '0301' }),
  record('a3', 3, { phone: '0301', device: 'tablet' }),
  record('a4', 4, { device: 'long-1', phone: '0309' }),
  record('a5', 5, { device: 'tablet', email: 'anna@work.example', phone: '0309' }),
  // A family's phone: the limit of users keeps its two apart.
  record('f1', 6, { user: 'u10', phone: '0310' }),
  record('f2', 7, { user: 'u11', phone: '0310' }),
  // Nothing is shared by u20 and u22, but each shares something with u21.
  record('k1', 8, { user: 'u20', device: 'kiosk-1' }),
  record('k2', 8, { user: 'u21', device: 'kiosk-1', phone: '0320' }),
  record('k3', 8, { user: 'u22', phone: '0320' }),
  // A record over the limit by itself: `full` sets it aside, and the other two are joined.
  record('v1', 9, { user: 'u30', other_user: 'u31', device: 'van' }),
  record('v2', 10, { device: 'van' }),
  record('v3', 11, { device: 'van' }),
  // Six of one e-mail are one more than max_records.
  ...[1, 2, 3, 4, 5, 6].map((each) =>
    record(`i${each}`, 12, { user: `u4${each}`, email: 'info@shop.example' }),
  ),
  record('x1', 13, { user: 'u50', email: 'bot@blocked.example' }),
  record('x2', 13, { user: 'u51', email: 'no mail' }),
  record('x3', 13, { user: 'u52', email: 'n/a' }),
  // Two groups of three that hang together by one device.
  ...[1, 2, 3].map((each) =>
    record(`h${each}`, 14, { email: 'left@shop.example', first_name: ['Ida', 'Ole', 'Per'][each - 1] }),
  ),
  ...[4, 5, 6].map((each) =>
    record(`h${each}`, 15, { email: 'right@shop.example', first_name: ['Ute', 'Eva', 'Eva'][each - 4] }),
  ),
  // A name and a birthday join together only.
  record('b1', 18, { called: 'Bo Berg', born: '1980-01-02' }),
  record('b2', 19, { called: 'bo berg', born: '1980-01-02' }),
  record('b3', 19, { called: 'Bo Berg', born: '1999-09-09' }),
  record('h7', 16, { email: 'left@shop.example', device: 'hinge' }),
  record('h8', 17, { email: 'right@shop.example', device: 'hinge' }),
];

export const resources = [
  {
    kind: 'source' as const,
    slug: 'crm',
    table: 'raw.crm',
    key: 'key',
    time: 'time',
    identifiers: [
      { type: 'user', column: 'user' },
      { type: 'user', column: 'other_user' },
      { type: 'email', column: 'email' },
      { type: 'phone', column: 'phone' },
      { type: 'device', column: 'device' },
      { type: 'called', column: 'called' },
      { type: 'born', column: 'born' },
    ],
  },
  {
    kind: 'identity' as const,
    slug: 'people',
    types,
    golden: { first_name: { from: ['crm.first_name'] } },
  },
];
