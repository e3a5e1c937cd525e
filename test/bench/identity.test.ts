import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { addRecords, type Graph, graphOf, linksOf, writeRecords } from '../../cli/bench/identity/generate.ts';
import { measure } from '../../cli/bench/identity/measure.ts';
import { type Shape, shapeNames, shapes } from '../../cli/bench/identity/shapes.ts';
import { componentSeconds } from '../../cli/bench/identity/statements.ts';
import { judged } from '../../cli/bench/identity/targets.ts';
import { projectRoot } from '../../connectors/settings.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';

const weft = useWarehouse('ducklake');
const records = 2000;

/** Every shape side by side in one table, so that one run resolves them all. */
const together: Shape = {
  types: shapeNames
    .flatMap((name) => shapes[name].types)
    .filter((type, place, all) => all.findIndex((each) => each.type === type.type) === place)
    .map(({ type }) => ({
      type,
      columns: [
        ...new Set(
          shapeNames.flatMap((name) =>
            shapes[name].types.flatMap((each) => (each.type === type ? each.columns : [])),
          ),
        ),
      ],
    })),
  orderGrain: 'day',
  rows: (graph) =>
    shapeNames
      .map(
        (name) =>
          `select * replace ('${name} ' || record_key as record_key) from (${shapes[name].rows(graph)})`,
      )
      .join(' union all by name '),
};

test('Weft and the peer outside the warehouse find the same persons in every shape, and in new records', async () => {
  const bench = { home: weft.home, settings: weft.settings, warehouse: weft.warehouse, memory: undefined };
  const graph: Graph = { name: 'giant', shape: together, records, seed: 3, limits: false };
  const measured = await measure(bench, graph, { peers: ['scipy'], peerLimit: 60, incremental: true });
  expect(measured.samePartition).toBe(true);
  expect(measured.incremental?.samePartition).toBe(true);
  expect(Number(measured.full.run.persons)).toBe(
    (measured.scipy?.components ?? 0) + shapeNames.length * records - (measured.scipy?.records ?? 0),
  );
  expect(measured.full.usage.peakBytes).toBeGreaterThan(50e6);
  expect(measured.full.usage.cpuSeconds).toBeGreaterThan(0.5);
  expect(componentSeconds(measured.full.statements)).toBeGreaterThan(0);
  expect(measured.full.statements.map(({ model }) => model)).toContain('identity_members');
}, 180_000);

describe('the graphs', () => {
  const facts = async (graph: Graph) => {
    const [row] = await weft.warehouse.query(`
      with links as (${linksOf(graph)}), carried as (select value, count(*) as n from links group by value)
      select (select count(*) from links) as links, (select count(*) from carried) as "values",
        (select max(n) from carried) as most, (select count(distinct record_key) from links) as records`);
    return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
  };
  const graph = (name: (typeof shapeNames)[number], seed = 1, limits = false) =>
    graphOf(name, { records, seed, limits });

  test('chains are chains, a hub is one value on all, with the users beside them where limits are on', async () => {
    await writeRecords(weft.warehouse, graph('chains'));
    expect(await facts(graph('chains'))).toEqual({
      links: 2 * records,
      values: records + 1,
      most: 2,
      records,
    });
    expect((await facts(graph('chains', 1, true))).links).toBe(2 * records + records / 100);
    await writeRecords(weft.warehouse, graph('hub'));
    expect(await facts(graph('hub'))).toEqual({
      links: 2 * records,
      values: records + 1,
      most: records,
      records,
    });
  });

  test('the same seed gives the same people, another one others; new records are new', async () => {
    const digest = async () =>
      (
        await weft.warehouse.query('select sum(hash(r)) as digest, count(*) as n from raw.bench_records as r')
      )[0];
    await writeRecords(weft.warehouse, graph('people'));
    const first = await digest();
    await writeRecords(weft.warehouse, graph('people'));
    expect(await digest()).toEqual(first);
    await writeRecords(weft.warehouse, graph('people', 2));
    expect(await digest()).not.toEqual(first);
    expect(await addRecords(weft.warehouse, graph('people', 2), 0.01)).toBe(20);
    const [row] = await weft.warehouse.query(
      'select count(*) as n, count(distinct record_key) as keys from raw.bench_records',
    );
    expect(row).toEqual({ n: '2020', keys: '2020' });
  });
});

test('a number is judged by its bound, from the size on that its target is for', () => {
  const target = { bound: 'at most', target: 0.5, from: 1000 } as const;
  expect(judged('m', 0.5, 'ratio', 'peer', target, 1000).pass).toBe(true);
  expect(judged('m', 0.51, 'ratio', 'peer', target, 1000).pass).toBe(false);
  expect(judged('m', 0.1, 'ratio', 'peer', target, 999).pass).toBeNull();
  expect(judged('m', 2, 'ratio', 'peer', { ...target, bound: 'at least' }, 1000).pass).toBe(true);
});

test('prints JSON with what was measured, on what, and against what', async () => {
  const { stdout } = await execa(
    process.execPath,
    [
      '--no-warnings',
      join(projectRoot, 'cli', 'main.ts'),
      ...['bench', 'identity', '--records', String(records), '--shape', 'people'],
      ...['--peers', 'scipy', '--folder', weft.home, '--json'],
    ],
    { stderr: 'ignore', stdin: 'ignore' },
  );
  const document = z
    .strictObject({
      bench: z.literal('identity'),
      params: z.looseObject({ records: z.tuple([z.literal(records)]), seed: z.literal(1) }),
      machine: z.looseObject({ cpus: z.number().positive(), memoryGigabytes: z.number().positive() }),
      results: z.array(
        z.strictObject({
          metric: z.string(),
          value: z.number().nullable(),
          unit: z.string(),
          target: z.number().nullable(),
          bound: z.enum(['at most', 'at least']).nullable(),
          against: z.string().nullable(),
          pass: z.boolean().nullable(),
        }),
      ),
      statements: z.record(
        z.string(),
        z
          .array(
            z.strictObject({
              model: z.string(),
              name: z.string(),
              times: z.number(),
              seconds: z.number(),
            }),
          )
          .min(1),
      ),
    })
    .parse(JSON.parse(stdout));
  const metrics = document.results.map(({ metric }) => metric);
  expect(new Set(metrics).size).toBe(metrics.length);
  const ratio = document.results.find(({ metric }) => metric === `people.${records}.to_scipy`);
  expect(ratio).toMatchObject({ target: 0.5, bound: 'at most', pass: null });
  expect(ratio?.value).toBeGreaterThan(0);
}, 180_000);
