import { expect, test } from 'vitest';
import { type Resource, schemas } from './resource.ts';
import { toYaml } from './to-yaml.ts';

test('fields in the order of the schema, defaults left out, short collections on one line', () => {
  const source = schemas.source.parse({
    identifiers: [
      { column: 'email', type: 'email' },
      { type: 'phone', column: 'mobile', region: 'country' },
    ],
    shape: 'rows',
    key: 'contact_id',
    time: 'updated_at',
    slug: 'crm_contacts',
    kind: 'source',
    columns: { email: { personal: true }, birth_date: { personal: true, kind: 'date' } },
    sql: 'select *\nfrom raw.crm\n',
  });
  expect(toYaml(source)).toBe(`kind: source
slug: crm_contacts
sql: |
  select *
  from raw.crm
key: contact_id
time: updated_at
identifiers:
  - { type: email, column: email }
  - { type: phone, column: mobile, region: country }
columns: { email: { personal: true }, birth_date: { kind: date, personal: true } }
`);
});

test('a tree of conditions', () => {
  const segment: Resource = schemas.segment.parse({
    kind: 'segment',
    slug: 'lapsing',
    name: 'Lapsing, high value',
    where: {
      all: [
        { gte: 500, trait: 'lifetime_value' },
        {
          any: [
            {
              did: 'viewed',
              within: '30 days',
              where: { category: { in: ['tents', 'packs'] } },
              at_least: 2,
            },
          ],
        },
        { not: { segment: 'recent_buyers' } },
      ],
    },
  });
  expect(toYaml(segment)).toBe(`kind: segment
slug: lapsing
name: Lapsing, high value
where:
  all:
    - { trait: lifetime_value, gte: 500 }
    - any:
        - did: viewed
          at_least: 2
          within: 30 days
          where: { category: { in: [ tents, packs ] } }
    - { not: { segment: recent_buyers } }
`);
});

test('defaults within one of several shapes are left out too', () => {
  const sync = schemas.sync.parse({
    kind: 'sync',
    slug: 'out',
    from: { table: 'weft.customer_360' },
    to: { path: 'out.csv', object: 'file', destination: 'files' },
    mode: 'upsert',
    key: 'weft_id',
    map: { id: 'weft_id', mail: '{{ profile.email }}' },
    when: { cron: '0 6 * * *', zone: 'UTC' },
    paused: false,
  });
  expect(toYaml(sync)).toBe(`kind: sync
slug: out
from: { table: weft.customer_360 }
to: { destination: files, object: file, path: out.csv }
mode: upsert
key: weft_id
map: { id: weft_id, mail: "{{ profile.email }}" }
when: { cron: 0 6 * * * }
`);
});
