import { expect, test } from 'vitest';
import { makeTable } from '../fixtures/tables.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';

const weft = useWarehouse('ducklake');

// Snowflake and BigQuery say it themselves; their emulators do not.
test('the rows of a table are those that are left, after deletions and after maintenance', async () => {
  const { warehouse } = weft;
  const rows = async (name: string) =>
    (await warehouse.tables('raw')).find((table) => table.name === name)?.rows;
  await warehouse.execute('create schema if not exists raw');
  await makeTable(
    warehouse,
    'raw.t',
    { id: 'integer' },
    ['1', '2', '3'].map((id) => ({ id })),
  );
  await makeTable(warehouse, 'raw.empty', { id: 'integer' }, []);
  expect(await rows('t')).toBe(3);
  expect(await rows('empty')).toBe(0);
  await warehouse.execute('delete from raw.t where id = 2');
  await warehouse.append('raw.t', [{ id: '4' }, { id: '5' }]);
  expect(await rows('t')).toBe(4);
  await warehouse.execute('delete from raw.t where id > 3');
  expect(await rows('t')).toBe(2);
  await warehouse.maintain();
  expect(await rows('t')).toBe(2);
  expect(await warehouse.query('select id from raw.t order by id')).toEqual([{ id: '1' }, { id: '3' }]);
  await warehouse.execute('create or replace table raw.t as select 7 as id');
  expect(await rows('t')).toBe(1);
}, 60_000);
