import { afterAll, beforeAll, expect, test } from 'vitest';
import { followSync, type RunAccount } from '../../cli/follow.ts';
import { schemas, Workspace } from '../../models/workspace/resource.ts';
import { HttpSink } from '../contracts/destinations/http-sink.ts';
import { build } from '../fixtures/build.ts';
import { makeTable } from '../fixtures/tables.ts';
import { useWeft } from '../fixtures/weft.ts';
import { applyWorkspace } from '../scenarios/workspace.ts';
import { addWorlds, type Entry, type Expected, personsOf, storyOn } from './downstream/people.ts';

/** Persons merge and split for five days, on the third of which no model but identity is built. */
const slugs = ['ids', 'mails', 'rekeyed', 'mirrored', 'kept'] as const;
type Slug = (typeof slugs)[number];
const sinks = Object.fromEntries(
  await Promise.all(slugs.map(async (slug) => [slug, await HttpSink.start()] as const)),
) as Record<Slug, HttpSink>;
for (const sink of Object.values(sinks)) sink.refusal = 'rows';

const weft = useWeft(['postgres', 'temporal', 'worker'], {
  WEFT_EGRESS_ALLOW: Object.values(sinks)
    .map(({ url }) => new URL(url).host)
    .join(','),
});
afterAll(async () => {
  for (const sink of Object.values(sinks)) await sink.close();
});

interface Declared {
  /** What becomes of a second row of one person in the sync `kept`. */
  kept?: 'keep' | 'delete';
  vips?: object;
}

const sync = (slug: Slug, rest: Record<string, unknown>) => ({
  kind: 'sync',
  slug,
  from: { segment: 'everyone' },
  mode: 'upsert',
  key: 'email',
  map: { email: 'email', name: 'name', vip: 'vip' },
  to: { destination: slug, object: 'request' },
  ...rest,
});

const resources = ({ kept = 'keep', vips = { profile: 'vip', eq: 'yes' } }: Declared) => [
  {
    kind: 'source',
    slug: 'people',
    table: 'raw.people',
    key: 'id',
    time: 'updated',
    identifiers: [
      { type: 'email', column: 'email' },
      { type: 'device', column: 'device' },
    ],
  },
  {
    kind: 'identity',
    slug: 'persons',
    types: [{ type: 'email', normalize: 'email' }, { type: 'device' }],
    golden: {
      email: { keep: 'most_recent', from: ['people.email'] },
      name: { keep: 'most_recent', from: ['people.name'] },
      vip: { keep: 'max', from: ['people.vip'] },
    },
  },
  { kind: 'segment', slug: 'everyone', where: { profile: 'email', is_set: true } },
  { kind: 'segment', slug: 'vips', where: vips },
  { kind: 'segment', slug: 'others', where: { not: { profile: 'vip', eq: 'yes' } } },
  ...slugs.map((slug) => ({
    kind: 'destination',
    slug,
    type: 'webhook',
    config: { url: sinks[slug].url },
  })),
  sync('ids', { key: 'weft_id' }),
  sync('mails', {}),
  sync('rekeyed', { to: { destination: 'rekeyed', object: 'request', merged: 'rekey' } }),
  sync('mirrored', { from: { segment: 'vips' }, mode: 'mirror' }),
  sync('kept', { to: { destination: 'kept', object: 'request', merged: kept } }),
];

const seed = Number(process.env.WEFT_TEST_SEED ?? Date.now() % 2 ** 31);
const people = new Map<string, Entry>();
const dayStart = (day: number): string => `2026-11-0${day}T06:00:00Z`;

/** Lets a day's records arrive and builds the models, or those that are selected. */
async function live(day: number, declared: Declared = {}, select?: string[]): Promise<void> {
  for (const entry of storyOn(day)) people.set(entry.id, entry);
  addWorlds(people, day, seed, 80);
  await makeTable(
    weft.warehouse,
    'raw.people',
    { id: 'text', email: 'text', device: 'text', name: 'text', vip: 'text', updated: 'timestamp' },
    [...people.values()].map((entry) => ({
      ...entry,
      updated: new Date(Date.UTC(2026, 9, 1) + entry.updated * 1000).toISOString(),
    })),
  );
  const workspace = new Workspace(
    resources(declared).map((resource) => schemas[resource.kind as 'segment'].parse(resource)),
  );
  await build(weft, workspace, {
    id: `day${day}`,
    now: dayStart(day),
    ...(select === undefined ? {} : { select }),
  });
}

const apply = (declared: Declared = {}) =>
  applyWorkspace(weft, {
    workspace: resources(declared)
      .map((resource) => JSON.stringify(resource))
      .join('\n---\n'),
  });

async function send(slug: Slug): Promise<RunAccount> {
  const { run, failure } = await followSync(weft.settings, slug);
  if (failure) throw failure;
  return run;
}

const byEmail = (persons: Iterable<object>): Expected[] =>
  ([...persons] as Expected[]).toSorted((a, b) => (a.email < b.email ? -1 : 1));
const received = (slug: Slug): Expected[] => byEmail(sinks[slug].held.values());
const expected = (vip?: string): Expected[] =>
  byEmail(personsOf(people.values()).filter((person) => vip === undefined || person.vip === vip));

/** The ledger of a segment on a day for the people of the story, each by the e-mail of their oldest record. */
async function ledger(segment: string, day: number): Promise<Record<string, string>> {
  const rows = await weft.warehouse.query(
    `select c.weft_id, c.change, c.cause, c.entered_at, c.continued_by from weft.segment_changes as c
     where c.segment = $1 and c.run_id = $2`,
    { values: [segment, `day${day}`] },
  );
  const out: Record<string, string> = {};
  for (const row of rows) {
    const name = ids.get(String(row.weft_id));
    if (name === undefined) continue;
    const since = Number(String(row.entered_at).slice(8, 10));
    const into = row.continued_by === null ? '' : ` into ${ids.get(String(row.continued_by))}`;
    out[name] = `${row.change}, ${row.cause}, since day ${since}${into}`;
  }
  return out;
}

/** Ids of persons of the story, by their oldest record when the id was first seen. */
const ids = new Map<string, string>();
async function rememberIds(): Promise<void> {
  const rows = await weft.warehouse.query(
    "select weft_id, min(record_key) as name from weft.identity_members where record_key not like 'w%' group by weft_id",
  );
  for (const row of rows) {
    const id = String(row.weft_id);
    if (!ids.has(id)) ids.set(id, String(row.name));
  }
}

beforeAll(async () => {
  console.log(`downstream of identity from seed ${seed} (WEFT_TEST_SEED)`);
  await apply();
});

test('at first each destination holds every person of its segment once', async () => {
  await live(1);
  await rememberIds();
  for (const slug of slugs) await send(slug);
  for (const slug of ['ids', 'mails', 'rekeyed', 'kept'] as const) expect(received(slug)).toEqual(expected());
  expect(received('mirrored')).toEqual(expected('yes'));
  expect(expected().length).toBeGreaterThan(80);

  // As an earlier version left its tables.
  for (const [table, column] of [
    ['segment_changes', 'entered_at'],
    ['segment_changes', 'continued_by'],
  ])
    await weft.warehouse.execute(`alter table weft.${table} drop column ${column}`);
}, 240_000);

test('when persons merge, membership goes on and no destination keeps two of one', async () => {
  await live(2);
  await rememberIds();
  const moved = await ledger('vips', 2);
  expect(moved['merge.b']).toBe('left, identity, since day 1 into merge.a');
  expect(moved['merge.a']).toBe('entered, identity, since day 1');
  expect(moved['both.a']).toBe('entered, data, since day 2');
  expect((await ledger('others', 2))['merge.a']).toBe('left, identity, since day 1');

  for (const slug of ['ids', 'mails', 'rekeyed', 'mirrored'] as const) await send(slug);
  for (const slug of ['ids', 'mails', 'rekeyed'] as const) expect(received(slug)).toEqual(expected());
  expect(received('mirrored')).toEqual(expected('yes'));
  expect(await send('mails')).toMatchObject({ planned: 0 });

  const changed = sinks.rekeyed.requests
    .flatMap(({ body }) => JSON.parse(body).rows)
    .filter((row) => row.previous_key !== undefined);
  expect(changed.length).toBeGreaterThan(0);
  expect(new Set(changed.map((row) => row.operation))).toEqual(new Set(['update']));
  const recorded = await weft.warehouse.query(
    "select key, previous_key from weft.sync_rows where sync = 'rekeyed' and previous_key is not null and status = 'accepted'",
  );
  expect(new Set(recorded.map((row) => `${row.previous_key} → ${row.key}`))).toEqual(
    new Set(changed.map((row) => `${row.previous_key} → ${row.key}`)),
  );
}, 240_000);

test('what a destination cannot do is skipped, names the person, and comes up again', async () => {
  const surplus = () =>
    [...sinks.kept.held.keys()].filter((key) => !expected().some(({ email }) => email === key)).sort();
  for (let again = 0; again < 2; again += 1) {
    const run = await send('kept');
    const skipped = await weft.warehouse.query(
      'select key, operation, reason, weft_id from weft.sync_rows where run_id = $1 and status = $2 order by key',
      { values: [run.runId, 'skipped'] },
    );
    expect(surplus()).toContain('merge.a@shop.example');
    expect(skipped.map((row) => row.key)).toEqual(surplus());
    const [survivor] = [...ids].find(([, name]) => name === 'merge.a') ?? [];
    const [loser] = [...ids].find(([, name]) => name === 'merge.b') ?? [];
    expect(survivor).not.toBe(loser);
    expect(skipped.find((row) => row.key === 'merge.a@shop.example')).toEqual({
      key: 'merge.a@shop.example',
      operation: 'delete',
      reason: `person ${survivor} has another row; this destination cannot re-key or remove this one`,
      weft_id: survivor,
    });
    expect(
      skipped.some((row) => /^person \S+ merged into \S+, who has another row; /.test(String(row.reason))),
    ).toBe(true);
  }
}, 120_000);

test('merges in a chain and over a missed run, and splits, keep history with those who go on', async () => {
  await live(3, {}, ['identity_records', 'identity_links', 'identity_members']);
  await rememberIds();
  await live(4);
  await rememberIds();
  const moved = await ledger('vips', 4);
  expect(moved).toMatchObject({
    'both.b': 'left, identity, since day 1 into both.a',
    'chain.c': 'left, identity, since day 1 into chain.a',
    'chain.a': 'entered, identity, since day 1',
    'split.b': 'entered, identity, since day 1',
    'missed.b': 'entered, identity, since day 1',
    'later.b': 'entered, data, since day 4',
  });
  for (const name of ['both.a', 'chain.b', 'split.a', 'missed.a', 'later.a'])
    expect(moved).not.toHaveProperty([name]);
  const members = await weft.warehouse.query(
    "select weft_id, entered_at from weft.segment_members where segment = 'vips'",
  );
  const since = Object.fromEntries(
    members.map((row) => [ids.get(String(row.weft_id)) ?? '', String(row.entered_at).slice(0, 10)]),
  );
  expect(since).toMatchObject({
    'merge.a': '2026-11-01',
    'both.a': '2026-11-01',
    'chain.a': '2026-11-01',
    'split.a': '2026-11-01',
    'split.b': '2026-11-01',
    'missed.b': '2026-11-01',
    'later.a': '2026-11-02',
    'later.b': '2026-11-04',
  });

  sinks.mails.refuse = ({ operation }) => (operation === 'delete' ? 'not today' : undefined);
  for (const slug of slugs) await send(slug);
  for (const slug of ['ids', 'rekeyed'] as const) expect(received(slug)).toEqual(expected());
  expect(received('mirrored')).toEqual(expected('yes'));
  // Who is refused a removal stays, and is asked for again.
  const stays = received('mails').length - expected().length;
  expect(stays).toBeGreaterThan(0);
  sinks.mails.refuse = () => undefined;
  expect(await send('mails')).toMatchObject({ planned: stays, accepted: stays });
  expect(received('mails')).toEqual(expected());
}, 360_000);

test('a merge keeps its cause while a segment is defined anew, and a destination may learn to remove', async () => {
  const declared: Declared = { kept: 'delete', vips: { profile: 'vip', in: ['yes', 'maybe'] } };
  await live(5, declared);
  await rememberIds();
  expect(await ledger('vips', 5)).toMatchObject({
    'anew.b': 'left, identity, since day 1 into anew.a',
    'anew.a': 'entered, identity, since day 1',
    asked: 'entered, definition, since day 5',
  });
  await apply(declared);
  for (const slug of slugs) await send(slug);
  for (const slug of ['ids', 'mails', 'rekeyed', 'kept'] as const) expect(received(slug)).toEqual(expected());

  const state = await weft.warehouse.query(
    `select sync, count(*) as keys, count(distinct weft_id) as persons from weft.sync_state
     where sync <> 'mirrored' group by sync order by sync`,
  );
  const persons = String(expected().length);
  expect(state).toEqual(
    ['ids', 'kept', 'mails', 'rekeyed'].map((slug) => ({ sync: slug, keys: persons, persons })),
  );
}, 240_000);
