import { describe, expect, test } from 'vitest';
import { build, workspaceOf } from '../fixtures/build.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';
import { warehouseNames } from '../fixtures/warehouses.ts';
import { refusedOf } from './dialects/sent.ts';
import { base, loadShop, now, segment, segments, traits } from './shop.ts';

const same = (name: string | null) => ({
  newest: name,
  first: name,
  usual: name,
  club_name: name,
  longest: name,
});

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);

  const members = async (): Promise<Record<string, string[]>> => {
    const rows = await weft.warehouse.query(
      'select s.segment, p.email from weft.segment_members as s join weft.profiles as p on p.weft_id = s.weft_id order by 1, 2',
    );
    const out: Record<string, string[]> = {};
    for (const row of rows) {
      const slug = String(row.segment);
      out[slug] = [...(out[slug] ?? []), String(row.email).split('@')[0] ?? ''];
    }
    return out;
  };

  const changes = (run: string) =>
    weft.warehouse.query(
      `select segment, change, cause, count(*) as n from weft.segment_changes where run_id = '${run}' group by 1, 2, 3 order by 1, 2, 3`,
    );

  test('golden records, traits and segments are as computed by hand', async () => {
    await loadShop(weft.warehouse);
    const run = await build(weft, workspaceOf([...base, ...segments]), { id: 'one', now });
    expect(run.nodes.filter((node) => node.status !== 'succeeded')).toEqual([]);

    const golden =
      'email, newest, newest_source, first, usual, club_name, club_name_source, longest, city, best, worst';
    const profiles = await weft.warehouse.query(`select ${golden} from weft.profiles order by email`);
    expect(profiles).toEqual([
      {
        email: 'ann@shop.example',
        newest: 'Anna',
        newest_source: 'people',
        first: 'Ann',
        usual: 'Ann',
        club_name: 'A.',
        club_name_source: 'club',
        longest: 'Anna',
        city: 'Köln',
        best: '9',
        worst: '1',
      },
      {
        email: 'bob@shop.example',
        ...same("Bob O'Brien"),
        newest_source: 'people',
        club_name_source: 'people',
        city: 'Ulm',
        best: null,
        worst: null,
      },
      {
        email: 'cyd@shop.example',
        ...same(null),
        newest_source: null,
        club_name_source: null,
        city: '{{ not jinja }}',
        best: null,
        worst: null,
      },
    ]);

    const computed = await weft.warehouse.query(
      `select ${traits.map((name) => `t.${name}`).join(', ')} from weft.traits as t join weft.profiles as p on p.weft_id = t.weft_id order by p.email`,
    );
    expect(computed).toEqual([
      {
        orders_paid: '2',
        spent: '600.3',
        spent_90d: '0.2',
        mean: 233.1,
        least: '0.2',
        most: '600.1',
        first_channel: 'web',
        last_channel: 'app',
        usual_channel: 'app',
        channels: ['app', 'web'],
        channel_count: '2',
        days_since: '2',
        days_known: '100',
        views: '2',
        mean_paid: 300.15,
        twice: 600.3,
      },
      {
        orders_paid: '1',
        spent: '50',
        spent_90d: '50',
        mean: 50,
        least: '50',
        most: '50',
        first_channel: 'web',
        last_channel: 'web',
        usual_channel: 'web',
        channels: ['web'],
        channel_count: '1',
        days_since: '30',
        days_known: '30',
        views: '1',
        mean_paid: 50,
        twice: 100,
      },
      {
        orders_paid: '0',
        spent: '0',
        spent_90d: '0',
        mean: null,
        least: null,
        most: null,
        first_channel: null,
        last_channel: null,
        usual_channel: 'none',
        channels: null,
        channel_count: '0',
        days_since: null,
        days_known: null,
        views: '0',
        mean_paid: null,
        twice: null,
      },
    ]);

    expect(await members()).toEqual({
      spenders: ['ann'],
      both: ['ann'],
      either: ['bob', 'cyd'],
      not_buyers: ['cyd'],
      quiet: ['cyd'],
      tents: ['ann', 'bob'],
      from_ads: ['ann'],
      nested: ['cyd'],
      no_city: ['bob', 'cyd'],
      recent_profile: ['ann'],
      few_views: ['bob'],
      list: ['bob'],
      range: ['bob'],
    });
    expect(new Set((await changes('one')).map((row) => row.cause))).toEqual(new Set(['definition']));
  }, 600_000);

  test('membership keeps its history, with the cause of each change', async () => {
    // Data: bob spends; definition: `tents` asks for less; identity: cyd turns out to be ann.
    await weft.warehouse.execute(
      `insert into raw.orders values (6, 'bob@shop.example', 700, 'paid', 'web', ${weft.warehouse.dialect.literal(new Date('2026-11-22T09:00:00Z'))})`,
    );
    await weft.warehouse.execute("update raw.people set email = 'ann@shop.example' where id = 'cyd'");
    const redefined = segments.map((each) =>
      each.slug === 'tents'
        ? segment('tents', { did: 'view', where: { category: 'tents' }, within: '10 days' })
        : each,
    );
    const kept = ['spenders', 'tents', 'quiet', 'not_buyers'];
    const workspace = workspaceOf([...base, ...redefined.filter(({ slug }) => kept.includes(slug))]);
    await build(weft, workspace, { id: 'two', now: '2026-11-22T11:00:00Z' });
    expect(await members()).toEqual({ spenders: ['ann', 'bob'], tents: ['ann'] });
    expect((await changes('two')).filter((row) => kept.includes(String(row.segment)))).toEqual([
      { segment: 'not_buyers', change: 'left', cause: 'identity', n: '1' },
      { segment: 'quiet', change: 'left', cause: 'identity', n: '1' },
      { segment: 'spenders', change: 'entered', cause: 'data', n: '1' },
      { segment: 'tents', change: 'left', cause: 'definition', n: '1' },
    ]);
    // A segment that is no longer declared loses its members by definition.
    expect((await changes('two')).find((row) => row.segment === 'nested')).toMatchObject({
      change: 'left',
      cause: 'definition',
    });

    const before = await weft.warehouse.query(
      'select segment, weft_id, entered_at from weft.segment_members order by 1, 2',
    );
    await build(weft, workspace, { id: 'three', now: '2026-11-22T12:00:00Z' });
    expect(await changes('three')).toEqual([]);
    expect(
      await weft.warehouse.query(
        'select segment, weft_id, entered_at from weft.segment_members order by 1, 2',
      ),
    ).toEqual(before);
    const sizes = await weft.warehouse.query(
      "select segment, members from weft.segment_runs where run_id = 'three' order by 1",
    );
    expect(sizes).toEqual([
      { segment: 'not_buyers', members: '0' },
      { segment: 'quiet', members: '0' },
      { segment: 'spenders', members: '2' },
      { segment: 'tents', members: '1' },
    ]);
  }, 600_000);

  test('with the last segment its members leave', async () => {
    await build(weft, workspaceOf(base), { id: 'four', now: '2026-11-22T13:00:00Z' });
    expect(await members()).toEqual({});
    expect(
      new Set((await changes('four')).map((row) => `${row.segment} ${row.change} ${row.cause}`)),
    ).toEqual(new Set(['spenders left definition', 'tents left definition']));
  }, 300_000);

  // The embedded engine is the real one.
  if (name === 'ducklake') return;
  test('every statement that was sent is of the grammar of the engine itself', async () => {
    const sent = await weft.statements();
    expect(sent.length).toBeGreaterThan(200);
    expect((await refusedOf(name, sent)).join('\n\n').slice(0, 20_000)).toBe('');
  }, 120_000);
});
