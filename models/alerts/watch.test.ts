import { expect, test } from 'vitest';
import { syncAlertOf } from '../workspace/alerts.ts';
import { schemas, Workspace } from '../workspace/resource.ts';
import { judgeWatched, type WatchedSync } from './watch.ts';

const sync = schemas.sync.parse({
  ...{
    kind: 'sync',
    slug: 'ads',
    from: { table: 'raw.people' },
    to: { destination: 'hook', object: 'request' },
  },
  ...{ mode: 'upsert', key: 'id', map: { email: 'email' }, when: { cron: '0 6 * * *' } },
});
const usual = syncAlertOf(new Workspace([sync]), sync);
const now = new Date('2026-03-10T12:00:00Z');
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

const judge = (change: Partial<WatchedSync>, alert = usual) =>
  judgeWatched(
    { sync, declaredAt: ago(1000), completeAt: ago(1), underWay: null, ...change },
    alert,
    now,
  ).map(({ kind, stands, title }) => `${stands ? `+${kind} ${title}` : `-${kind}`}`);

test('a run under way is slow after its time, but not while it waits for somebody', () => {
  expect(judge({ underWay: { since: ago(3), waits: false } })).toEqual(['-stale']);
  expect(judge({ underWay: { since: ago(5), waits: false } })).toEqual([
    '+slow Sync “Ads” has run for 5 h',
    '-stale',
  ]);
  expect(judge({ underWay: { since: ago(5), waits: true } })).toEqual(['-stale']);
});

test.each([
  ['a run in time', ago(47), ago(1000), '-'],
  ['none in time', ago(49), ago(1000), '+'],
  ['none ever, for long', null, ago(49), '+'],
  ['none ever, and new', null, ago(47), undefined],
  ['none in time, and changed since', ago(100), ago(2), undefined],
] as const)('complete runs: %s', (_, completeAt, declaredAt, expected) => {
  expect(judge({ completeAt, declaredAt })[0]?.charAt(0)).toBe(expected);
});

test('a paused sync is never stale, nor one that nobody says is late', () => {
  const late = { completeAt: ago(1000) };
  expect(judge({ ...late, sync: { ...sync, paused: true } })).toEqual(['-stale']);
  expect(judge(late, { ...usual, staleAfterMs: null })).toEqual(['-stale']);
});
