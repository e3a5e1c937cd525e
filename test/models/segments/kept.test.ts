import { expect, test } from 'vitest';
import { readCatalog } from '../../../workflows/refresh-models/catalog.ts';
import { keptSegments } from '../../../workflows/refresh-models/kept-segments.ts';
import { build, workspaceOf } from '../../fixtures/build.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { base, loadShop, now, segment } from '../shop.ts';

const weft = useWarehouse('ducklake');

const workspace = workspaceOf([
  ...base.filter(({ slug }) => slug !== 'views'),
  segment('tents', { did: 'view', where: { category: 'tents' } }),
  segment('not_tents', { not: { segment: 'tents' } }),
  segment('ulm', { profile: 'city', eq: 'Ulm' }),
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
  expect(await members()).toEqual([...['not_tents: bob', 'not_tents: cyd', 'tents: ann', 'ulm: bob']]);
  expect(keptSegments(workspace, await readCatalog(warehouse, workspace), warehouse.dialect)).toEqual([]);

  await warehouse.execute('alter table raw.clicks rename column category to section');
  await warehouse.execute("update raw.people set city = 'Ulm', changed = now() where id = 'cyd'");
  await build(weft, workspace, { id: 'after', now });
  expect(await members()).toEqual([
    ...['not_tents: bob', 'not_tents: cyd', 'tents: ann', 'ulm: bob', 'ulm: cyd'],
  ]);
  const kept = keptSegments(workspace, await readCatalog(warehouse, workspace), warehouse.dialect);
  expect(kept.map(({ name, status }) => [name, status])).toEqual([
    ['segment_tents', 'warned'],
    ['segment_not_tents', 'warned'],
  ]);
  expect(kept[0]?.message).toContain('the event sources have no column "category"');
  expect(kept[0]?.message).toContain('sent by tents_to_files');
  expect(kept[1]?.message).toContain('the segment "tents" in it');

  await warehouse.execute('alter table raw.clicks rename column section to category');
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
