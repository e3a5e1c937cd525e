import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadWorkspace } from './load.ts';
import { formatProblem, WorkspaceError } from './problem.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-trait-kinds-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const base = `kind: identity
slug: people
types: [{ type: email }]
golden: { latitude: { from: [crm.lat] }, longitude: { from: [crm.lon] } }
---
{ kind: source, slug: crm, table: raw.crm, key: id, identifiers: [{ type: email, column: email }] }
---
{ kind: source, slug: web, table: raw.web, shape: events, key: id, time: at, event: name, identifiers: [{ type: email, column: email }] }
---
{ kind: entity, slug: orders, table: raw.orders, key: id, person: { type: email, column: email } }
---
{ kind: entity, slug: stores, table: raw.stores, key: id }
---
{ kind: trait, slug: spent, from: orders, measure: { sum: total } }
---
{ kind: trait, slug: level, tier: { of: spent, levels: { low: 0 } } }
`;

/** What is wrong with a trait, whose lines after kind and slug are given. */
async function problemsOf(trait: string): Promise<string[]> {
  await writeFile(join(folder, 'base.yml'), base);
  await writeFile(join(folder, 'x.yml'), `kind: trait\nslug: x\n${trait}\n`);
  try {
    await loadWorkspace(folder);
    return [];
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    return error.problems.map(formatProblem);
  }
}

const cart = '{ cart: added, order: ordered, within: 1 day }';
const nearest = (fields: string) =>
  `nearest:\n  entity: stores\n  latitude: lat\n  longitude: lon\n  person: { latitude: latitude, longitude: longitude }\n${fields}`;
const responses = (fields: string) =>
  `from: web\nresponse_rate:\n  sent: sent\n  response: opened\n  match: campaign\n  within: 7 days\n${fields}`;

test.each([
  'percentile_of: spent',
  'percentile_of: level_to_next',
  'from: orders\nratio: { of: { measure: count, where: { status: returned } }, to: { measure: count } }',
  'from: web\nsessions: { gap: 30 minutes }',
  `from: web\ncart_abandonment: ${cart}`,
  responses('  by: channel\n  values: [E-Mail, sms]'),
  nearest('  within_km: 20'),
  "sql: select weft_id, count(*) as value from {entity_orders} where note <> '{x}' group by weft_id;",
])('%j is declared well', async (trait) => {
  expect(await problemsOf(trait)).toEqual([]);
});

test.each([
  ['percentile_of: spend', 'x.yml:3:1 percentile_of: no trait is called "spend". Did you mean "spent"?'],
  ['percentile_of: level', 'x.yml:3:1 percentile_of: "level" is text, which has no percentile'],
  [
    'percentile_of: spent\nwithin: 3 days',
    'x.yml:3:1 percentile_of: percentile_of takes no from, where or within; the traits it reads have their own',
  ],
  ['sessions: { gap: 30 minutes }', 'x.yml:3:1 sessions: needs `from`, the rows that sessions reads'],
  [
    'from: orders\nsessions: { gap: 30 minutes }',
    'x.yml:4:1 sessions: the entity "orders" declares no time, which this needs',
  ],
  [
    'from: web\nsessions: { gap: soon }',
    'x.yml:4:13 sessions.gap: must be a number and a unit, such as "90 days"',
  ],
  [
    'from: orders\nratio: { of: { measure: { last: total } }, to: { measure: count } }',
    'x.yml:4:1 ratio: the entity "orders" declares no time, which this needs',
  ],
  [
    'from: orders\nratio: { of: { measure: { distinct_list: total } }, to: { measure: count } }',
    'x.yml:4:16 ratio.of.measure: a list has no ratio; count_distinct says how long it is',
  ],
  [
    `from: orders\ncart_abandonment: ${cart}`,
    'x.yml:3:1 from: cart_abandonment reads events by name; "orders" is an entity, not an event source',
  ],
  [
    'from: web\ncart_abandonment: { cart: [added, ordered], order: ordered, within: 1 day }',
    'x.yml:4:45 cart_abandonment.order: an event is of the cart or an order, not both',
  ],
  [responses('  by: channel'), 'x.yml:9:3 response_rate.by: needs `values`, those that have a column'],
  [
    responses('  values: [sms]'),
    'x.yml:9:3 response_rate.values: needs `by`, the property whose values these are',
  ],
  [
    responses('  by: channel\n  values: [E-Mail, e_mail]'),
    'x.yml:10:3 response_rate.values: "e_mail" gives no column of its own: each value needs a letter or digit, not one spelling twice nor "best"',
  ],
  [
    nearest('').replace('stores', 'store'),
    'x.yml:4:3 nearest.entity: no entity is called "store". Did you mean "stores"?',
  ],
  [
    nearest('').replace('longitude: longitude', 'longitude: longtude'),
    'x.yml:7:33 nearest.person.longitude: no golden column is called "longtude". Did you mean "longitude"?',
  ],
  [nearest('  within_km: 0'), 'x.yml:8:3 nearest.within_km: must be more than 0'],
  [
    'sql: select weft_id, 1 as value from {entity_order}',
    'x.yml:3:1 sql: no model is called "entity_order". Did you mean "entity_orders"?',
  ],
  [
    'sql: select weft_id, 1 as value from {entity_stores}',
    'x.yml:3:1 sql: the entity "stores" has no person, so its rows belong to nobody',
  ],
  [
    'name: Own\nsql: |\n  select weft_id, 1 as value from {events};\n  delete from {events}',
    'x.yml:4:1 sql: must only read, and "delete" does more; a column of that name goes in quotes',
  ],
])('%j is refused with its place', async (trait, problem) => {
  expect(await problemsOf(trait)).toEqual([problem]);
});
