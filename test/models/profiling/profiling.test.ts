import { beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../connectors/warehouses/connection.ts';
import { type ColumnProfile, columnProfiles, profilesTable } from '../../../models/profiling/profiles.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import { readCatalog } from '../../../workflows/refresh-models/catalog.ts';
import type { BuildStep } from '../../../workflows/refresh-models/predictions/fit-predictions.ts';
import { profileColumns } from '../../../workflows/refresh-models/profiling/profile-columns.ts';
import { profilingStage } from '../../../workflows/refresh-models/profiling/stage.ts';
import { workspaceOf } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { warehouseNames } from '../../fixtures/warehouses.ts';
import { buildPersons, type Given, now, workspaceOfPersons } from '../traits/persons.ts';

const order = (id: number, person: string, row: Row): Row => ({ id: `o${id}`, person, ...row });

const given: Given = {
  people: {
    columns: { id: 'text', name: 'text', city: 'text', reach: 'text', nick: 'text' },
    rows: [
      { id: 'secret-1', name: 'Secretia One', city: 'Berlin', reach: 'a@secret.example', nick: 'Secret' },
      { id: 'secret-2', name: 'Secretia One', city: 'Berlin', reach: 'a@secret.example', nick: 'Secret' },
      {
        id: 'secret-3',
        name: 'Secretia Three',
        city: 'L\'Aquila \\ "x"',
        reach: 'a@secret.example',
        nick: null,
      },
      { id: 'secret-4', name: null, city: null, reach: null, nick: null },
    ],
  },
  tables: {
    orders: {
      columns: {
        id: 'text',
        person: 'text',
        status: 'text',
        lines: 'integer',
        total: 'decimal',
        weight: 'double',
        gift: 'boolean',
        ordered: 'timestamp',
        due: 'date',
        extra: 'json',
      },
      rows: [
        order(1, 'secret-1', { status: 'paid', lines: 1, total: '10.50', weight: 0.25, gift: true }),
        order(2, 'secret-1', { status: 'paid', lines: 2, total: '-3', weight: 1e20, gift: false }),
        order(3, 'secret-2', { status: 'open', lines: 2, total: '7', weight: null, gift: false }),
        order(4, 'secret-3', { status: 'paid', lines: 2, total: '7', weight: 2, gift: null }),
        order(5, 'secret-9', { status: null, lines: 10, total: null, weight: 2, gift: null }),
      ].map((row, index) => ({
        ...row,
        ordered: `2026-03-0${index + 1}T08:00:00.5Z`,
        due: index === 4 ? null : `2026-04-0${index + 1}`,
        extra: index === 0 ? { gift: 'card' } : null,
      })),
    },
    visits: {
      columns: { id: 'text', person: 'text', what: 'text', at: 'timestamp', page: 'text', price: 'decimal' },
      rows: [
        ['seen', 'home', null],
        ['seen', 'home', null],
        ['seen', 'shop', null],
        ['bought', null, '5'],
        ['bought', null, '6.5'],
      ].map(([what, page, price], index) => ({
        ...{ id: `v${index}`, person: index === 2 ? 'secret-2' : 'secret-1' },
        ...{ what: what ?? null, page: page ?? null, price: price ?? null },
        at: `2026-05-0${index + 1}T00:00:00Z`,
      })),
    },
  },
  resources: [
    {
      kind: 'entity',
      slug: 'persons',
      table: 'raw.people',
      key: 'id',
      columns: { name: { personal: true } },
    },
    {
      kind: 'entity',
      slug: 'orders',
      table: 'raw.orders',
      key: 'id',
      time: 'ordered',
      person: { type: 'id', column: 'person' },
    },
    { kind: 'entity', slug: 'of_people', sql: 'select name, city from raw.people', key: 'name' },
    {
      kind: 'source',
      slug: 'visits',
      shape: 'events',
      table: 'raw.visits',
      key: 'id',
      time: 'at',
      event: 'what',
      identifiers: [{ type: 'id', column: 'person' }],
    },
    { kind: 'trait', slug: 'spent', from: 'orders', measure: { sum: 'total' } },
    { kind: 'trait', slug: 'last_status', from: 'orders', measure: { last: 'status' } },
    { kind: 'trait', slug: 'last_person', from: 'orders', measure: { last: 'person' } },
    { kind: 'trait', slug: 'of_it', formula: "{last_person} || '!'" },
    { kind: 'trait', slug: 'hidden', from: 'orders', measure: 'count', personal: true },
  ],
};

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);
  let workspace: Workspace;

  const profile = async (options: { at?: string; of?: Workspace; resources?: string[] } = {}) =>
    profileColumns({
      warehouse: weft.warehouse,
      workspace: options.of ?? workspace,
      catalog: await readCatalog(weft.warehouse, options.of ?? workspace),
      now: new Date(options.at ?? now),
      ...(options.resources ? { resources: options.resources } : {}),
    });
  const known = async (which: Parameters<typeof columnProfiles>[3] = {}, of = workspace) =>
    columnProfiles((sql) => weft.warehouse.query(sql), weft.warehouse.dialect, of, which);
  /** In one line: nulls, distinct, range, values, and why there is none. */
  const told = (each: ColumnProfile): string =>
    [
      `${each.kind} of ${each.rows}${each.sampled ? ' sampled' : ''}`,
      `null ${each.nullShare}`,
      `distinct ${each.distinct}`,
      ...(each.least === null ? [] : [`${each.least} to ${each.greatest}`]),
      ...(each.values ?? []).map(({ value, rows, share }) => `${value} ${rows} ${Number(share.toFixed(3))}`),
      ...(each.withheld === null ? [] : [`(${each.withheld})`]),
    ].join(', ');
  const byColumn = (profiles: readonly ColumnProfile[]) =>
    Object.fromEntries(profiles.map((each) => [each.column, told(each)]));

  beforeAll(async () => {
    workspace = await buildPersons(weft, given);
  }, 240_000);

  test('columns of rows, events and persons are told by their own rows', async () => {
    expect(await profile()).toMatchObject({ failed: [] });
    expect(byColumn(await known({ resource: 'entity/orders' }))).toEqual({
      id: 'text of 5, null 0, distinct 5, (key)',
      person: 'text of 5, null 0, distinct 4, (personal)',
      status: 'text of 5, null 0.2, distinct 2, paid 3 0.75, open 1 0.25',
      lines: 'integer of 5, null 0, distinct 3, 1 to 10, 2 3 0.6, 1 1 0.2, 10 1 0.2',
      total: 'decimal of 5, null 0.2, distinct 3, -3 to 10.5',
      weight: 'double of 5, null 0.2, distinct 3, 0.25 to 1.00000000000000e+20',
      gift: 'boolean of 5, null 0.4, distinct 2, false 2 0.667, true 1 0.333',
      ordered: 'timestamp of 5, null 0, distinct 5, 2026-03-01T08:00:00.5Z to 2026-03-05T08:00:00.5Z',
      due: 'date of 5, null 0.2, distinct 4, 2026-04-01 to 2026-04-04',
      extra: 'json of 5, null 0.8, distinct null',
    });
    const city = 'text of 4, null 0.25, distinct 2, Berlin 2 0.667, L\'Aquila \\ "x" 1 0.333';
    for (const resource of ['source/people', 'entity/persons'])
      expect(byColumn(await known({ resource }))).toEqual({
        id: 'text of 4, null 0, distinct 4, (personal)',
        name: 'text of 4, null 0.25, distinct 2, (personal)',
        city,
        reach: 'text of 4, null 0.25, distinct 1, (personal)',
        nick: 'text of 4, null 0.5, distinct 1, Secret 2 1',
      });
    expect(byColumn(await known({ resource: 'entity/of_people' }))).toEqual({
      name: 'text of 4, null 0.25, distinct 2, (personal)',
      city,
    });
    expect(byColumn(await known({ resource: 'source/visits' }))).toMatchObject({
      what: 'text of 5, null 0, distinct 2, seen 3 0.6, bought 2 0.4',
      page: 'text of 5, null 0.4, distinct 2, home 2 0.667, shop 1 0.333',
    });
    // Only what an event has is among its properties.
    expect(byColumn(await known({ resource: 'event/seen' }))).toEqual({
      page: 'text of 3, null 0, distinct 2, home 2 0.667, shop 1 0.333',
    });
    expect(byColumn(await known({ resource: 'event/bought' }))).toEqual({
      price: 'decimal of 2, null 0, distinct 2, 5 to 6.5',
    });
    expect(byColumn(await known({ resource: 'customer_360' }))).toEqual({
      name: 'text of 4, null 0.25, distinct 2, (personal)',
      city,
      reach: 'text of 4, null 0.25, distinct 1, (personal)',
      nick: 'text of 4, null 0.5, distinct 1, Secret 2 1',
      spent: expect.stringMatching(/^decimal of 4, null 0, distinct 3, 0 to 7\.5$/),
      last_status: 'text of 4, null 0.25, distinct 2, paid 2 0.667, open 1 0.333',
      last_person: 'text of 4, null 0.25, distinct 3, (personal)',
      of_it: 'text of 4, null 0.25, distinct 3, (personal)',
      hidden: 'integer of 4, null 0, distinct 3, (personal)',
    });
  }, 120_000);

  test('no personal value is in the table', async () => {
    const rows = await weft.warehouse.query(`select * from ${weft.warehouse.dialect.table(profilesTable)}`);
    expect(rows.length).toBeGreaterThan(30);
    const kept = rows.filter(({ column_name }) => column_name !== 'nick');
    expect(JSON.stringify(kept)).not.toMatch(/secret/i);
  });

  test('a resource is profiled once a day, unless its columns change or are declared otherwise', async () => {
    expect(await profile()).toEqual({ profiled: [], failed: [] });
    const declared = workspaceOfPersons({
      ...given,
      resources: given.resources.map((each) =>
        each.slug === 'persons'
          ? { ...each, columns: { name: { personal: true }, nick: { personal: true } } }
          : each,
      ),
    });
    // Before it is profiled again its values are already not told.
    expect(byColumn(await known({ resource: 'source/people' }, declared)).nick).toBe(
      'text of 4, null 0.5, distinct 1, (personal)',
    );
    // The golden column that is taken from it is personal too, and so is what the statement hands on.
    expect((await profile({ of: declared })).profiled.toSorted()).toEqual(
      ['source/people', 'entity/persons', 'customer_360'].toSorted(),
    );
    expect(JSON.stringify(await known())).not.toMatch(/secret/i);
    await weft.warehouse.execute(
      `alter table ${weft.warehouse.dialect.table('raw.orders')} drop column ${weft.warehouse.dialect.ident('gift')}`,
    );
    expect((await profile({ of: declared })).profiled).toEqual(['entity/orders']);
    const tomorrow = new Date(Date.parse(now) + 23 * 3_600_000).toISOString();
    expect((await profile({ of: declared, at: tomorrow })).profiled).toContain('event/');
    expect((await profile({ of: declared, at: tomorrow, resources: ['event/seen'] })).profiled).toEqual([
      'event/',
    ]);
  }, 120_000);

  test('what is gone loses its profile, and what cannot be read keeps its own', async () => {
    const broken = workspaceOf([
      ...workspace.resources.filter(({ slug }) => slug === 'people' || slug === 'orders'),
      {
        kind: 'entity',
        slug: 'failing',
        sql: 'select status, 1 / (lines - lines) as x, cast(status as date) as d from raw.orders',
        key: 'status',
      },
    ]);
    const { failed } = await profile({ of: broken });
    expect(failed[0]?.why).toMatch(/\w/);
    expect(failed.map(({ resources }) => resources)).toEqual([['entity/failing']]);
    const resources = new Set((await known()).map(({ resource }) => resource));
    expect([...resources].toSorted()).toEqual(['customer_360', 'entity/orders', 'source/people']);
  }, 120_000);

  test('what fails is a warning of the stage, and leaves what was known', async () => {
    const { warehouse } = weft;
    const before = await known();
    const refusing = new Proxy(warehouse, {
      get: (target, name) => {
        if (name === 'transaction') return () => Promise.reject(new Error('nothing can be written'));
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const steps: BuildStep[] = [];
    await profilingStage(
      {
        ...{ warehouse: refusing, workspace, now: new Date(Date.parse(now) + 50 * 3_600_000) },
        catalog: await readCatalog(warehouse, workspace),
      },
      (step) => steps.push(step),
    );
    expect(steps).toMatchObject([
      { name: 'profile_columns', kind: 'stage', status: 'running' },
      {
        ...{ name: 'profile_columns', status: 'warned' },
        message: 'Columns were not profiled: nothing can be written',
      },
    ]);
    expect(await known()).toEqual(before);
  }, 120_000);

  test('of a large table a sample is looked at, and says so', async () => {
    const { warehouse } = weft;
    await makeTable(
      warehouse,
      'raw.digits',
      { d: 'integer' },
      Array.from({ length: 10 }, (_, d) => ({ d })),
    );
    const digits = warehouse.dialect.table('raw.digits');
    await warehouse.execute(
      `create or replace table ${warehouse.dialect.table('raw.large')} as
       select a.d as n, case when a.d < 5 then 'low' else 'high' end as half
       from ${['a', 'b', 'c', 'd', 'e'].map((alias) => `${digits} as ${alias}`).join(' cross join ')}
       cross join (select d from ${digits} where d < 2) as f`,
    );
    const large = workspaceOf([
      ...workspace.resources.filter(({ slug }) => slug === 'people'),
      { kind: 'entity', slug: 'large', table: 'raw.large', key: 'n' },
    ]);
    expect(await profile({ of: large, resources: ['entity/large'] })).toEqual({
      profiled: ['entity/large'],
      failed: [],
    });
    const [number, half] = await known({ resource: 'entity/large' });
    expect(number).toMatchObject({
      sampled: true,
      tableRows: 200_000,
      least: '0',
      greatest: '9',
      distinct: 10,
    });
    expect(number?.rows).toBeGreaterThan(90_000);
    expect(number?.rows).toBeLessThanOrEqual(100_000);
    expect(half?.values?.map(({ value }) => value).toSorted()).toEqual(['high', 'low']);
    for (const { share } of half?.values ?? []) expect(share).toBeCloseTo(0.5, 1);
  }, 120_000);
});
