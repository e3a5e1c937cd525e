import { beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../connectors/warehouses/connection.ts';
import { heirOf } from '../../../models/identity/lineage.ts';
import { type Move, personHistory, segmentHistory } from '../../../models/segments/ask/history.ts';
import { recordedMembers } from '../../../models/segments/ask/recorded.ts';
import { standingOf } from '../../../models/segments/ask/standing.ts';
import { type Ledger, openLedger } from '../../../models/segments/ledger.ts';
import { differenceSentence, standingSentence } from '../../../models/words/standing.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { warehouseNames } from '../../fixtures/warehouses.ts';

const day = (number: number, hour = 6) => `2026-11-0${number}T0${hour}:00:00Z`;
const moment = (number: number, hour = 7) => new Date(day(number, hour));

/** A ledger's row of the run of a day: `day segment person change cause`, since when, and by whom it goes on. */
const row = (text: string, since?: number, continued: string | null = null): Row => {
  const [on, segment = '', weft_id = '', change = '', cause = ''] = text.split(' ');
  const at = day(Number(on));
  const entered_at = since === undefined ? (change === 'entered' ? at : null) : day(since);
  return { segment, weft_id, change, at, cause, run_id: `run${on}`, entered_at, continued_by: continued };
};

/**
 * dan merges into fay and fay into gus, of whom only fay is a member; eve merges into ann, who is one already. On day 2
 * nothing happens.
 */
const changes = [
  ...['ann', 'bob', 'cyd'].map((name) => row(`1 vips ${name} entered data`)),
  row('1 others ann entered data'),
  row('3 vips bob left data', 1),
  row('3 vips dan entered data'),
  row('4 vips eve entered definition'),
  row('4 vips cyd left definition', 1),
  row('5 vips dan left identity', 3, 'fay'),
  row('5 vips fay entered identity', 3),
  row('5 vips eve left identity', 4, 'ann'),
  row('6 vips ann left data', 1),
  row('6 vips fay left identity', 3),
  row('7 vips bob entered data'),
];

const runs = [1, 2, 3, 4, 5, 6, 7].map((on) => ({ run_id: `run${on}`, at: day(on), segment: 'vips' }));
const identity = [
  { at: day(5), change: 'merged', weft_id: 'fay', previous_weft_id: 'dan' },
  { at: day(5), change: 'merged', weft_id: 'ann', previous_weft_id: 'eve' },
  { at: day(6), change: 'merged', weft_id: 'gus', previous_weft_id: 'fay' },
  // What a split leaves behind is no merge.
  { at: day(6), change: 'split', weft_id: 'hal', previous_weft_id: 'bob' },
];

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);
  let ledger: Ledger;

  beforeAll(async () => {
    const { warehouse } = weft;
    await warehouse.execute(`create schema if not exists ${warehouse.dialect.ident('weft')}`);
    expect(await openLedger(warehouse)).toBeNull();
    const text = (...names: string[]) => Object.fromEntries(names.map((each) => [each, 'text' as const]));
    await makeTable(
      warehouse,
      'weft.segment_changes',
      {
        ...text('segment', 'weft_id', 'change', 'cause', 'run_id', 'continued_by'),
        at: 'timestamp',
        entered_at: 'timestamp',
      },
      changes,
    );
    await makeTable(warehouse, 'weft.segment_runs', { ...text('run_id', 'segment'), at: 'timestamp' }, [
      ...runs,
      { run_id: 'run0', at: day(1, 5), segment: 'others' },
    ]);
    await makeTable(
      warehouse,
      'weft.identity_changes',
      { ...text('change', 'weft_id', 'previous_weft_id'), at: 'timestamp' },
      identity,
    );
    await makeTable(
      warehouse,
      'weft.customer_360',
      text('weft_id', 'city'),
      ['ann', 'bob', 'cyd', 'gus', 'hal'].map((weft_id) => ({ weft_id, city: `${weft_id}'s` })),
    );
    const opened = await openLedger(warehouse);
    if (opened === null) throw new Error('the ledger was made');
    ledger = opened;
  }, 120_000);

  const at = (when: Date | undefined, limit = 9) =>
    recordedMembers(weft.warehouse, ledger, {
      ...{ segment: 'vips', at: when, limit },
      columns: ['city', 'not_built'],
    });
  const named = async (when?: Date) =>
    (await at(when)).sample.map(
      ({ weftId, enteredAt, cause }) => `${weftId} since ${enteredAt.slice(8, 10)} by ${cause}`,
    );

  test('members are those of the refresh before the moment, also those who have merged since', async () => {
    expect(await at(moment(1, 5))).toEqual({ since: day(1), refresh: null, members: 0, sample: [] });
    expect(await named(moment(1, 6))).toEqual([
      'ann since 01 by data',
      'bob since 01 by data',
      'cyd since 01 by data',
    ]);
    expect(await at(moment(2), 1)).toEqual({
      since: day(1),
      refresh: { runId: 'run2', at: day(2) },
      members: 3,
      sample: [{ weftId: 'ann', now: null, enteredAt: day(1), cause: 'data', values: { city: "ann's" } }],
    });
    expect((await at(moment(4))).sample).toEqual([
      { weftId: 'eve', now: 'ann', enteredAt: day(4), cause: 'definition', values: { city: "ann's" } },
      { weftId: 'dan', now: 'gus', enteredAt: day(3), cause: 'data', values: { city: "gus's" } },
      { weftId: 'ann', now: null, enteredAt: day(1), cause: 'data', values: { city: "ann's" } },
    ]);
    expect(await named(moment(5))).toEqual(['fay since 03 by identity', 'ann since 01 by data']);
    expect(await named(moment(6))).toEqual([]);
    expect(await named()).toEqual(['bob since 07 by data']);
    expect(await at(undefined)).toMatchObject({ refresh: { runId: 'run7' }, members: 1 });
  }, 120_000);

  test('the history of a segment has each refresh with its size and what moved by which cause', async () => {
    const history = await segmentHistory(weft.warehouse, ledger, { segment: 'vips' });
    expect(
      history.map(({ at: when, runId, members, entered, left, byCause }) => [
        ...[when, runId, members, entered, left].map(String),
        Object.entries(byCause)
          .flatMap(([cause, moved]) =>
            moved.entered + moved.left === 0 ? [] : `${cause} +${moved.entered} -${moved.left}`,
          )
          .join(', '),
      ]),
    ).toEqual([
      [day(1), 'run1', '3', '3', '0', 'data +3 -0'],
      [day(2), 'run2', '3', '0', '0', ''],
      [day(3), 'run3', '3', '1', '1', 'data +1 -1'],
      [day(4), 'run4', '3', '1', '1', 'definition +1 -1'],
      [day(5), 'run5', '2', '1', '2', 'identity +1 -2'],
      [day(6), 'run6', '0', '0', '2', 'data +0 -1, identity +0 -1'],
      [day(7), 'run7', '1', '1', '0', 'data +1 -0'],
    ]);
  }, 60_000);

  test('the history of a person goes on from those who merged into them', async () => {
    const of = async (weftId: string, until?: Date) =>
      (await personHistory(weft.warehouse, ledger, { segment: 'vips', weftId, until })).map(
        (move: Move) =>
          `${move.runId} ${move.weftId} ${move.change} ${move.cause}${move.continuedBy === null ? '' : ` as ${move.continuedBy}`}`,
      );
    expect(await of('bob')).toEqual(['run1 bob entered data', 'run3 bob left data', 'run7 bob entered data']);
    expect(await of('bob', moment(3))).toEqual(['run1 bob entered data', 'run3 bob left data']);
    expect(await of('gus')).toEqual([
      ...['run3 dan entered data', 'run5 dan left identity as fay'],
      ...['run5 fay entered identity', 'run6 fay left identity'],
    ]);
    expect(await of('ann')).toEqual([
      ...['run1 ann entered data', 'run4 eve entered definition'],
      ...['run5 eve left identity as ann', 'run6 ann left data'],
    ]);
    expect(await of('dan')).toEqual(['run3 dan entered data', 'run5 dan left identity as fay']);
    expect(await of('hal')).toEqual([]);
    const heirs = await Promise.all(['dan', 'fay', 'eve', 'bob'].map((id) => heirOf(weft.warehouse, id)));
    expect(heirs).toEqual(['gus', 'gus', 'ann', null]);
  }, 60_000);

  test('a person is a member since when by which cause, has left, or never was one', async () => {
    const of = (weftId: string, until?: Date) =>
      standingOf(weft.warehouse, ledger, { segment: 'vips', weftId, until });
    const said = async (weftId: string, until?: Date) =>
      standingSentence('Europe/Berlin', await of(weftId, until));
    expect(await said('bob', moment(1, 5))).toBe('No refresh has recorded who is in it.');
    expect(await said('bob', moment(2))).toBe(
      'Member since 2026-11-01 07:00 (data: their data changed), run run1.',
    );
    expect(await said('bob', moment(4))).toBe(
      'No member by the refresh of 2026-11-04 07:00; left at 2026-11-03 07:00 (data: their data changed), run run3.',
    );
    expect(await said('bob')).toBe('Member since 2026-11-07 07:00 (data: their data changed), run run7.');
    expect(await said('eve', moment(4))).toBe(
      'Member since 2026-11-04 07:00 (definition: it was defined anew), run run4.',
    );
    expect(await said('eve', moment(5))).toMatch(/^No member .* run run5, which went on in ann\.$/);
    expect(await said('ann', moment(5))).toBe(
      'Member since 2026-11-01 07:00 (data: their data changed), run run1.',
    );
    expect(await said('fay', moment(5))).toBe(
      'Member since 2026-11-03 07:00 as dan (data: their data changed), run run3; under this id since 2026-11-05 07:00 (identity: records were joined or parted), run run5.',
    );
    expect(await of('gus')).toEqual({
      ...{ member: false, since: null, began: null, refresh: { runId: 'run7', at: day(7) } },
      last: expect.objectContaining({ weftId: 'fay', change: 'left', cause: 'identity', at: day(6) }),
    });
    expect(await said('hal')).toBe('Never a member by any refresh up to 2026-11-07 07:00.');

    const recorded = await of('bob');
    const differs = (member: boolean, when?: Date) =>
      differenceSentence('Europe/Berlin', { member, at: when }, recorded);
    expect(differs(true)).toBeUndefined();
    expect(differs(false)).toBe(
      'Asked now they are not in it, but the refresh of 2026-11-07 07:00 found them in it: syncs send what it found, until the next.',
    );
    expect(differs(false, moment(7))).toContain('Today’s definition has them not in it at that time');
  }, 60_000);

  test('a ledger of an earlier version is read as it is', async () => {
    const { warehouse } = weft;
    const { dialect } = warehouse;
    const older = `select segment, weft_id, change, cause, run_id, ${dialect.ident('at')} from ${dialect.table('weft.segment_changes')}`;
    await warehouse.execute(`create table ${dialect.table('weft.older')} as ${older}`);
    await warehouse.execute(
      `create or replace table ${dialect.table('weft.segment_changes')} as select * from ${dialect.table('weft.older')}`,
    );
    const opened = await openLedger(warehouse);
    if (opened === null) throw new Error('the ledger is there');
    expect(opened.continues).toBe(false);
    ledger = opened;
    // Since when fay's membership counts, the older ledger does not say.
    expect(await named(moment(5))).toEqual(['fay since 05 by identity', 'ann since 01 by data']);
  }, 60_000);
});
