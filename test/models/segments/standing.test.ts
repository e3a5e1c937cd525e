import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { consentsOf } from '../../../models/consents/granted.ts';
import { listStandings } from '../../../models/lists/standing.ts';
import { sendersOf } from '../../../models/segments/ask/senders.ts';
import { consentWords, listWords, senderWords } from '../../../models/words/standing.ts';
import { type Kind, schemas, Workspace } from '../../../models/workspace/resource.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { warehouseNames } from '../../fixtures/warehouses.ts';
import { ago, buildPersons, type Given } from '../traits/persons.ts';

/** Members by segment, as a refresh found them. */
const members: Record<string, string[]> = {
  vip: ['ann', 'bob', 'cyd'],
  reachable: ['ann', 'bob', 'cyd', 'dan', 'gus'],
  recent_buyers: ['dan', 'eve'],
  employees: ['dan'],
};

const given: Given = {
  people: {
    columns: { id: 'text', points: 'integer' },
    rows: ['gus', 'fay', 'eve', 'dan', 'cyd', 'bob', 'ann'].map((id, points) => ({
      id,
      points: String(points),
    })),
  },
  tables: {
    consents: {
      columns: { id: 'text', person: 'text', purpose: 'text', status: 'text', at: 'timestamp' },
      rows: [
        { id: 'k1', person: 'ann', purpose: 'mail', status: 'granted', at: ago(9) },
        { id: 'k2', person: 'ann', purpose: 'mail', status: 'denied', at: ago(8) },
        { id: 'k3', person: 'bob', purpose: 'mail', status: 'granted', at: ago(7) },
      ],
    },
  },
  resources: [
    {
      kind: 'entity',
      slug: 'consents',
      table: 'raw.consents',
      key: 'id',
      time: 'at',
      person: { type: 'id', column: 'person' },
    },
    {
      ...{ kind: 'consent', slug: 'mail', from: 'consents', where: { purpose: 'mail' } },
      granted: { status: 'granted' },
    },
    {
      ...{ kind: 'consent', slug: 'post', from: 'consents', where: { purpose: 'post' }, default: 'granted' },
      granted: { status: 'granted' },
    },
    ...Object.keys(members).map((slug) => ({
      ...{ kind: 'segment' as const, slug },
      where: { profile: 'points', gte: 0 },
    })),
    {
      kind: 'list',
      slug: 'autumn',
      parts: [
        { segment: 'vip', cap: 1, by: 'points' },
        { segment: 'reachable', cap: 2, by: 'points' },
      ],
      exclude: ['recent_buyers', 'employees'],
      splits: { a: 0.5, b: 0.5 },
    },
    { kind: 'list', slug: 'winter', parts: [{ segment: 'reachable' }], holdout: 0.5 },
    { kind: 'list', slug: 'other', parts: [{ segment: 'employees' }] },
  ],
};

const sync = (slug: string, from: object, rest: object = {}) => ({
  ...{ kind: 'sync', slug, from, to: { destination: 'mails', object: 'file' }, mode: 'upsert' },
  ...{ key: 'weft_id', map: { id: 'weft_id' }, ...rest },
});
const later = [
  { kind: 'consent', slug: 'sms', from: 'consents', granted: { status: 'granted' } },
  { kind: 'list', slug: 'spring', parts: [{ segment: 'reachable' }] },
  { kind: 'destination', slug: 'mails', type: 'files', config: {} },
  sync('segment_out', { segment: 'reachable' }),
  sync('segment_off', { segment: 'reachable' }, { paused: true }),
  sync('autumn_out', { table: 'weft.list_of_autumn' }),
  sync('other_out', { table: 'weft.list_of_other' }),
];

/** A person's place from 0 to 1 for a purpose, as the documentation has it: by the first 32 bits of an MD5. */
const share = (text: string): number =>
  Number.parseInt(createHash('md5').update(text).digest('hex').slice(0, 8), 16) / 2 ** 32;
const group = (person: string) => (share(`autumn/split/${person}`) < 0.5 ? 'a' : 'b');
const heldOut = (person: string) => share(`winter/holdout/${person}`) < 0.5;

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);
  let workspace: Workspace;

  beforeAll(async () => {
    const { warehouse } = weft;
    await warehouse.execute(`create schema if not exists ${warehouse.dialect.ident('weft')}`);
    await makeTable(
      warehouse,
      'weft.segment_members',
      { segment: 'text', weft_id: 'text' },
      Object.entries(members).flatMap(([segment, persons]) =>
        persons.map((weft_id) => ({ segment, weft_id })),
      ),
    );
    const built = await buildPersons(weft, given);
    const declared = later.map((one) => schemas[one.kind as Kind].parse(one));
    workspace = new Workspace([...built.resources, ...declared]);
  }, 120_000);

  const lists = async (weftId: string, segment = 'reachable') =>
    Object.fromEntries(
      (await listStandings(weft.warehouse, workspace, { segment, weftId })).map((each) => [
        each.list,
        `${each.uses}: ${listWords(each)}`,
      ]),
    );

  test('of each list that draws on a segment a person’s place is told, or why they have none', async () => {
    const winter = (person: string) =>
      `part: ${heldOut(person) ? 'held out, not contacted' : 'contacted'}: claimed by reachable (part 1)`;
    const spring = 'part: not built as it is declared now; the next refresh does so';
    expect(await lists('ann')).toEqual({
      autumn: `part: contacted, group ${group('ann')}: claimed by vip (part 1); also in reachable, which comes later`,
      winter: winter('ann'),
      spring,
    });
    expect(await lists('bob')).toEqual({
      autumn: `part: contacted, group ${group('bob')}: claimed by reachable (part 2); cut by a cap before (vip took the 1 with the highest points)`,
      winter: winter('bob'),
      spring,
    });
    expect((await lists('dan')).autumn).toBe(
      'part: not in it: excluded as a member of recent_buyers, employees',
    );
    expect((await lists('gus')).autumn).toBe(
      'part: not in it: cut by the cap (reachable took the 2 with the highest points)',
    );
    expect((await lists('fay')).winter).toBe('part: not in it: a member of none of its parts');
    expect(await lists('eve', 'recent_buyers')).toEqual({
      autumn:
        'exclusion: not in it: a member of none of its parts, and excluded as a member of recent_buyers',
    });
    // Both sides of the holdout are among them.
    const persons = given.people.rows.map(({ id }) => String(id));
    expect(new Set(persons.map(heldOut)).size).toBe(2);
  }, 60_000);

  test('each consent is granted or not, since when or by default', async () => {
    const words = async (weftId: string) =>
      (await consentsOf(weft.warehouse, workspace, { weftId })).map(
        (each) => `${each.consent} ${consentWords('UTC', each)}`,
      );
    const at = (days: number) => ago(days).slice(0, 16).replace('T', ' ');
    const rest = ['post granted, by default', 'sms not computed before the next refresh'];
    expect(await words('ann')).toEqual([`mail not granted since ${at(8)}`, ...rest]);
    expect(await words('bob')).toEqual([`mail granted since ${at(7)}`, ...rest]);
    expect(await words('cyd')).toEqual(['mail not granted, by default', ...rest]);
  }, 60_000);

  test('the syncs that send a segment or its lists are named, with what a destination holds', async () => {
    const words = async () =>
      (
        await sendersOf(weft.warehouse, workspace, {
          ...{ segment: 'reachable', lists: ['autumn', 'winter'], weftId: 'ann' },
        })
      ).map((each) => `${each.sync}: ${senderWords('UTC', each)}`);
    const never = [
      ...['segment_out: sends the segment', 'segment_off: sends the segment, paused'],
      'autumn_out: sends the list autumn',
    ];
    expect(await words()).toEqual(never);
    await makeTable(
      weft.warehouse,
      'weft.sync_state',
      { sync: 'text', key: 'text', weft_id: 'text', acknowledged_at: 'timestamp' },
      [
        { sync: 'segment_out', key: 'a', weft_id: 'ann', acknowledged_at: '2026-11-02T06:00:00Z' },
        { sync: 'segment_off', key: 'b', weft_id: 'bob', acknowledged_at: '2026-11-03T06:00:00Z' },
        { sync: 'segment_off', key: 'a', weft_id: 'ann', acknowledged_at: null },
      ],
    );
    expect(await words()).toEqual([
      `${never[0]}; the destination has their row since 2026-11-02 06:00`,
      ...never.slice(1),
    ]);
  }, 60_000);
});
