import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Workspace } from '../../models/workspace/resource.ts';
import { buildAround } from '../../workflows/refresh-models/build-around.ts';
import { readCatalog } from '../../workflows/refresh-models/catalog.ts';
import { workspaceOf } from '../fixtures/build.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';
import { base, loadShop, now, segment } from './shop.ts';

const weft = useWarehouse('ducklake');

const declared = (least: number): Workspace =>
  workspaceOf([
    ...base,
    segment('spenders', { trait: 'spent', gt: least }),
    segment('named', { profile: 'newest', is_set: true }),
  ]);

async function refresh(
  id: string,
  workspace: Workspace,
  options: { now?: string; select?: string[]; fullRefresh?: boolean; signal?: AbortSignal } = {},
): Promise<{ built: string[]; unchanged: number }> {
  const { settings, warehouse } = weft;
  const { run, unchanged } = await buildAround({
    ...{ settings, warehouse, workspace, runId: id, project: join(weft.home, 'dbt') },
    catalog: await readCatalog(warehouse, workspace),
    select: options.select ?? [],
    fullRefresh: options.fullRefresh ?? false,
    now: new Date(options.now ?? now),
    signal: options.signal ?? new AbortController().signal,
  });
  return { built: run.nodes.filter(({ kind }) => kind === 'model').map(({ name }) => name), unchanged };
}
const numberOf = async (sql: string) => Number((await weft.warehouse.query(sql))[0]?.n);

test('a refresh builds only what would come out another way', async () => {
  const { warehouse } = weft;
  await loadShop(warehouse);
  const workspace = declared(0);
  const { built: all } = await refresh('first', workspace);
  expect(all).toEqual(
    expect.arrayContaining(['identity_members', 'events', 'traits_orders', 'segment_members']),
  );

  // The same minute of the day is another time, and nothing asks for it.
  const none = await refresh('second', workspace, { now: '2026-11-22T11:00:00Z' });
  expect(none).toEqual({ built: [], unchanged: all.length });

  // An order: what is computed from orders, and nothing of events or persons.
  await warehouse.execute(
    `insert into raw.orders (id, email, total, status, ordered) select 60, 'cyd@shop.example', 7, status, ordered from raw.orders where id = 1`,
  );
  const ordered = (await refresh('ordered', workspace)).built;
  expect(ordered).toEqual(
    expect.arrayContaining(['traits_orders', 'traits', 'customer_360', 'segment_members']),
  );
  for (const name of ['identity_members', 'profiles', 'events', 'traits_clicks'])
    expect(ordered).not.toContain(name);
  expect(await numberOf("select count(*) as n from weft.segment_members where segment = 'spenders'")).toBe(3);

  // Another day: windows begin later, and persons are who they were.
  const day = { now: '2026-11-23T10:00:00Z' };
  const tomorrow = (await refresh('tomorrow', workspace, day)).built;
  expect(tomorrow).toContain('traits_orders');
  for (const name of ['identity_members', 'profiles', 'events']) expect(tomorrow).not.toContain(name);
  expect((await refresh('later', workspace, day)).built).toEqual([]);

  // Another definition of a segment: segments, and none of what they ask.
  const redefined = (await refresh('redefined', declared(10), day)).built;
  expect(redefined).toEqual(
    expect.arrayContaining(['segment_matches', 'segment_changes', 'segment_members']),
  );
  for (const name of ['traits_orders', 'traits', 'customer_360']) expect(redefined).not.toContain(name);
  expect(await numberOf("select count(*) as n from weft.segment_members where segment = 'spenders'")).toBe(2);

  // A person: all that persons are behind.
  await warehouse.execute("update raw.people set name = 'Cyd', changed = now() where id = 'cyd'");
  expect((await refresh('renamed', declared(10), day)).built).toEqual(
    expect.arrayContaining(['identity_members', 'profiles', 'segment_members']),
  );
  expect(await numberOf("select count(*) as n from weft.segment_members where segment = 'named'")).toBe(3);

  // What is gone from the warehouse is built again, and so is everything on request.
  await warehouse.execute('drop table weft.customer_360');
  expect((await refresh('gone', declared(10), day)).built).toContain('customer_360');
  expect((await refresh('full', declared(10), { ...day, fullRefresh: true })).built).toHaveLength(all.length);
  expect((await refresh('after', declared(10), day)).built).toEqual([]);
}, 400_000);

test('what was stopped while it was built, or built by a selection, is built again', async () => {
  const { warehouse } = weft;
  await loadShop(warehouse);
  const workspace = declared(0);
  await refresh('a', workspace, { fullRefresh: true });
  expect((await refresh('b', workspace)).built).toEqual([]);
  await warehouse.execute('update raw.orders set total = 1 where id = 1');
  await expect(refresh('c', workspace, { signal: AbortSignal.timeout(1500) })).rejects.toThrow();
  await warehouse.execute('delete from raw.orders where id = 1');
  expect((await refresh('d', workspace)).built).toContain('traits_orders');
  await refresh('e', workspace, { select: ['path:models/traits/traits_orders.sql'] });
  expect((await refresh('f', workspace)).built).toContain('traits_orders');
}, 240_000);
