import { beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { planStatement, planTable, type Receiver, settleStatements } from '../../models/sync-diff/context.ts';
import { mappingHash } from '../../models/sync-diff/mapping.ts';
import { type Sync, syncSchema } from '../../models/workspace/kinds/sync.ts';
import { ensureSyncTables } from '../../workflows/run-sync/sync-tables.ts';
import { makeTable } from '../fixtures/tables.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';
import { warehouseNames } from '../fixtures/warehouses.ts';

const sync: Sync = syncSchema.parse({
  kind: 'sync',
  slug: 'people_out',
  from: { segment: 'everyone' },
  to: { destination: 'crm', object: 'request' },
  mode: 'upsert',
  key: 'email',
  map: { name: 'name' },
});
const able: Receiver = { chunkRows: 2, deletes: true, rekeys: false };

/** The people of the segment now. Their ids are words, so that the plan can be read. */
const customers = [
  // Lost her first address by a merge with `amy_old`, whose row she takes over.
  { weft_id: 'amy', email: 'amy.new@x', name: 'Amy' },
  // Has a new address; the destination has the old one.
  { weft_id: 'bob', email: 'bob.new@x', name: 'Bob' },
  // Took the address of `cat_old`, who merged into `cat_older`, who merged into her; nothing else changed.
  { weft_id: 'cat', email: 'cat@x', name: 'Cat' },
  // Has a new address that the destination refused, so the old one stays.
  { weft_id: 'dan', email: 'dan.bad@x', name: 'Dan' },
  // Nothing happened.
  { weft_id: 'eve', email: 'eve@x', name: 'Eve' },
];
const merges = [
  ['amy_old', 'amy', 'run2'],
  ['cat_old', 'cat_older', 'run2'],
  ['cat_older', 'cat', 'run3'],
  ['fay_old', 'fay', 'run2'],
];
/** What the destination acknowledged: key and person, and with which name. */
const acknowledged = [
  ['amy@x', 'amy', 'Amy'],
  ['amy.new@x', 'amy_old', 'Old Amy'],
  ['bob@x', 'bob', 'Bob'],
  ['cat@x', 'cat_old', 'Cat'],
  ['dan@x', 'dan', 'Dan'],
  ['eve@x', 'eve', 'Eve'],
  // Both rows of one person who has left the segment: one stays, as of all who left.
  ['fay@x', 'fay', 'Fay'],
  ['fay.old@x', 'fay_old', 'Fay'],
  ['gus@x', 'gus', 'Gus'],
];

const at = '2026-11-01T00:00:00Z';
const text = 'text' as const satisfies ColumnKind;

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);

  const make = (table: string, columns: Record<string, ColumnKind>, rows: Row[]) =>
    makeTable(weft.warehouse, `weft.${table}`, columns, rows);

  beforeAll(async () => {
    const { warehouse } = weft;
    const { dialect } = warehouse;
    await warehouse.execute(`create schema if not exists ${dialect.ident('weft')}`);
    await make('customer_360', { weft_id: text, email: text, name: text }, customers);
    await make(
      'segment_members',
      { segment: text, weft_id: text },
      customers.map(({ weft_id }) => ({ segment: 'everyone', weft_id })),
    );
    await make(
      'identity_changes',
      { run_id: text, change: text, weft_id: text, previous_weft_id: text },
      merges.map(([previous_weft_id = '', weft_id = '', run_id = '']) => ({
        run_id,
        change: 'merged',
        weft_id,
        previous_weft_id,
      })),
    );
    // The tables of syncs as a version had them that did not know persons.
    await make(
      'sync_rows',
      {
        run_id: text,
        sync: text,
        key: text,
        weft_id: text,
        operation: text,
        status: text,
        reason: text,
        attempt: 'integer',
        chunk: 'integer',
        at: 'timestamp',
      },
      acknowledged.map(([key = '', weft_id = '']) => ({
        run_id: 'run1',
        sync: 'people_out',
        key,
        weft_id,
        operation: 'create',
        status: 'accepted',
        reason: null,
        attempt: 1,
        chunk: 1,
        at,
      })),
    );
    await make(
      'sync_state',
      {
        sync: text,
        key: text,
        hash: text,
        acknowledged_at: 'timestamp',
        run_id: text,
        rejected_hash: text,
        rejected_reason: text,
      },
      [],
    );
    const hashOf = (known: string) =>
      dialect.md5(
        `${dialect.literal(mappingHash(sync))} || ${dialect.jsonObject([{ name: 'name', expression: dialect.literal(known), kind: 'text' }])}`,
      );
    const states = [
      ...acknowledged.map(
        ([key = '', , known = '']) =>
          `select ${dialect.literal(key)} as k, ${hashOf(known)} as h, ${dialect.cast(dialect.literal(at), 'timestamp')} as t, cast(null as ${dialect.type('text')}) as r`,
      ),
      `select 'dan.bad@x', cast(null as ${dialect.type('text')}), cast(null as ${dialect.type('timestamp')}), ${hashOf('Dan')}`,
    ];
    await warehouse.execute(
      `insert into ${dialect.table('weft.sync_state')} (sync, key, ${dialect.ident('hash')}, acknowledged_at, run_id, rejected_hash, rejected_reason)
       select 'people_out', k, h, t, 'run1', r, case when r is not null then 'no such mailbox' end from (${states.join(' union all ')}) as s`,
    );
    await ensureSyncTables(warehouse);
    await ensureSyncTables(warehouse);
  }, 120_000);

  const state = async (): Promise<Record<string, unknown>> => {
    const rows = await weft.warehouse.query('select key, weft_id from weft.sync_state order by key');
    return Object.fromEntries(rows.map((row) => [String(row.key), row.weft_id]));
  };

  async function planned(
    runId: string,
    receiver: Receiver,
    mode: Sync['mode'] = 'upsert',
  ): Promise<string[]> {
    const { warehouse } = weft;
    const columns = await warehouse.columns('weft.customer_360');
    await warehouse.execute(planStatement(warehouse.dialect, { ...sync, mode }, runId, receiver, columns));
    const rows = await warehouse.query(
      `select operation, key, weft_id, previous_key, skip_reason, chunk from ${warehouse.dialect.table(planTable(runId))} order by key`,
    );
    return rows.map(({ operation, key, weft_id, previous_key, skip_reason, chunk }) =>
      [
        `${operation} ${key} of ${weft_id}`,
        previous_key === null ? '' : ` from ${previous_key}`,
        skip_reason === null ? '' : ` skipped: ${skip_reason}`,
        chunk === null ? '' : ` in ${chunk}`,
      ].join(''),
    );
  }

  const refused = 'create dan.bad@x of dan skipped: refused before with the same values: no such mailbox';

  test('rows of an earlier version learn whose they are', async () => {
    expect(await state()).toEqual({
      ...Object.fromEntries(acknowledged.map(([key, weftId]) => [key, weftId])),
      'dan.bad@x': null,
    });
  });

  test('of the rows of one person one stays: the others are removed where that is possible', async () => {
    expect(await planned('removing', able)).toEqual([
      'update amy.new@x of amy in 3',
      'delete amy@x of amy in 1',
      'create bob.new@x of bob in 1',
      'delete bob@x of bob in 2',
      'keep cat@x of cat',
      refused,
      'delete fay.old@x of fay in 2',
    ]);
    const others = ['delete dan@x of dan', 'delete fay@x of fay', 'delete gus@x of gus'];
    const mirrored = await planned('mirroring', { ...able, deletes: false, chunkRows: 100 }, 'mirror');
    expect(mirrored.filter((row) => row.startsWith('delete')).map((row) => row.replace(' in 1', ''))).toEqual(
      ['delete amy@x of amy', 'delete bob@x of bob', 'delete fay.old@x of fay', ...others].sort(),
    );
  });

  test('a row gets another key where the destination can do so and does not hold that one yet', async () => {
    expect(await planned('rekeying', { chunkRows: 100, deletes: false, rekeys: true })).toEqual([
      'update amy.new@x of amy in 1',
      'delete amy@x of amy skipped: person amy has another row; this destination cannot remove this one',
      'update bob.new@x of bob from bob@x in 1',
      'keep cat@x of cat',
      refused,
      'delete fay.old@x of fay skipped: person fay_old merged into fay, who has another row; this destination cannot remove this one',
    ]);
  });

  test('the state follows what was accepted, and learns whose a key is that was not sent', async () => {
    const { warehouse } = weft;
    const runId = 'settling';
    await planned(runId, { ...able, rekeys: true });
    const { dialect } = warehouse;
    await warehouse.execute(
      `insert into ${dialect.table('weft.sync_rows')} (run_id, sync, key, weft_id, operation, status, reason, attempt, chunk, ${dialect.ident('at')}, previous_key)
       select '${runId}', 'people_out', key, weft_id, operation, case when key = 'fay.old@x' then 'rejected' else 'accepted' end, 'why', 1, chunk, ${dialect.literal(new Date())}, previous_key
       from ${dialect.table(planTable(runId))} where chunk is not null`,
    );
    const { prepare, settle, clean } = settleStatements(dialect, 'people_out', runId);
    await warehouse.execute(prepare);
    await warehouse.transaction(settle);
    await warehouse.execute(clean);
    expect(await state()).toEqual({
      'amy.new@x': 'amy',
      'bob.new@x': 'bob',
      'cat@x': 'cat',
      'dan.bad@x': null,
      'dan@x': 'dan',
      'eve@x': 'eve',
      'fay.old@x': 'fay_old',
      'fay@x': 'fay',
      'gus@x': 'gus',
    });
    // What was refused comes up again.
    expect(await planned('afterwards', able)).toEqual([refused, 'delete fay.old@x of fay in 1']);
  });
});
