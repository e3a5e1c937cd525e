import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../connectors/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'weft workspace tests '));

const files: Record<string, string> = {
  'workspace.yml': 'kind: workspace\nslug: shop\nzone: Europe/Berlin\n',
  'identity.yml': `kind: identity
slug: people
types: [{ type: user_id, limit: 1 }, { type: email, normalize: email }]
golden:
  country: { keep: most_recent, from: [customers.country] }
`,
  'sources.yml': `kind: source
slug: customers
table: raw.customers
key: id
time: changed
identifiers: [{ type: user_id, column: id }, { type: email, column: email }]
---
kind: source
slug: web
table: raw.web
shape: events
key: key
time: at
event: name
identifiers: [{ type: user_id, column: user }]
`,
  'orders.yml': `kind: entity
slug: orders
sql: select * from raw.orders where not test
key: order_id
time: ordered_at
person: { type: user_id, column: customer_id }
`,
  'spent.yml': 'kind: trait\nslug: spent\nfrom: orders\nmeasure: { sum: total }\nwithin: 365 days\n',
  'lapsing.yml': `kind: segment
slug: lapsing
where:
  all:
    - { trait: spent, gte: 500 }
    - { did_not: viewed, within: 90 days, where: { category: tents } }
`,
  'tests.yml': `kind: test
slug: lapsing_is_quiet
now: 2026-11-22
given:
  customers:
    - { id: u1, email: Anna@shop.example, changed: 2026-01-01 }
    - { id: u2, email: bo@shop.example, changed: 2026-01-01 }
  orders:
    - { order_id: 1, customer_id: u1, total: 600, ordered_at: 2026-08-01 }
    - { order_id: 2, customer_id: u2, total: 700.5, ordered_at: 2026-08-01 }
  web: [{ key: e1, user: u2, name: viewed, category: tents, at: 2026-11-01 }]
expect:
  - { segment: lapsing, members: [{ email: anna@shop.example }] }
  - { person: { user_id: u2 }, has: { spent: 700.5, country: null } }
---
kind: test
slug: wrong_on_purpose
now: 2026-11-22
given:
  customers: [{ id: u1, email: a@shop.example, changed: 2026-01-01 }]
  orders: [{ order_id: 1, customer_id: u1, total: 600, ordered_at: 2026-08-01 }]
expect:
  - { segment: lapsing, members: [{ user_id: u9 }] }
  - { person: { user_id: u1 }, has: { spent: 601 } }
`,
};

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('rows in, members and traits out; what is not as expected is said, and the command fails', async () => {
  const { stdout, exitCode } = await execa(join(projectRoot, 'weft'), ['test-workspace', folder, '--json'], {
    cwd: projectRoot,
    reject: false,
  });
  const { passed, tests } = JSON.parse(stdout) as {
    passed: boolean;
    tests: { test: string; passed: boolean; unmet: string[] }[];
  };
  expect(exitCode).toBe(1);
  expect(passed).toBe(false);
  expect(tests.map(({ test: slug, passed: each, unmet }) => [slug, each, unmet])).toEqual([
    ['lapsing_is_quiet', true, []],
    [
      'wrong_on_purpose',
      false,
      [
        'segment lapsing: nobody has user_id:u9',
        'segment lapsing: email:a@shop.example user_id:u1 is in it too',
        'user_id:u1: spent is "600", not 601',
      ],
    ],
  ]);
}, 240_000);

test("the demo's workspace passes its own tests", async () => {
  const { stdout, exitCode } = await execa(
    join(projectRoot, 'weft'),
    ['test-workspace', join(projectRoot, 'cli', 'demo', 'workspace'), '--json'],
    { cwd: projectRoot, reject: false },
  );
  const { tests } = JSON.parse(stdout) as { tests: { test: string; unmet: string[] }[] };
  expect(tests.map(({ test: slug, unmet }) => [slug, unmet])).toEqual([
    ['mailing_reaches_who_agreed', []],
    ['checkout_without_an_order', []],
  ]);
  expect(exitCode).toBe(0);
}, 240_000);
