import { expect, test } from 'vitest';
import { build, workspaceOf } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';

const weft = useWarehouse('ducklake');

test('a person twice in a statement of the data team fails the refresh by the name of the trait', async () => {
  const { warehouse } = weft;
  await warehouse.execute('create schema if not exists raw');
  await makeTable(warehouse, 'raw.people', { id: 'text' }, [{ id: 'a' }, { id: 'b' }]);
  const workspace = workspaceOf([
    {
      kind: 'source',
      slug: 'people',
      table: 'raw.people',
      key: 'id',
      identifiers: [{ type: 'id', column: 'id' }],
    },
    { kind: 'identity', slug: 'people', types: [{ type: 'id' }] },
    {
      kind: 'trait',
      slug: 'doubled',
      sql: 'select weft_id, 1 as value from {profiles} union all select weft_id, 2 as value from {identity_members};',
    },
  ]);
  await expect(build(weft, workspace, { id: 'r1' })).rejects.toThrow(
    /unique_trait_doubled_+weft_id_* failed/,
  );
  const made = (await warehouse.tables()).map(({ name }) => name);
  expect(made).toContain('trait_doubled');
  expect(made).not.toContain('traits');
}, 180_000);
