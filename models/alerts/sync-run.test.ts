import { expect, test } from 'vitest';
import { syncAlertOf } from '../workspace/alerts.ts';
import { schemas, Workspace } from '../workspace/resource.ts';
import type { Judgement } from './judgement.ts';
import { judgeSyncRun, type SyncRunAccount } from './sync-run.ts';

const sync = schemas.sync.parse({
  ...{
    kind: 'sync',
    slug: 'ads',
    from: { table: 'raw.people' },
    to: { destination: 'hook', object: 'request' },
  },
  ...{ mode: 'upsert', key: 'id', map: { email: 'email' } },
});
const usual = syncAlertOf(new Workspace([sync]), sync);
const now = new Date('2026-03-01T12:00:00Z');
const hour = 3_600_000;

const counted = (accepted: number, rejected = 0, skipped = 0, pending = 0) => ({
  ...{ planned: accepted + rejected + skipped + pending, accepted, rejected, skipped, pending },
});
const account = (change: Partial<SyncRunAccount>): SyncRunAccount => ({
  ...{ sync, runId: 'r1', status: 'succeeded', refused: false, error: null, waitsFor: [] },
  ...{ counts: counted(100), heldBack: 0, tookMs: 1000, size: 100, sizeBefore: 100, causes: [] },
  ...change,
});
const judge = (change: Partial<SyncRunAccount>, alert = usual) => judgeSyncRun(account(change), alert, now);
/** `+` where an alert stands, `-` where it does not; the others stay as they were. */
const marks = (judgements: readonly Judgement[]) =>
  judgements.map(({ kind, stands }) => `${stands ? '+' : '-'}${kind}`).join(' ');
const of = (judgements: readonly Judgement[], kind: string) => judgements.find((each) => each.kind === kind);

test('a complete run ends what the runs before it began', () => {
  expect(marks(judge({}))).toBe(
    '-failed -credentials_refused -stale -awaiting_approval -rejected -slow -size_change',
  );
  expect(of(judge({}), 'failed')).toMatchObject({
    title: 'Back to normal: sync “Ads” (failed)',
    lines: ['100 planned = 100 accepted + 0 rejected + 0 skipped + 0 pending'],
  });
});

test('a run that failed says why and what to do; refused credentials are an alert of their own', () => {
  const error = { message: 'https://ads.example answered 503', mend: 'Check that it runs.' };
  const failed = judge({ status: 'failed', error, counts: counted(3, 0, 0, 7) });
  expect(marks(failed)).toBe('+failed -awaiting_approval -rejected -size_change');
  expect(of(failed, 'failed')).toMatchObject({
    ...{ subject: 'sync/ads', title: 'Sync “Ads” failed', mend: error.mend },
    lines: [error.message, '10 planned = 3 accepted + 0 rejected + 0 skipped + 7 pending'],
  });
  // Before there was a plan there is nothing to count, and nothing to say of rows.
  const refused = judge({ status: 'failed', refused: true, error, counts: null, size: null });
  expect(marks(refused)).toBe('+credentials_refused -awaiting_approval');
  expect(of(refused, 'credentials_refused')?.title).toBe('Sync “Ads”: hook refuses the credentials');
});

test('a run that somebody ended says nothing of failures', () => {
  for (const status of ['stopped', 'cancelled'] as const) {
    expect(marks(judge({ status, size: null, sizeBefore: null }))).toBe('-awaiting_approval');
  }
});

test('a plan that waits is told with its reasons, and is over once somebody decided', () => {
  const waits = judge({ status: 'awaiting_approval', waitsFor: ['the source has no rows'], size: null });
  expect(marks(waits)).toBe('+awaiting_approval');
  expect(of(waits, 'awaiting_approval')).toMatchObject({
    lines: ['the source has no rows', expect.stringContaining('planned')],
    mend: expect.stringContaining('weft runs approve r1'),
  });
  expect(marks(judge({ status: 'running', size: null }))).toBe('-awaiting_approval');
});

test.each([
  ['more than the share', counted(94, 6), 0, '+'],
  ['just the share', counted(95, 5), 0, '-'],
  ['nothing was sent', counted(0), 0, '-'],
  ['all that was sent', counted(0, 2), 0, '+'],
  // The rejects of before are not sent again, which mends nothing.
  ['few now, and many held back from before', counted(100, 1, 40), 40, undefined],
  ['none now, and many held back from before', counted(0, 0, 40), 40, undefined],
  ['none now, and few held back from before', counted(3, 0, 2), 2, '-'],
] as const)('rejected rows: %s', (_, counts, heldBack, expected) => {
  const found = of(judge({ counts, heldBack, size: 200 }), 'rejected');
  expect(found && (found.stands ? '+' : '-')).toBe(expected);
});

test('rejected rows are told with their causes and the hint for the first', () => {
  const cause = {
    ...{ cause: 'no such city "…"', field: 'city', rows: 20, hint: 'city: Map to one of them.' },
    samples: [{ key: 'p1', reason: '', fields: '{"city":"Köln"}' }],
  };
  const told = of(judge({ counts: counted(80, 20), causes: [cause] }), 'rejected');
  expect(told).toMatchObject({
    title: 'Sync “Ads”: 20 % of the rows were rejected',
    mend: 'city: Map to one of them.',
  });
  expect(told?.lines).toContain('20 rows, city: no such city "…"');
});

test('time: a run that took longer stands until one does not; a wait for approval is no time of its own', () => {
  expect(of(judge({ tookMs: 4 * hour }), 'slow')?.stands).toBe(false);
  expect(of(judge({ tookMs: 4 * hour + 60_000 }), 'slow')).toMatchObject({
    ...{ stands: true, title: 'Sync “Ads” took 4 h 1 min' },
  });
  expect(of(judge({ tookMs: null }), 'slow')).toBeUndefined();
  expect(of(judge({ status: 'failed', tookMs: 1 }), 'slow')).toBeUndefined();
});

test.each([
  [1000, 1501, true],
  [1000, 1500, false],
  [1000, 499, true],
  [10, 59, false],
  [0, 100, true],
])('the source from %s to %s rows is a swing: %s', (sizeBefore, size, stands) => {
  expect(of(judge({ sizeBefore, size }), 'size_change')?.stands).toBe(stands);
});

test('credentials are told a week before their end; what nobody can tell is left', () => {
  const end = (days: number) => new Date(now.getTime() + days * 24 * hour);
  expect(of(judge({ credentialsEnd: end(8) }), 'credentials_end')?.stands).toBe(false);
  expect(of(judge({ credentialsEnd: null }), 'credentials_end')?.stands).toBe(false);
  expect(of(judge({ credentialsEnd: end(6) }), 'credentials_end')).toMatchObject({
    ...{ stands: true, title: 'Sync “Ads”: the credentials of hook end in 6 d' },
  });
  expect(of(judge({}), 'credentials_end')).toBeUndefined();
});

test('what is turned off never stands, and ends where it stood', () => {
  const off = syncAlertOf(new Workspace([]), { ...sync, alert: false });
  const much = { counts: counted(1, 99), tookMs: 99 * hour, size: 1000 };
  expect(marks(judge(much, off))).toBe(
    '-failed -credentials_refused -stale -awaiting_approval -rejected -slow -size_change',
  );
  expect(marks(judge(much))).toMatch(/\+rejected \+slow \+size_change/);
});
