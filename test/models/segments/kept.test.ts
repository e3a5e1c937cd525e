import { expect, test } from 'vitest';
import { generation } from '../../../models/dbt/context.ts';
import { fieldName } from '../../../models/workspace/field-path.ts';
import { readCatalog } from '../../../workflows/refresh-models/catalog.ts';
import { keptSteps } from '../../../workflows/refresh-models/kept.ts';
import { warehouseFindings } from '../../../workflows/refresh-models/warehouse-findings.ts';
import { build, workspaceOf } from '../../fixtures/build.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { base, loadShop, now, segment } from '../shop.ts';

const weft = useWarehouse('ducklake');

const workspace = workspaceOf([
  // Without the traits of the columns that go.
  ...base.filter(({ slug }) => slug !== 'views' && !/channel/.test(slug)),
  segment('tents', { did: 'view', where: { category: 'tents' } }),
  segment('not_tents', { not: { segment: 'tents' } }),
  segment('ulm', { profile: 'city', eq: 'Ulm' }),
  segment('by_web', { has: 'orders', where: { channel: 'web' } }),
  segment('paid_twice', { has: 'orders', at_least: 2, where: { status: 'paid' } }),
  { kind: 'destination', slug: 'out', type: 'files', config: {} },
  {
    kind: 'sync',
    slug: 'tents_to_files',
    from: { segment: 'tents' },
    to: { destination: 'out', object: 'file', path: 'tents' },
    mode: 'upsert',
    key: 'weft_id',
    map: { id: 'weft_id' },
  },
]);

const context = async () =>
  generation(workspace, await readCatalog(weft.warehouse, workspace), weft.warehouse.dialect, 'warehouse');

const members = async () => {
  const rows = await weft.warehouse.query(
    'select s.segment, p.email from weft.segment_members as s join weft.profiles as p on p.weft_id = s.weft_id order by 1, 2',
  );
  return rows.map((row) => `${row.segment}: ${String(row.email).split('@')[0]}`);
};

test('segments whose column is gone keep their members and are named with their syncs; others go on', async () => {
  const { warehouse } = weft;
  await loadShop(warehouse);
  await build(weft, workspace, { id: 'before', now });
  const before = [
    ...['by_web: ann', 'by_web: bob', 'not_tents: bob', 'not_tents: cyd', 'paid_twice: ann', 'tents: ann'],
    'ulm: bob',
  ];
  expect(await members()).toEqual(before);
  expect(keptSteps(await context())).toEqual([]);

  await warehouse.execute('alter table raw.clicks rename column category to section');
  await warehouse.execute('alter table raw.orders rename column channel to way');
  await warehouse.execute("update raw.orders set status = 'paid' where id = 3 or id = 4");
  await warehouse.execute(
    'insert into raw.orders (id, email, total, status, ordered) select 6, email, total, status, ordered from raw.orders where id = 4',
  );
  await warehouse.execute("update raw.people set city = 'Ulm', changed = now() where id = 'cyd'");
  await build(weft, workspace, { id: 'after', now });
  const after = [...before, 'paid_twice: bob', 'ulm: cyd'];
  expect(await members()).toEqual(after.sort());
  const kept = keptSteps(await context());
  expect(kept.map(({ name, status }) => [name, status])).toEqual([
    ['segment_tents', 'warned'],
    ['segment_not_tents', 'warned'],
    ['segment_by_web', 'warned'],
  ]);
  expect(kept[0]?.message).toContain('the event sources have no column "category"');
  expect(kept[0]?.message).toContain('sent by tents_to_files');
  expect(kept[1]?.message).toContain('the segment "tents" in it');
  expect(kept[2]?.message).toContain('the entity "orders" has no column "channel"');

  await warehouse.execute('alter table raw.clicks rename column section to category');
  await warehouse.execute('alter table raw.orders rename column way to channel');
  await warehouse.execute("delete from raw.clicks where category = 'tents'");
  await build(weft, workspace, { id: 'mended', now });
  const causes = await warehouse.query(
    "select segment, change, cause, count(*) as n from weft.segment_changes where run_id = 'mended' group by 1, 2, 3 order by 1",
  );
  expect(causes.map((row) => Object.values(row).map(String))).toEqual([
    ['not_tents', 'entered', 'data', '1'],
    ['tents', 'left', 'data', '1'],
  ]);
}, 180_000);

test('a column that a trait needs stops the refresh, and all that waits for the trait is named', async () => {
  const { warehouse } = weft;
  await loadShop(warehouse);
  await warehouse.execute('alter table raw.orders rename column total to amount');
  const behind = workspaceOf([...base, segment('rich', { trait: 'mean_paid', gt: 1 })]);
  await expect(readCatalog(warehouse, behind)).rejects.toMatchObject({
    message: 'trait spent: raw.orders has no column total',
    mend: expect.stringContaining(
      'It is behind trait mean_paid, segment rich, trait twice, which stay as they were.',
    ),
  });
}, 60_000);

test('validation against the warehouse says where each column is named that is gone, or of another type', async () => {
  const { warehouse } = weft;
  await loadShop(warehouse);
  const asked = workspaceOf([
    ...base,
    segment('by_web', {
      any: [
        { has: 'orders', where: { channel: 'web' } },
        { trait: 'spent', gt: 'much' },
      ],
    }),
  ]);
  const found = async () =>
    (await warehouseFindings(warehouse, asked)).map(([{ kind, slug }, { path, message, nearest }]) => [
      `${kind} ${slug} ${fieldName(path)}`,
      nearest === undefined ? message : `${message} -> ${nearest}`,
    ]);
  expect(await found()).toEqual([['segment by_web where.any[1].trait', 'spent holds numbers, not "much"']]);
  await warehouse.execute('alter table raw.orders rename column channel to channels');
  await warehouse.execute('alter table raw.orders drop column total');
  await warehouse.execute('alter table raw.orders add column total varchar');
  const messages = new Map((await found()).map(([place, message]) => [place, message]));
  expect(messages.get('trait last_channel measure.last')).toBe(
    'raw.orders has no column channel -> channels',
  );
  expect(messages.get('trait spent measure.sum')).toBe(
    'the column total of orders is varchar, not a number, which sum needs. Mend the table, or cast the column in an `sql` of orders.',
  );
  expect(messages.get('segment by_web where.any[0].where.channel')).toBe(
    'the entity "orders" has no column "channel". Did you mean "channels"?',
  );
}, 60_000);
