import { expect, test } from 'vitest';
import { withControl } from '../../connectors/control/connect.ts';
import { getRun } from '../../connectors/control/runs.ts';
import { makeTable } from '../fixtures/tables.ts';
import { useWeft } from '../fixtures/weft.ts';
import { applyWorkspace } from './workspace.ts';

const weft = useWeft(['postgres', 'temporal', 'worker']);

const workspace = `
kind: workspace
slug: shop
alerts: { swing: 30%, at_least: 2 }
---
kind: source
slug: people
table: raw.people
key: id
time: changed
identifiers: [{ type: email, column: email }, { type: card, column: card }]
---
kind: identity
slug: people
types: [{ type: email, normalize: email }, { type: card }]
golden:
  email: { from: [people.email], keep: oldest }
  points: { from: [people.points], keep: max }
---
kind: entity
slug: agreements
table: raw.agreements
key: id
time: at
person: { type: email, column: email }
---
kind: consent
slug: mail
from: agreements
granted: { status: granted }
---
kind: segment
slug: vip
name: Very important
where: { profile: points, gte: 10 }
---
kind: segment
slug: everyone
where: { profile: email, is_set: true }
alert: false
---
kind: list
slug: autumn
parts: [{ segment: vip, cap: 1, by: points }, { segment: everyone }]
---
kind: destination
slug: out
type: files
config: { storage: local, folder: exports }
---
kind: sync
slug: vip_out
from: { segment: vip }
to: { destination: out, object: file, format: csv }
mode: upsert
key: email
map: { email: email }
when: { after: refresh }
---
kind: sync
slug: autumn_out
from: { table: weft.list_of_autumn }
to: { destination: out, object: file, format: csv }
mode: upsert
key: email
map: { email: email }
`;

const people = new Map<string, { email: string; card: string | null; points: number; changed: number }>();
const put = async (id: string, points: number, card: string | null = null): Promise<void> => {
  people.set(id, { email: `${id}@x.example`, card, points, changed: people.size });
};
const load = () =>
  makeTable(
    weft.warehouse,
    'raw.people',
    { id: 'text', email: 'text', card: 'text', points: 'integer', changed: 'timestamp' },
    [...people].map(([id, { changed, points, ...rest }]) => ({
      ...{ id, ...rest, points: String(points) },
      changed: new Date(Date.UTC(2026, 0, 1) + changed * 60_000).toISOString(),
    })),
  );

interface Why {
  member: boolean;
  differs: boolean;
  recorded: { member: boolean; last: { cause: string; change: string } | null };
  consents: { consent: string; granted: boolean; at: string | null }[];
  lists: object[];
  syncs: { sync: string; list: string | null; acknowledgedAt: string | null }[];
}
const why = (person: string) => weft.answer<Why>('segment', 'why', 'vip', `email:${person}@x.example`);

interface Members {
  members: number;
  refresh: object | null;
  sample: { weftId: string; now: string | null; values: { email: string } }[];
}
const names = ({ sample }: Members) => sample.map(({ values }) => values.email.split('@')[0]).sort();

let before: Date;
let between: Date;

test('a first refresh is no swing, and what it found is recorded', async () => {
  const { warehouse } = weft;
  await warehouse.execute('create schema if not exists raw');
  for (const [id, points] of Object.entries({ ann: 30, bob: 20, cyd: 12, dan: 10, eve: 1 }))
    await put(id, points);
  await load();
  await makeTable(
    warehouse,
    'raw.agreements',
    { id: 'text', email: 'text', status: 'text', at: 'timestamp' },
    [{ id: 'a1', email: 'bob@x.example', status: 'granted', at: '2026-01-02T10:00:00Z' }],
  );
  await applyWorkspace(weft, { workspace });
  const early = await weft.weft('segment', 'members', 'vip');
  expect(early.stderr).toContain('no refresh has recorded who is in vip');
  before = new Date();
  expect(await weft.weft('run').then(({ stdout }) => stdout)).not.toContain('swing_');
  between = new Date();

  expect(await why('bob')).toMatchObject({
    ...{ member: true, differs: false },
    recorded: { member: true, last: { change: 'entered', cause: 'definition' } },
    consents: [{ consent: 'mail', granted: true, at: '2026-01-02T10:00:00Z' }],
    lists: [
      {
        ...{ list: 'autumn', uses: 'part', state: 'contacted', claimedBy: { segment: 'everyone', place: 2 } },
        cappedBy: [{ segment: 'vip', cap: 1, by: 'points' }],
      },
    ],
    syncs: [
      { sync: 'vip_out', list: null, acknowledgedAt: expect.any(String) },
      { sync: 'autumn_out', list: 'autumn', acknowledgedAt: null },
    ],
  });
}, 240_000);

test('a swing warns in the run, in its record, and says why and what follows', async () => {
  // Two lose their points; dan and eve turn out to be one person, who stays.
  await put('bob', 1);
  await put('cyd', 1);
  await put('dan', 10, 'c1');
  await put('eve', 1, 'c1');
  await load();
  expect(await why('bob')).toMatchObject({ member: true, differs: false });
  const { stdout } = await weft.weft('run');
  const said =
    /swing_vip +warned: “Very important” went from 4 to 2 persons \(−50 %\), beyond the 30 % of its alert: 0 entered and 2 left; 2 by data, 0 by definition, 0 by identity\. Syncs that follow it: vip_out, autumn_out\.$/m;
  expect(stdout).toMatch(said);
  expect(stdout).not.toContain('swing_everyone');
  const [run = ''] = /\brun (\S+)$/m.exec(stdout)?.slice(1) ?? [];
  const recorded = await withControl(weft.settings, (control) => getRun(control, run));
  expect(recorded?.steps.find(({ name }) => name === 'swing_vip')).toMatchObject({ status: 'warned' });
  expect(recorded?.run.status).toBe('succeeded');
}, 240_000);

test('members and history are as refreshes recorded them, whoever has merged since', async () => {
  const at = (when: Date, slug = 'vip') =>
    weft.answer<Members>('segment', 'members', slug, '--as-of', when.toISOString());
  expect(names(await at(between))).toEqual(['ann', 'bob', 'cyd', 'dan']);
  expect(names(await weft.answer('segment', 'members', 'vip'))).toEqual(['ann', 'dan']);
  expect(await weft.answer('segment', 'members', 'vip', '--limit', '1')).toMatchObject({
    ...{ members: 2, sample: [{ now: null }] },
  });
  // eve was a person of her own then, and is dan now.
  const then = await at(between, 'everyone');
  expect(names(then)).toEqual(['ann', 'bob', 'cyd', 'dan', 'dan']);
  expect(then.sample.filter(({ now }) => now !== null)).toHaveLength(1);

  expect(await at(before)).toMatchObject({ refresh: null, members: 0, sample: [] });
  const none = await weft.weft('segment', 'members', 'vip', '--as-of', '2020-01-01');
  expect(none.stdout).toMatch(
    /^Nothing is recorded of who was in “Very important” at 2020-01-01 00:00: its first/,
  );

  const history = await weft.answer<{ total: number; refreshes: object[] }>('segment', 'history', 'vip');
  expect(history).toMatchObject({
    total: 2,
    refreshes: [
      { members: 4, entered: 4, left: 0, byCause: { definition: { entered: 4, left: 0 } } },
      { members: 2, entered: 0, left: 2, byCause: { data: { entered: 0, left: 2 } } },
    ],
  });
  const everyone = await weft.weft('segment', 'history', 'everyone', 'email:eve@x.example');
  const lines = everyone.stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  expect(lines).toHaveLength(4);
  expect(lines[3]).toMatch(/ left identity \S+ as \S+, who has merged into this person; goes on in \S+$/);
  const merged = then.sample.find(({ now }) => now !== null);
  const gone = await weft.weft('segment', 'why', 'vip', `weft_id:${merged?.weftId}`);
  expect(gone.stderr).toContain(`They have merged into another person: ask of weft_id:${merged?.now}.`);
  const [, table] = (await weft.weft('segment', 'history', 'vip')).stdout.split('\n');
  expect(table).toMatch(/ 4 +4 +0 +\+4 +/);
}, 60_000);

test('what a definition says now is told from what the last refresh found', async () => {
  const { stdout } = await weft.weft('segment', 'why', 'vip', 'email:bob@x.example');
  expect(stdout).toMatch(/^Not in “Very important”$/m);
  expect(stdout).toMatch(
    /No member by the refresh of .*; left at .* \(data: their data changed\), run \S+\.$/m,
  );
  expect(stdout).toMatch(/^ {2}mail +granted since 2026-01-02 10:00$/m);
  expect(stdout).toMatch(/^ {2}autumn +contacted: claimed by everyone \(part 2\)$/m);
  expect(stdout).toMatch(/^ {2}vip_out +to out +sends the segment/m);

  // A definition that is applied before the next refresh.
  await applyWorkspace(weft, { workspace: workspace.replace('gte: 10', 'gte: 1') });
  expect(await why('bob')).toMatchObject({ member: true, differs: true, recorded: { member: false } });
  const asked = await weft.weft('segment', 'why', 'vip', 'email:bob@x.example');
  expect(asked.stdout).toContain('Asked now they are in it, but the refresh of ');
}, 120_000);
