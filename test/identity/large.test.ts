import { expect, test } from 'vitest';
import { build, workspaceOf } from '../fixtures/build.ts';
import { makeTable } from '../fixtures/tables.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';

const weft = useWarehouse('ducklake');

const workspace = workspaceOf([
  {
    kind: 'source',
    slug: 'crm',
    table: 'raw.crm',
    key: 'key',
    time: 'time',
    identifiers: [
      { type: 'device', column: 'device' },
      { type: 'device', column: 'device_2' },
    ],
  },
  // One person of half a million records is meant here.
  { kind: 'identity', slug: 'people', max_person_share: 1, types: [{ type: 'device' }] },
]);

const refresh = (id: string) => build(weft, workspace, { id, select: ['+identity_members'] });

const persons = async () =>
  (
    await weft.warehouse.query(
      'select records, count(*) as persons from weft.identity_persons group by records order by records',
    )
  ).map((row) => [Number(row.records), Number(row.persons)]);

const lastRun = async () =>
  (
    await weft.warehouse.query(
      'select mode, changed_records, largest from weft.identity_runs order by run_number',
    )
  ).at(-1);

const shapes = {
  // Keys in no order, and in the order that takes labels longest.
  chain: `select md5('c' || i), 'c' || i, 'c' || (i + 1) from range(50000) as r(i)`,
  ordered: `select 'o' || lpad(cast(i as varchar), 6, '0'), 'o' || i, 'o' || (i + 1) from range(50000) as r(i)`,
  ring: `select 'r' || i, 'r' || i, 'r' || ((i + 1) % 10000) from range(10000) as r(i)`,
  hub: `select 'h' || i, 'hub', null from range(500000) as r(i)`,
  alone: `select 'a' || i, null, null from range(1000) as r(i)`,
  // DuckDB's own hash gives one number to several of these: in its words of eight bytes only the last ones differ.
  numbers: `select format('0000000{}0000000{}', i // 10, i % 10), format('1000000{}0000000{}', i // 10, i % 10), null from range(100) as r(i)`,
};

test('chains, a ring and a hub are one person each, and one record joins two of them', async () => {
  await weft.warehouse.execute('create schema if not exists raw');
  await weft.warehouse.execute(
    `create or replace table raw.crm as select key, timestamptz '2026-01-01' as "time", device, device_2
     from (${Object.values(shapes).join(' union all ')}) as shapes(key, device, device_2)`,
  );
  await refresh('first');
  expect(await persons()).toEqual([
    [1, 1100],
    [10_000, 1],
    [50_000, 2],
    [500_000, 1],
  ]);
  await weft.warehouse.execute(
    `insert into raw.crm values ('bridge', timestamptz '2026-01-02', 'c49999', 'r0')`,
  );
  await refresh('second');
  expect(await persons()).toEqual([
    [1, 1100],
    [50_000, 1],
    [60_001, 1],
    [500_000, 1],
  ]);
  expect(await lastRun()).toEqual({ mode: 'incremental', changed_records: '1', largest: '500000' });
  const changes = await weft.warehouse.query(
    "select change from weft.identity_changes where run_id = 'second'",
  );
  expect(changes).toEqual([{ change: 'merged' }]);
}, 300_000);

test('rows of one key are one record, whichever of them changes', async () => {
  const row = (key: string, day: number, device: string | null) => ({
    key,
    time: new Date(Date.UTC(2026, 0, day)).toISOString(),
    device,
    device_2: null,
  });
  const many = Array.from({ length: 40 }, (_, index) => row(`m${index}`, 1, `m${index}`));
  const save = (rows: ReturnType<typeof row>[]) =>
    makeTable(
      weft.warehouse,
      'raw.crm',
      { key: 'text', time: 'timestamp', device: 'text', device_2: 'text' },
      [...many, ...rows],
    );
  const members = async () =>
    (
      await weft.warehouse.query(
        `select record_key, recorded_at, count(*) over (partition by weft_id) as records
         from weft.identity_members where source = 'crm' and record_key not like 'm%' order by record_key`,
      )
    ).map((found) => [found.record_key, String(found.recorded_at).slice(0, 10), Number(found.records)]);
  const steps: [rows: ReturnType<typeof row>[], expected: unknown[]][] = [
    [
      [row('a', 1, 'x'), row('b', 1, 'y')],
      [
        ['a', '2026-01-01', 1],
        ['b', '2026-01-01', 1],
      ],
    ],
    // A second row of `a` shares a device with `b`.
    [
      [row('a', 1, 'x'), row('a', 3, 'y'), row('b', 1, 'y')],
      [
        ['a', '2026-01-03', 2],
        ['b', '2026-01-01', 2],
      ],
    ],
    // Nothing changes but the order.
    [
      [row('b', 1, 'y'), row('a', 3, 'y'), row('a', 1, 'x')],
      [
        ['a', '2026-01-03', 2],
        ['b', '2026-01-01', 2],
      ],
    ],
    // The row that joined them says something else.
    [
      [row('a', 1, 'x'), row('a', 3, 'z'), row('b', 1, 'y')],
      [
        ['a', '2026-01-03', 1],
        ['b', '2026-01-01', 1],
      ],
    ],
    // One of the two rows is gone.
    [
      [row('a', 1, 'x'), row('b', 1, 'y')],
      [
        ['a', '2026-01-01', 1],
        ['b', '2026-01-01', 1],
      ],
    ],
  ];
  for (const [index, [rows, expected]] of steps.entries()) {
    await save(rows);
    await refresh(`copies ${index}`);
    expect(await members()).toEqual(expected);
  }
  expect(await lastRun()).toMatchObject({ mode: 'incremental', changed_records: '1' });
}, 300_000);
