import { beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { digestName, planStatement, type Receiver } from '../../models/sync-diff/plan.ts';
import { settleStatements } from '../../models/sync-diff/settle.ts';
import {
  acknowledgedColumns,
  acknowledgedTable,
  answerColumns,
  answersTable,
  planTable,
} from '../../models/sync-diff/tables.ts';
import { createTable } from '../../models/template/create-table.ts';
import { type Sync, syncSchema } from '../../models/workspace/kinds/sync.ts';
import { Workspace } from '../../models/workspace/resource.ts';
import { readSource } from '../../workflows/run-sync/plan/read-source.ts';
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
const able: Receiver = { chunkRows: 2, deletes: true, rekeys: false, clear: null, target: 't' };

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
/** Who was in the segment when all were sent first: address, id and name. */
const before = [
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

const text = 'text' as const satisfies ColumnKind;

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);

  const make = (table: string, columns: Record<string, ColumnKind>, rows: Row[]) =>
    makeTable(weft.warehouse, `weft.${table}`, columns, rows);

  const everyone = async (people: { weft_id: string; email: string; name: string }[]) => {
    const { warehouse } = weft;
    for (const table of ['customer_360', 'segment_members'])
      await warehouse.execute(`drop table if exists ${warehouse.dialect.table(`weft.${table}`)}`);
    await make('customer_360', { weft_id: text, email: text, name: text }, people);
    await make(
      'segment_members',
      { segment: text, weft_id: text },
      people.map(({ weft_id }) => ({ segment: 'everyone', weft_id })),
    );
  };

  beforeAll(async () => {
    const { warehouse } = weft;
    const { dialect } = warehouse;
    await warehouse.execute(`create schema if not exists ${dialect.ident('weft')}`);
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
    await ensureSyncTables(warehouse);
    await ensureSyncTables(warehouse);
    const people = before.map(([email = '', weft_id = '', name = '']) => ({ weft_id, email, name }));
    await everyone(people);
    await planned('first', able);
    await answered('first', {});
    // The address that the destination refuses.
    await everyone(people.map((one) => (one.weft_id === 'dan' ? { ...one, email: 'dan.bad@x' } : one)));
    await planned('second', { ...able, deletes: false });
    await answered('second', { 'dan.bad@x': 'no such mailbox' });
    await everyone(customers);
  }, 180_000);

  /** Answers each row of a plan, and settles it. */
  async function answered(runId: string, refused: Record<string, string>): Promise<void> {
    const { warehouse } = weft;
    const { dialect } = warehouse;
    const now = new Date();
    const plan = dialect.table(planTable(runId));
    await warehouse.execute(createTable(dialect, answersTable(runId), answerColumns));
    await warehouse.execute(createTable(dialect, acknowledgedTable(runId), acknowledgedColumns));
    const rows = await warehouse.query(`select key, place, chunk from ${plan} where place is not null`);
    const isRefused = ({ key }: Row) => Object.hasOwn(refused, String(key));
    await warehouse.append(
      answersTable(runId),
      rows.filter(isRefused).map(({ key, place }) => ({
        ...{ place: Number(place), status: 'rejected', reason: refused[String(key)] ?? '', attempt: 1 },
        at: now.toISOString(),
      })),
    );
    await warehouse.append(
      acknowledgedTable(runId),
      rows
        .filter((row) => !isRefused(row))
        .map(({ place, chunk }) => ({
          ...{ chunk: Number(chunk), first_place: Number(place), last_place: Number(place), attempt: 1 },
          at: now.toISOString(),
        })),
    );
    await warehouse.transaction(
      settleStatements(dialect, {
        ...{ sync: 'people_out', runId, target: 't', digestBy: digestName(dialect, sync) },
        ...{ at: now, pending: 'no answer' },
      }),
    );
  }

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
    const source = await readSource(warehouse, new Workspace([]), sync);
    await warehouse.execute(
      planStatement(warehouse.dialect, { sync: { ...sync, mode }, runId, source, receiver }),
    );
    // What stays at the destination, as it was, is in the plan too.
    const rows = await warehouse.query(
      `select operation, key, weft_id, previous_key, skip_reason, chunk from ${warehouse.dialect.table(planTable(runId))} where operation <> 'stay' order by key`,
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

  test('of the rows of one person one stays: the others are removed where that is possible', async () => {
    expect(await planned('removing', able)).toEqual([
      'update amy.new@x of amy in 2',
      'delete amy@x of amy in 1',
      'create bob.new@x of bob in 3',
      'delete bob@x of bob in 1',
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
    expect(await planned('rekeying', { ...able, chunkRows: 100, deletes: false, rekeys: true })).toEqual([
      'update amy.new@x of amy in 1',
      'delete amy@x of amy skipped: person amy has another row; this destination cannot remove this one',
      'update bob.new@x of bob from bob@x in 1',
      'keep cat@x of cat',
      refused,
      'delete fay.old@x of fay skipped: person fay_old merged into fay, who has another row; this destination cannot remove this one',
    ]);
  });

  test('the state follows what was accepted, and learns whose a key is that was not sent', async () => {
    await planned('settling', { ...able, rekeys: true });
    await answered('settling', { 'fay.old@x': 'why' });
    expect(await state()).toEqual({
      'amy.new@x': 'amy',
      'bob.new@x': 'bob',
      'cat@x': 'cat',
      'dan.bad@x': 'dan',
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
