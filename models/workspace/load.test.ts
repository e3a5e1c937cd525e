import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../../connectors/errors.ts';
import type { DestinationTypes } from './check-destinations.ts';
import { loadWorkspace } from './load.ts';
import { formatProblem, WorkspaceError } from './problem.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-load-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Files = Record<string, string | Buffer>;

async function write(files: Files): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
}

const destinationTypes: DestinationTypes = {
  http: {
    config: z.strictObject({
      url: z.url(),
      token: z.string().min(10).meta({ secret: true }).optional(),
      headers: z.record(z.string(), z.string()).meta({ secret: true }).default({}),
      retries: z.int().max(5).optional(),
    }),
    objects: {
      contact: {
        options: z.strictObject({ list: z.string().min(1), format: z.enum(['json', 'form']).optional() }),
        modes: ['upsert'],
      },
    },
  },
};

/** A small valid workspace that the cases below damage. */
const base: Files = {
  'workspace.yml': 'kind: workspace\nslug: shop\nzone: Europe/Berlin\nrefresh: { cron: "0 6 * * mon-fri" }\n',
  'identity.yml': `kind: identity
slug: people
types:
  - { type: user_id, limit: 1 }
  - { type: email, normalize: email }
golden:
  email: { from: [crm.email] }
`,
  'sources/crm.yml': `kind: source
slug: crm
table: raw.crm
key: contact_id
identifiers: [{ type: email, column: email }]
---
kind: source
slug: web_events
table: raw.events
shape: events
key: id
time: at
event: name
`,
  'entities/orders.yml': `kind: entity
slug: orders
table: raw.orders
key: order_id
person: { type: email, column: customer_email }
`,
  'traits/lifetime-value.yml': 'kind: trait\nslug: lifetime_value\nfrom: orders\nmeasure: { sum: total }\n',
  'traits/margin.yml': "kind: trait\nslug: margin\nformula: '{lifetime_value} * 0.2'\n",
  'segments/lapsing.yml': `kind: segment
slug: lapsing
where:
  all:
    - { trait: lifetime_value, gte: 500 }
    - { did_not: order_completed, within: 90 days }
    - { profile: email, is_set: true }
`,
  'destinations/hook.yml': `kind: destination
slug: hook
type: http
config: { url: 'https://example.com', token: '\${env:HOOK_TOKEN}' }
`,
  'syncs/lapsing-to-hook.yml': `kind: sync
slug: lapsing_to_hook
from: { segment: lapsing }
to: { destination: hook, object: contact, list: A }
mode: upsert
key: email
map: { email: email, value: '{{ traits.lifetime_value }}', id: weft_id }
when: { cron: '0 6 * * *', zone: Europe/Berlin }
`,
};

/** The problems of the base workspace with some files replaced, as text. */
async function problemsWith(files: Files): Promise<string[]> {
  await write({ ...base, ...files });
  try {
    await loadWorkspace(folder, { destinationTypes });
    return [];
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    return error.problems.map(formatProblem);
  }
}

test('a valid workspace loads, with the place of each resource', async () => {
  expect(await problemsWith({})).toEqual([]);
  const { workspace, places } = await loadWorkspace(folder);
  expect(workspace.resources).toHaveLength(10);
  const events = places.get('source/web_events');
  expect(events?.file).toBe('sources/crm.yml');
  expect(events?.at(['shape'])).toEqual({ line: 10, column: 1 });
});

const segment = (where: string): Files => ({
  'segments/lapsing.yml': `kind: segment\nslug: lapsing\nwhere:\n  all:\n${where}`,
});
const sync = (change: Record<string, string>): Files => ({
  'syncs/lapsing-to-hook.yml': Object.entries({
    kind: 'sync',
    slug: 'lapsing_to_hook',
    from: '{ segment: lapsing }',
    to: '{ destination: hook, object: contact, list: A }',
    mode: 'upsert',
    key: 'email',
    map: '{ email: email }',
    ...change,
  })
    .map(([field, value]) => `${field}: ${value}\n`)
    .join(''),
});
const hook = (config: string): Files => ({
  'destinations/hook.yml': `kind: destination\nslug: hook\ntype: http\nconfig:\n${config}`,
});

const cases: [name: string, files: Files, problems: string[]][] = [
  [
    'unknown field',
    { 'sources/pos.yml': 'kind: source\nslug: pos\nkey: id\ntabel: raw.pos\n' },
    ['sources/pos.yml:4:1 tabel: unknown field. Did you mean "table"?'],
  ],
  [
    'alerts of no share, of nobody, and turned off by a word',
    {
      'workspace.yml': 'kind: workspace\nslug: shop\nalerts: { swing: 0.3, at_least: 0 }\n',
      'segments/lapsing.yml':
        "kind: segment\nslug: lapsing\nwhere: { profile: email, is_set: true }\nalert: { swing: '0%' }\n",
      'segments/other.yml':
        'kind: segment\nslug: other\nwhere: { profile: email, is_set: true }\nalert: off\n',
      'segments/more.yml': 'kind: segment\nslug: more\nwhere: { profile: email, is_set: true }\nalert: {}\n',
    },
    [
      'segments/lapsing.yml:4:10 alert.swing: must be a share above 0 %, such as "30%"',
      'segments/more.yml:4:1 alert: says nothing; `false` turns it off',
      'segments/other.yml:4:1 alert: expected false or a map, not "off"',
      'workspace.yml:3:11 alerts.swing: must be a share above 0 %, such as "30%"',
      'workspace.yml:3:23 alerts.at_least: must be at least 1',
    ],
  ],
  [
    'alerts that lead nowhere, and by secrets in the file',
    {
      'workspace.yml': [
        'kind: workspace\nslug: shop\nalerts:\n  to:',
        "    - { slack: 'https://hooks.slack.com/services/T0/B0/xyz' }",
        "    - { email: ops, from: weft@acme.example, smtp: 'smtp://u:p@mail:25' }",
        "    - { pagerduti: '$" + "{env:KEY}' }",
        "    - { webhook: 'https://hooks.example', headers: { Authorization: Bearer x, X-Team: data } }\n",
      ].join('\n'),
    },
    [
      `workspace.yml:5:9 alerts.to[0].slack: a secret must not stand in the file; write \${env:NAME} and set NAME in the environment`,
      'workspace.yml:6:9 alerts.to[1].email: Invalid email address',
      `workspace.yml:6:46 alerts.to[1].smtp: must be smtp://host:port or smtps://host:port without credentials, or \${env:NAME}`,
      'workspace.yml:7:9 alerts.to[2].pagerduti: unknown field. Did you mean "pagerduty"?',
      `workspace.yml:8:54 alerts.to[3].headers.Authorization: a secret must not stand in the file; write \${env:NAME} and set NAME in the environment`,
    ],
  ],
  [
    'alerts of neither a swing nor a channel, and of a sync without a unit',
    {
      'workspace.yml': 'kind: workspace\nslug: shop\nalerts: { at_least: 5 }\n',
      'syncs/ads.yml':
        'kind: sync\nslug: ads\nfrom: { table: raw.people }\nto: { destination: hook, object: request }\nmode: upsert\nkey: id\nmap: { id: id }\nalert: { rejected_share: 5, slower_than: long }\n',
    },
    [
      'syncs/ads.yml:8:10 alert.rejected_share: must be a share above 0 %, such as "30%"',
      'syncs/ads.yml:8:29 alert.slower_than: must be a number and a unit, such as "90 days"',
      'workspace.yml:3:1 alerts: needs `swing`, `to` or both',
    ],
  ],
  [
    'an alert without a swing where the workspace has none',
    {
      'segments/lapsing.yml':
        'kind: segment\nslug: lapsing\nwhere: { profile: email, is_set: true }\nalert: { at_least: 5 }\n',
    },
    ['segments/lapsing.yml:4:1 alert: needs a `swing`, as the workspace declares no alerts'],
  ],
  [
    'unknown field unlike any',
    { 'entities/stores.yml': 'kind: entity\nslug: stores\ntable: raw.stores\nkey: id\nxyzzy: 1\n' },
    [
      'entities/stores.yml:5:1 xyzzy: unknown field; expected one of kind, slug, name, description, table, sql, key, time, person, joins, columns',
    ],
  ],
  [
    'wrong type, and a missing field',
    { 'sources/pos.yml': 'kind: source\nslug: pos\ntable: raw.pos\nname: [a]\n' },
    [
      'sources/pos.yml:1:1 key: is missing; expected text or a list',
      'sources/pos.yml:4:1 name: expected text, not a list',
    ],
  ],
  [
    'a fraction where a whole number is due',
    {
      'identity.yml':
        'kind: identity\nslug: people\ntypes:\n  - { type: email, limit: 1.5 }\n  - { type: user_id, limit: 0 }\ngolden: { email: { from: [crm.email] } }\n',
    },
    [
      'identity.yml:4:20 types[0].limit: expected a whole number, not 1.5',
      'identity.yml:5:22 types[1].limit: with a limit of 0 no person may have one; leave the limit out for as many as there are',
    ],
  ],
  [
    'a word that is not among the allowed',
    sync({ mode: 'upsrt' }),
    [
      'syncs/lapsing-to-hook.yml:5:1 mode: expected one of "insert", "update", "upsert", "mirror", "archive", "audience", "events", not "upsrt". Did you mean "upsert"?',
    ],
  ],
  [
    'a name with a capital',
    { 'sources/pos.yml': 'kind: source\nslug: Pos\ntable: raw.pos\nkey: id\n' },
    [
      'sources/pos.yml:2:1 slug: must start with a letter and hold only a-z, 0-9 and _, at most 63 characters',
    ],
  ],
  [
    'YAML that cannot be parsed',
    { 'sources/pos.yml': 'kind: source\nslug: pos\ntable: [raw\nkey: id\n' },
    [
      'sources/pos.yml:4:1 not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ],
  [
    'a field twice',
    { 'sources/pos.yml': 'kind: source\nslug: pos\ntable: raw.pos\nkey: id\nkey: id2\n' },
    ['sources/pos.yml:5:1 the same field is given twice'],
  ],
  [
    'a template without quotes',
    sync({ map: '{ email: email, value: {{ traits.lifetime_value }} }' }),
    ["syncs/lapsing-to-hook.yml:7:30 a template must stand in quotes, as in '{{ traits.lifetime_value }}'"],
  ],
  [
    'a number that would be rounded',
    segment('    - { trait: lifetime_value, eq: 12345678901234567890 }\n'),
    ['segments/lapsing.yml:5:36 this number has too many digits to be kept exactly; put it in quotes'],
  ],
  [
    'a slug declared twice',
    { 'sources/z.yml': 'kind: source\nslug: crm\ntable: raw.other\nkey: id\n' },
    ['sources/z.yml:2:1 slug: the source "crm" is declared twice; the first is at sources/crm.yml:2:1'],
  ],
  [
    'two sets of identity rules',
    { 'zz.yml': 'kind: identity\nslug: others\ntypes: [{ type: email }]\n' },
    ['zz.yml:1:1 kind: there can be only one resource of kind identity; "people" is one already'],
  ],
  [
    'an unknown kind',
    { 'x.yml': 'kind: segmnt\nslug: x\n' },
    [
      'x.yml:1:1 kind: there is no kind "segmnt"; expected one of workspace, source, identity, entity, consent, trait, segment, list, destination, sync, test. Did you mean "segment"?',
    ],
  ],
  [
    'no kind',
    { 'x.yml': 'slug: x\n' },
    [
      'x.yml:1:1 kind: is missing; expected one of workspace, source, identity, entity, consent, trait, segment, list, destination, sync, test',
    ],
  ],
  ['no map', { 'x.yml': '- kind: trait\n' }, ['x.yml:1:1 expected a map with kind and slug']],
  [
    'a reference to a trait that is not there, deep in a segment',
    segment(
      '    - any:\n        - { not: { trait: lifetme_value, gte: 1 } }\n        - { trait: zzzz, gte: 1 }\n',
    ),
    [
      'segments/lapsing.yml:6:20 where.all[0].any[0].not.trait: no trait is called "lifetme_value". Did you mean "lifetime_value"?',
      'segments/lapsing.yml:7:13 where.all[0].any[1].trait: no trait is called "zzzz"; there are lifetime_value, margin',
    ],
  ],
  [
    'faults of conditions, each in its own branch',
    segment(
      '    - { tarit: margin, gte: 1 }\n    - { trait: margin }\n    - { did: a, at_leest: 2 }\n    - { trait: margin, within: 3 dys }\n    - { trait: margin, in: 3 }\n    - { trait: margin, eq: [3] }\n    - { did: a, at_least: 3, at_most: 2 }\n    - { did: a, where: { x: { gtee: 2 } } }\n',
    ),
    [
      'segments/lapsing.yml:5:7 where.all[0]: a condition needs one of all, any, not, profile, trait, did, did_not, first, last, sequence, has, has_not, segment, consent, near. Did you mean "trait"?',
      'segments/lapsing.yml:6:7 where.all[1]: needs a comparison such as eq, in, gte or is_set',
      'segments/lapsing.yml:7:17 where.all[2].at_leest: unknown field. Did you mean "at_least"?',
      'segments/lapsing.yml:8:24 where.all[3].within: must be a number and a unit, such as "90 days"',
      'segments/lapsing.yml:9:24 where.all[4].in: expected a list, not a number',
      'segments/lapsing.yml:10:24 where.all[5].eq: expected text, a number or true or false, not a list',
      'segments/lapsing.yml:12:31 where.all[7].where.x.gtee: unknown field. Did you mean "gte"?',
    ],
  ],
  [
    'more events at least than at most',
    segment('    - { did: a, at_least: 3, at_most: 2 }\n'),
    ['segments/lapsing.yml:5:30 where.all[0].at_most: must not be less than at_least, 3'],
  ],
  [
    'golden columns and identifiers',
    {
      'identity.yml':
        'kind: identity\nslug: people\ntypes: [{ type: email }, { type: email }]\ngolden:\n  email: { from: [crn.email] }\n  margin: { from: [crm.margin] }\n',
      'sources/pos.yml':
        'kind: source\nslug: pos\ntable: raw.pos\nkey: id\nidentifiers: [{ type: mail, column: m }]\n',
    },
    [
      'identity.yml:3:28 types[1].type: the type "email" is declared twice',
      'identity.yml:5:19 golden.email.from[0]: no source is called "crn". Did you mean "crm.email"?',
      'sources/pos.yml:5:17 identifiers[0].type: no identifier type is called "mail". Did you mean "email"?',
      'traits/margin.yml:2:1 slug: "margin" is a profile column already; a trait needs a name of its own',
    ],
  ],
  [
    'types that do not fit together',
    {
      'identity.yml':
        'kind: identity\nslug: people\ntypes:\n  - { type: email, normalize: email, within: [crn] }\n  - { type: card, of: [emial, email] }\ngolden: { email: { from: [crm.email] } }\n',
    },
    [
      'identity.yml:4:47 types[0].within[0]: no source is called "crn". Did you mean "crm"?',
      'identity.yml:5:24 types[1].of[0]: no identifier type is called "emial". Did you mean "email"?',
    ],
  ],
  [
    'names that a profile has already',
    {
      'identity.yml':
        'kind: identity\nslug: people\ntypes: [{ type: email }]\ngolden:\n  email: { from: [crm.email] }\n  email_source: { from: [crm.a] }\n  first_seen: { from: [crm.b] }\n',
      'traits/last-seen.yml': 'kind: trait\nslug: last_seen\nfrom: orders\nmeasure: count\n',
      ...segment('    - { profile: email_source, eq: crm }\n    - { profile: last_seen, within: 3 days }\n'),
    },
    [
      'identity.yml:6:3 golden.email_source: every profile has a column of this name',
      'identity.yml:7:3 golden.first_seen: every profile has a column of this name',
      'traits/last-seen.yml:2:1 slug: "last_seen" is a profile column already; a trait needs a name of its own',
    ],
  ],
  [
    'consents and segments whose columns are there already, and consents of rows that cannot tell',
    {
      'traits/consent.yml': "kind: trait\nslug: consent_mail\nformula: '1'\n",
      'segments/id.yml': 'kind: segment\nslug: weft_id\nwhere: { did_not: buy }\n',
      'consents/a.yml': 'kind: consent\nslug: mail\nfrom: orders\ngranted: { ok: true }\n',
      'consents/b.yml': 'kind: consent\nslug: sms\nfrom: crm\ngranted: { ok: true }\n',
      'consents/c.yml': 'kind: consent\nslug: push\nfrom: orders\ngranted: {}\n',
      'consents/d.yml': 'kind: consent\nslug: post\nfrom: ordres\ngranted: { ok: true }\n',
    },
    [
      'consents/a.yml:2:1 slug: customer_360 would have two columns "consent_mail": the consent\'s, and one of a profile or trait',
      'consents/a.yml:3:1 from: the entity "orders" declares no time, so none of its rows is the last',
      'consents/b.yml:3:1 from: the source "crm" is not of shape events; declare an entity over its table',
      'consents/c.yml:4:1 granted: needs at least one column',
      'consents/d.yml:3:1 from: no entity or event source is called "ordres". Did you mean "orders"?',
      'segments/id.yml:2:1 slug: segment_matches has a column of each segment beside weft_id; a segment needs another name',
    ],
  ],
  [
    'what traits read',
    {
      'traits/a.yml': 'kind: trait\nslug: a\nfrom: order\nmeasure: count\n',
      'traits/b.yml': 'kind: trait\nslug: b\nfrom: crm\nmeasure: count\n',
      'traits/c.yml': 'kind: trait\nslug: c\nfrom: orders\nmeasure: count\nwithin: 3 days\n',
      'traits/d.yml': 'kind: trait\nslug: d\nfrom: items\nmeasure: count\n',
      'traits/e.yml': 'kind: trait\nslug: e\nfrom: orders\nmeasure: { smu: total }\n',
      'traits/f.yml': 'kind: trait\nslug: f\nfrom: orders\nmeasure: { sum: total, avg: total }\n',
      'traits/g.yml': 'kind: trait\nslug: g\nfrom: orders\nmeasure: cuont\n',
      'entities/items.yml': 'kind: entity\nslug: items\nsql: select 1\nkey: [a, b]\n',
    },
    [
      'traits/a.yml:3:1 from: no entity or event source is called "order". Did you mean "orders"?',
      'traits/b.yml:3:1 from: the source "crm" is not of shape events; declare an entity over its table',
      'traits/c.yml:5:1 within: the entity "orders" declares no time, which this needs',
      'traits/d.yml:3:1 from: the entity "items" has no person, so its rows belong to nobody',
      'traits/e.yml:4:12 measure.smu: unknown field. Did you mean "sum"?',
      'traits/f.yml:4:1 measure: needs exactly one of sum, avg, min, max, first, last, most_frequent, distinct_list, count_distinct, percentile',
      'traits/g.yml:4:1 measure: expected one of "count", "days_since_first", "days_since_last" or a map, not "cuont". Did you mean "count"?',
    ],
  ],
  [
    'a join and a person that are written wrong',
    {
      'entities/items.yml': `kind: entity
slug: items
table: raw.items
key: id
joins: { order: { entity: orders, on: {} }, other: { entity: orders, on: [a] } }
---
kind: entity
slug: stores
table: raw.stores
key: id
person: { throgh: order }
---
kind: entity
slug: sites
table: raw.sites
key: id
person: { type: email }
`,
    },
    [
      'entities/items.yml:5:35 joins.order.on: needs at least one column',
      'entities/items.yml:5:70 joins.other.on: expected text or a map, not a list',
      'entities/items.yml:11:11 person.throgh: unknown field. Did you mean "through"?',
      'entities/items.yml:17:1 person.column: is missing; expected text',
    ],
  ],
  [
    'ways to persons and to columns',
    {
      'entities/items.yml': `kind: entity
slug: items
table: raw.items
key: [order_id, line]
time: ordr.at
joins: { order: { entity: orders }, again: { entity: orders, on: { old_id: order_id } }, lost: { entity: nowhere } }
---
kind: entity
slug: parts
table: raw.parts
key: part
person: { through: itm }
joins: { item: { entity: items, on: item } }
---
kind: entity
slug: crumbs
table: raw.crumbs
key: id
person: { through: all }
joins: { all: { entity: items, on: id, many: true } }
---
kind: entity
slug: sites
table: raw.sites
key: id
person: { through: next }
joins: { next: { entity: sites, on: { next_id: id } }, orders: { entity: orders, on: { id: site }, many: true } }
---
kind: entity
slug: lines
table: raw.lines
key: id
time: at
person: { through: order }
joins: { order: { entity: orders }, site: { entity: sites, on: { site: id } } }
`,
      'traits/a.yml': 'kind: trait\nslug: a\nfrom: items\nmeasure: count\n',
      'traits/b.yml':
        'kind: trait\nslug: b\nfrom: lines\nmeasure: { sum: ordr.total }\nwhere: { site.next.name: x, site.orders.id: 1, site.nxt.name: x }\n',
      'traits/c.yml':
        'kind: trait\nslug: c\nfrom: lines\naffinity: { by: sites.name, half_life: 3 days, weight: order.total }\n',
    },
    [
      'entities/items.yml:5:1 time: no join of items is called "ordr". Did you mean "order"?',
      'entities/items.yml:6:98 joins.lost.entity: no entity is called "nowhere"; there are items, parts, crumbs, sites, lines, orders',
      'entities/items.yml:12:11 person.through: no join of parts is called "itm". Did you mean "item"?',
      'entities/items.yml:19:11 person.through: the join "all" of crumbs leads to many rows, which may be of many persons',
      'entities/items.yml:26:11 person.through: the entity "sites" leads to no person, so sites has none through it',
      'traits/a.yml:3:1 from: the entity "items" leads to persons by several joins, order and again; say which in it: `person: { through: order }`',
      'traits/b.yml:4:12 measure.sum: no join of lines is called "ordr". Did you mean "order"?',
      'traits/b.yml:5:29 where["site.orders.id"]: the join "orders" of sites leads to many rows, of which a column has no one value',
      'traits/b.yml:5:48 where["site.nxt.name"]: no join of sites is called "nxt". Did you mean "next"?',
      'traits/c.yml:4:13 affinity.by: no join of lines is called "sites". Did you mean "site"?',
    ],
  ],
  [
    'settings of kinds of traits',
    {
      'entities/tickets.yml':
        'kind: entity\nslug: tickets\ntable: raw.tickets\nkey: id\ntime: at\nperson: { type: email, column: email }\n',
      'traits/a.yml':
        'kind: trait\nslug: a\nfrom: tickets\nlifecycle: { active: 90 days, at_risk: 60 days, new: 4 months }\n',
      'traits/b.yml':
        'kind: trait\nslug: b\nfrom: tickets\nlifecycle: { active: 36 hours, at_risk: 60 days }\n',
      'traits/c.yml':
        'kind: trait\nslug: c\nfrom: tickets\nlifecycle: { active: 1 day, at_risk: 60 days }\nwithin: 1 year\n',
      'traits/d.yml': 'kind: trait\nslug: d\nfrom: orders\nnps: { score: score }\n',
      'traits/e.yml': 'kind: trait\nslug: e\nfrom: tickets\nsupport: { close: closed_at }\n',
      'traits/f.yml': 'kind: trait\nslug: f\nroll_up: { of: margn, by: emial, measure: sum }\n',
      'traits/g.yml': 'kind: trait\nslug: g\nroll_up: { of: h_health, by: email, measure: avg }\n',
      'traits/h.yml': 'kind: trait\nslug: h\nfrom: tickets\nsupport: { closed: closed_at }\n',
      'traits/i.yml': 'kind: trait\nslug: i\nroll_up: { of: j, by: email, measure: max }\n',
      'traits/j.yml': 'kind: trait\nslug: j\nroll_up: { of: margin, by: i_members, measure: max }\n',
      'traits/k.yml': 'kind: trait\nslug: k\nfrom: tickets\naffinity: { by: topic, half_life: soon }\n',
    },
    [
      'traits/a.yml:4:31 lifecycle.at_risk: must be longer than `active`',
      'traits/a.yml:4:49 lifecycle.new: must not be longer than `active`',
      'traits/b.yml:4:14 lifecycle.active: must be whole days, since a stage ends at midnight',
      'traits/c.yml:5:1 within: lifecycle reads all rows of a person: without them who came back looks like who is new',
      'traits/d.yml:4:1 nps: the entity "orders" declares no time, which this needs',
      'traits/e.yml:4:12 support.close: unknown field. Did you mean "closed"?',
      'traits/f.yml:3:12 roll_up.of: no trait is called "margn". Did you mean "margin"?',
      'traits/f.yml:3:23 roll_up.by: no golden column or trait is called "emial". Did you mean "email"?',
      'traits/g.yml:3:12 roll_up.of: "h_health" is text, which has no avg; count it, or take its min or max',
      'traits/i.yml:3:1 roll_up: traits wait for one another: i -> j -> i',
      'traits/k.yml:4:24 affinity.half_life: must be a number and a unit, such as "90 days"',
    ],
  ],
  [
    'a cycle among traits, and one among segments',
    {
      'traits/a.yml': "kind: trait\nslug: a\nformula: '{b} + 1'\n",
      'traits/b.yml': "kind: trait\nslug: b\nformula: '{c} + {b2}'\n",
      'traits/c.yml': "kind: trait\nslug: c\nformula: '{a}'\n",
      'segments/s.yml': 'kind: segment\nslug: s\nwhere: { not: { segment: s } }\n',
    },
    [
      'segments/s.yml:3:1 where: segments are made of one another: s -> s',
      'traits/a.yml:3:1 formula: traits wait for one another: a -> b -> c -> a',
      'traits/b.yml:3:1 formula: no trait is called "b2". Did you mean "b"?',
    ],
  ],
  [
    'references of a sync',
    sync({
      from: '{ segment: lapsin }',
      to: '{ destination: hok, object: contact }',
      key: 'emial',
      map: "{ email: e_mail, v: '{{ traits.margn }} {{profile.emai}}', w: '{{ trait.margin }}', x: '{{ broken' }",
    }),
    [
      'syncs/lapsing-to-hook.yml:3:9 from.segment: no segment is called "lapsin". Did you mean "lapsing"?',
      'syncs/lapsing-to-hook.yml:4:7 to.destination: no destination is called "hok". Did you mean "hook"?',
      'syncs/lapsing-to-hook.yml:6:1 key: no profile column or trait is called "emial". Did you mean "email"?',
      'syncs/lapsing-to-hook.yml:7:8 map.email: no profile column or trait is called "e_mail". Did you mean "email"?',
      'syncs/lapsing-to-hook.yml:7:23 map.v: no trait is called "margn". Did you mean "margin"?',
      'syncs/lapsing-to-hook.yml:7:23 map.v: no profile column is called "emai". Did you mean "email"?',
      'syncs/lapsing-to-hook.yml:7:65 map.w: no value is called "trait". Did you mean "traits"?',
      "syncs/lapsing-to-hook.yml:7:90 map.x: is not a template: Parse error on line 1: {{ broken ---^ Expecting 'ID', 'STRING', 'NUMBER', 'BOOLEAN', 'UNDEFINED', 'NULL', 'DATA', got 'INVALID'",
    ],
  ],
  [
    'from: and when: of a sync, each one of several',
    sync({ from: '{ segmnt: lapsing }', when: '{ after: refesh }' }),
    [
      'syncs/lapsing-to-hook.yml:3:9 from.segmnt: unknown field. Did you mean "segment"?',
      'syncs/lapsing-to-hook.yml:8:9 when.after: expected "refresh", a map with syncs or a map with dbt, not "refesh". Did you mean "refresh"?',
    ],
  ],
  [
    'cron and zone',
    {
      ...sync({ when: "{ cron: '0 25 * * *', zone: Europe/Berln }" }),
      'workspace.yml': "kind: workspace\nslug: shop\nzone: europe/berlin\nrefresh: { cron: 'daily' }\n",
    },
    [
      'syncs/lapsing-to-hook.yml:8:9 when.cron: the hour is "25"; it takes *, 0-23, ranges, lists and steps',
      'syncs/lapsing-to-hook.yml:8:29 when.zone: no time zone is called "Europe/Berln". Did you mean "Europe/Berlin"?',
      'workspace.yml:3:1 zone: no time zone is called "europe/berlin". Did you mean "Europe/Berlin"?',
      'workspace.yml:4:12 refresh.cron: needs five fields (minute, hour, day of the month, month, day of the week), such as "0 6 * * *"',
    ],
  ],
  [
    'a type of destination that is not there',
    { 'destinations/hook.yml': 'kind: destination\nslug: hook\ntype: htp\n' },
    ['destinations/hook.yml:3:1 type: no type of destination is called "htp". Did you mean "http"?'],
  ],
  [
    'settings of a destination; a secret in clear text is never echoed',
    hook("  url: 'not a url'\n  token: hunter2\n  headers: { a: s3cret }\n  retries: 9\n  tokn: 1\n"),
    [
      'destinations/hook.yml:5:3 config.url: Invalid URL',
      `destinations/hook.yml:6:3 config.token: a secret must not stand in the file; write \${env:NAME} and set NAME in the environment`,
      `destinations/hook.yml:7:14 config.headers.a: a secret must not stand in the file; write \${env:NAME} and set NAME in the environment`,
      'destinations/hook.yml:8:3 config.retries: must be at most 5',
      'destinations/hook.yml:9:3 config.tokn: unknown field. Did you mean "token"?',
    ],
  ],
  [
    'what a sync asks of a destination',
    sync({ to: '{ destination: hook, object: contact, lst: A, format: jsn }', mode: 'mirror' }),
    [
      'syncs/lapsing-to-hook.yml:4:43 to.lst: unknown field. Did you mean "list"?',
      'syncs/lapsing-to-hook.yml:4:51 to.format: expected one of "json", "form", not "jsn". Did you mean "json"?',
      'syncs/lapsing-to-hook.yml:5:1 mode: "contact" cannot be sent in this mode; expected "upsert"',
    ],
  ],
  [
    'secrets where none may stand, and one that is written wrong',
    {
      ...hook(`  url: \${env:HOOK_URL}\n  token: 'Bearer \${env:hook-token}'\n`),
      'sources/pos.yml': `kind: source\nslug: pos\ntable: raw.pos\nkey: \${env:KEY}\ndescription: reads \${env:KEY}\n`,
    },
    [
      `destinations/hook.yml:6:3 config.token: a secret is written \${env:NAME}, the name of letters, digits and _`,
      `destinations/hook.yml:6:3 config.token: a secret must not stand in the file; write \${env:NAME} and set NAME in the environment`,
      `sources/pos.yml:4:1 key: \${env:NAME} may stand only in the config of a destination, in \`alerts.to\` and in the hooks of a sync`,
    ],
  ],
  [
    'slugs at whose address the app has a page of its own',
    {
      'sources/pos.yml': 'kind: source\nslug: upload\ntable: raw.pos\nkey: id\n',
      'destinations/other.yml':
        'kind: destination\nslug: oauth\ntype: http\nconfig: { url: https://a.example }\n',
      'sources/row.yml': 'kind: source\nslug: row\ntable: raw.row\nkey: id\n',
    },
    [
      'destinations/other.yml:2:1 slug: a destination cannot be called "oauth": a page of the app has this address; choose another slug, such as "oauth_destination"',
      'sources/pos.yml:2:1 slug: a source cannot be called "upload": a page of the app has this address; choose another slug, such as "upload_source"',
    ],
  ],
  [
    'a reference to a resource that is declared but broken is no second problem',
    {
      'traits/lifetime-value.yml': 'kind: trait\nslug: lifetime_value\nfrom: orders\nmeasure: { sum: total\n',
    },
    [
      'traits/lifetime-value.yml:5:1 not valid YAML: flow map in block collection must be sufficiently indented and end with a }',
    ],
  ],
  [
    'a file that is not UTF-8',
    { 'sources/pos.yml': Buffer.from('kind: source\nslug: pos\nname: M\xfcller\n', 'latin1') },
    ['sources/pos.yml:3:1 the file is not UTF-8 text'],
  ],
  [
    'a file that is too large',
    { 'sources/pos.yml': `kind: source\n# ${'x'.repeat(1_000_000)}\n` },
    ['sources/pos.yml the file has 1000016 bytes; a workspace file may have at most 1000000'],
  ],
  [
    'aliases that grow without measure',
    {
      'sources/pos.yml': `kind: source\nslug: pos\na: &a [x, x, x, x, x, x, x, x, x]\nb: &b [${'*a, '.repeat(9)}]\nc: &c [${'*b, '.repeat(9)}]\nd: [${'*c, '.repeat(9)}]\n`,
    },
    ['sources/pos.yml:1:1 the aliases of this document repeat too much; write the values out'],
  ],
  [
    'an alias within itself',
    { 'sources/pos.yml': 'kind: source\nslug: pos\na: &a [1, *a]\n' },
    ['sources/pos.yml:3:11 an alias may not stand inside what it refers to'],
  ],
  [
    'text that no database keeps, a tag, a name that no object has',
    { 'a.yml': 'a: "\\0"\n', 'b.yml': 'a: !secret x\n', 'c.yml': '__proto__: { kind: x }\n' },
    [
      'a.yml:1:4 this text holds a character that no database keeps',
      'b.yml:1:4 not valid YAML: unresolved tag: !secret',
      'c.yml:1:1 a field cannot have this name',
    ],
  ],
];

test.for(cases)('%s', async ([, files, problems]) => {
  expect(await problemsWith(files)).toEqual(problems);
});

test('YAML nested without end is refused, wherever the stack ends', async () => {
  const [first, second] = await problemsWith({
    'a.yml': `a: ${'['.repeat(100_000)}\n`,
    'b.yml': `a: ${'['.repeat(50)}${']'.repeat(50)}\n`,
  });
  expect(first).toMatch(/^a\.yml:1:\d+ the YAML is nested too deeply$/);
  expect(second).toBe('b.yml:1:1 the YAML is nested too deeply');
});

test('without the registry of destinations their settings are taken as they are', async () => {
  await write({ ...base, ...hook('  anything: goes\n') });
  await expect(loadWorkspace(folder)).resolves.toBeDefined();
});

test('hidden files, other files and empty documents are no resources', async () => {
  const unrelated = {
    '.git/x.yml': '[',
    '.hidden.yml': '[',
    'README.md': '#',
    'only-comments.yml': '# nothing\n---\n',
  };
  expect(await problemsWith(unrelated)).toEqual([]);
});

test('a link to a file is read, a link to a folder is not followed', async () => {
  await write(base);
  await symlink('..', join(folder, 'sources', 'up'));
  await write({ '.data/extra.yml': 'kind: trait\nslug: extra\nfrom: orders\nmeasure: count\n' });
  await symlink('../.data/extra.yml', join(folder, 'traits', 'extra.yml'));
  const { workspace } = await loadWorkspace(folder);
  expect(workspace.get('trait', 'extra')).toBeDefined();
  expect(workspace.resources).toHaveLength(11);
});

test('a folder that is missing or holds no YAML says what to do', async () => {
  await expect(loadWorkspace(join(folder, 'none'))).rejects.toThrow(/cannot be read: ENOENT/);
  await expect(loadWorkspace(folder)).rejects.toThrow(ConfigError);
  await expect(loadWorkspace(folder)).rejects.toThrow(`The folder ${folder} holds no YAML files`);
});

test('the error names its first place and how many problems there are', async () => {
  await write({ ...base, 'x.yml': 'slug: x\n', 'y.yml': 'slug: y\n' });
  const error = await loadWorkspace(folder).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    place: { file: 'x.yml', line: 1, column: 1, field: 'kind' },
    retryable: false,
  });
  expect(String(error)).toContain('The workspace has 2 problems:\n  x.yml:1:1 kind: is missing');
});
