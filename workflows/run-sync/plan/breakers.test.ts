import { expect, test } from 'vitest';
import { syncSchema } from '../../../models/workspace/kinds/sync.ts';
import { type PlanSize, stoppedBy } from './breakers.ts';

const syncWith = (more: object) =>
  syncSchema.parse({
    ...{ kind: 'sync', slug: 's', from: { table: 'raw.t' }, to: { destination: 'd', object: 'o' } },
    ...{ mode: 'mirror', key: 'id', map: { id: 'id' }, ...more },
  });

const quiet: PlanSize = {
  ...{ create: 0, update: 0, delete: 0, archive: 0, skipped: 0, rejected: 0, stays: 0, chunks: 0 },
  ...{ unchanged: 100, source: 100, held: 100, emptying: 0 },
};

test.each([
  [{ empty: true }, { source: 0 }, 'the source has no rows'],
  [{ rows: 10 }, { create: 6, update: 5 }, '11 rows would be sent; more than 10 ask for approval'],
  [
    { cost: { per_row: 0.002, limit: 0.02 } },
    { create: 6, update: 5 },
    '11 rows would cost 0.022, at 0.002 a row; the limit is 0.02',
  ],
  [
    { removed_share: '20%' },
    { delete: 15, archive: 6 },
    '21 of 100 rows would be removed, 21 %; the limit is 20%',
  ],
  [
    { size_change: '50%' },
    { source: 49 },
    'the source shrank from 100 to 49 rows, by 51 %; the limit is 50%',
  ],
  [
    { size_change: '50%' },
    { source: 151 },
    'the source grew from 100 to 151 rows, by 51 %; the limit is 50%',
  ],
  [
    { null_share: '10%' },
    { update: 40, emptying: 5 },
    '5 of 40 updates would empty a field, 13 %; the limit is 10%',
  ],
])('%o stops %o', (limits, moved, reason) => {
  expect(stoppedBy(syncWith({ stop_if: limits }), { ...quiet, ...moved })).toEqual([reason]);
});

test('what is at a limit runs, and so does all where none is set', () => {
  const limits = {
    ...{ empty: true, rows: 11, removed_share: '20%', size_change: '50%', null_share: '10%' },
    cost: { per_row: 0.5, limit: 15.5 },
  };
  const atLimits = { ...quiet, create: 1, update: 10, emptying: 1, source: 50 };
  expect(stoppedBy(syncWith({ stop_if: limits }), atLimits)).toEqual([]);
  const removing = { ...quiet, delete: 11 };
  expect(stoppedBy(syncWith({ stop_if: limits }), removing)).toEqual([]);
  expect(stoppedBy(syncWith({}), { ...quiet, delete: 100, source: 0 })).toEqual([]);
});

test('a first run has nothing to be compared with, and is held to its size and its cost', () => {
  const limits = { removed_share: '1%', size_change: '1%', rows: 10, cost: { per_row: 1, limit: 10 } };
  const first = { ...quiet, create: 11, unchanged: 0, source: 11, held: 0 };
  expect(stoppedBy(syncWith({ stop_if: limits }), first)).toEqual([
    '11 rows would be sent; more than 10 ask for approval',
    '11 rows would cost 11, at 1 a row; the limit is 10',
  ]);
});

test('each run of a sync that asks for it waits, unless it has nothing to send', () => {
  const sync = syncWith({ approval: { every_run: true } });
  expect(stoppedBy(sync, { ...quiet, update: 1 })).toEqual(['each run of this sync is approved first']);
  expect(stoppedBy(sync, quiet)).toEqual([]);
});
