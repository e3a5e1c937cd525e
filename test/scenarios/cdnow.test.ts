import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SyncSummary } from '../../workflows/run-sync/workflow.ts';
import { useWeft } from '../fixtures/weft.ts';
import { datasetFile } from './datasets.ts';
import { exportedFiles, exportedRows } from './exported-files.ts';

/** One line of the file: a customer, a day, how many CDs, for how much. */
interface Purchase {
  customer: string;
  day: string;
  cds: number;
  cents: number;
}

const purchases: Purchase[] = readFileSync(datasetFile('lifetimes/datasets/CDNOW_master.txt'), 'utf8')
  .split(/\r?\n/)
  .slice(1)
  .map((line) => line.trim().split(/\s+/))
  .flatMap(([customer, date, cds, dollars]) =>
    customer && date && cds && dollars
      ? [
          {
            customer,
            day: date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3'),
            cds: Number(cds),
            cents: Math.round(Number(dollars) * 100),
          },
        ]
      : [],
  );

interface Customer {
  purchases: number;
  cds: number;
  cents: number;
  first: string;
  last: string;
}

/** What the traits should say, by plain code. */
function customersOf(bought: readonly Purchase[]): Map<string, Customer> {
  const found = new Map<string, Customer>();
  for (const { customer, day, cds, cents } of bought) {
    const known = found.get(customer);
    found.set(customer, {
      purchases: (known?.purchases ?? 0) + 1,
      cds: (known?.cds ?? 0) + cds,
      cents: (known?.cents ?? 0) + cents,
      first: known === undefined || day < known.first ? day : known.first,
      last: known === undefined || day > known.last ? day : known.last,
    });
  }
  return found;
}
const customers = customersOf(purchases);

const isBest = ({ purchases: count, cents }: Customer) =>
  cents >= 100_000 || (count >= 10 && cents / count > 3000);
const cameOnce = (customer: Customer) =>
  customer.purchases === 1 && customer.last < '1997-04-01' && customer.cents !== 0 && !isBest(customer);
const namesOf = (test: (customer: Customer) => boolean) =>
  [...customers].flatMap(([name, customer]) => (test(customer) ? [name] : [])).sort();

const weft = useWeft(['postgres', 'temporal', 'worker']);

interface RunAnswer {
  runId: string;
  syncs: SyncSummary[];
}

test('loads the purchases of CDNOW, and every customer has the traits that plain code computes', async () => {
  expect(purchases).toHaveLength(69_659);
  expect(customers.size).toBe(23_570);
  const csv = purchases.map(({ customer, day, cds, cents }, index) =>
    [index + 1, customer, day, cds, (cents / 100).toFixed(2)].join(','),
  );
  const file = join(weft.home, 'cdnow.csv');
  writeFileSync(file, `purchase_id,customer_id,purchased_on,cds,dollars\n${csv.join('\n')}\n`);
  const { tables } = await weft.answer<{
    tables: { table: string; rows: number; columns: { name: string; kind: string }[] }[];
  }>('load', file, '--table', 'raw.cdnow');
  expect(tables).toMatchObject([
    {
      table: 'raw.cdnow',
      rows: 69_659,
      columns: [
        { name: 'purchase_id', kind: 'integer' },
        // 00001 is a name, not a number.
        { name: 'customer_id', kind: 'text' },
        { name: 'purchased_on', kind: 'date' },
        { name: 'cds', kind: 'integer' },
        { name: 'dollars', kind: expect.stringMatching(/decimal|double/) },
      ],
    },
  ]);
  await weft.answer('apply', join(import.meta.dirname, 'cdnow'));
  const run = await weft.answer<RunAnswer>('run');

  const sum = (value: (purchase: Purchase) => number) =>
    purchases.reduce((total, purchase) => total + value(purchase), 0);
  const [totals] = await weft.warehouse.query(
    'select count(*) as persons, sum(purchase_count) as purchases, sum(cds_bought) as cds, round(sum(spent) * 100) as cents from weft.customer_360',
  );
  expect(Number(totals?.persons)).toBe(23_570);
  expect(Number(totals?.purchases)).toBe(69_659);
  expect(Number(totals?.cds)).toBe(sum(({ cds }) => cds));
  expect(Number(totals?.cents)).toBe(sum(({ cents }) => cents));

  const [clock] = await weft.warehouse.query(
    `select cast(max("at") as date) as today from weft.identity_runs where run_id = '${run.runId}'`,
  );
  const today = Date.parse(String(clock?.today));
  const traits = await weft.warehouse.query(
    `select customer, purchase_count, cds_bought, round(spent * 100) as cents, cast(first_bought_on as date) as first,
       cast(last_bought_on as date) as last, days_since_bought from weft.customer_360`,
  );
  const actual = traits.map((row) => [
    String(row.customer),
    ...[row.purchase_count, row.cds_bought, row.cents].map(Number),
    String(row.first),
    String(row.last),
    Number(row.days_since_bought),
  ]);
  const expected = [...customers].map(([name, each]) => [
    name,
    each.purchases,
    each.cds,
    each.cents,
    each.first,
    each.last,
    Math.round((today - Date.parse(each.last)) / 86_400_000),
  ]);
  expect(actual).toHaveLength(expected.length);
  // Named one by one, 23,570 differences would help nobody.
  const lines = new Set(actual.map((row) => row.join(' ')));
  expect(expected.filter((row) => !lines.has(row.join(' '))).slice(0, 5)).toEqual([]);
}, 180_000);

test('both segments and the files hold exactly the customers that plain code finds', async () => {
  const best = namesOf(isBest);
  const once = namesOf(cameOnce);
  expect(best.length).toBeGreaterThan(100);
  expect(once.length).toBeGreaterThan(1000);
  const members = async (segment: string) =>
    (
      await weft.warehouse.query(
        `select p.customer from weft.segment_members as m join weft.profiles as p using (weft_id) where m.segment = '${segment}'`,
      )
    )
      .map((row) => String(row.customer))
      .sort();
  expect(await members('best_customers')).toEqual(best);
  expect(await members('came_once')).toEqual(once);

  const rows = exportedRows(join(weft.home, 'exports'));
  expect(rows.map((row) => row._key).sort()).toEqual(best);
  for (const row of rows) {
    const customer = customers.get(row._key ?? '');
    expect(row).toEqual({
      _key: row._key,
      _operation: 'create',
      spent: row.spent,
      purchases: String(customer?.purchases),
      last: customer?.last,
      said: `${customer?.purchases} purchases`,
    });
    expect(Math.round(Number(row.spent) * 100)).toBe(customer?.cents);
  }
}, 30_000);

test('the command line counts, breaks down, narrows, compares and explains as plain code does', async () => {
  const all = [...customers.values()];
  const once = namesOf(cameOnce).length;
  const best = namesOf(isBest);
  const many = (test: (customer: Customer) => boolean) => all.filter(test).length;

  const size = { members: once, persons: all.length, error: 0, oneIn: 1 };
  expect(await weft.answer('segment', 'count', 'came_once')).toMatchObject(size);
  const preview = await weft.answer<{ sample: { customer: string }[] }>(
    'segment',
    'preview',
    'best_customers',
  );
  expect(preview).toMatchObject({ members: best.length });
  expect(preview.sample).toHaveLength(10);
  expect(preview.sample.filter(({ customer }) => !best.includes(customer))).toEqual([]);

  expect(await weft.answer('segment', 'overlap', 'came_once', 'best_customers')).toEqual({
    sizes: { came_once: once, best_customers: best.length },
    regions: [
      { segments: ['came_once'], persons: once },
      { segments: ['best_customers'], persons: best.length },
    ],
  });

  const steps: ((customer: Customer) => boolean)[] = [
    (customer) => customer.purchases === 1,
    (customer) => customer.last < '1997-04-01',
    (customer) => customer.cents !== 0,
    (customer) => !isBest(customer),
  ];
  const funnel = await weft.answer<{ persons: number; steps: { alone: number; left: number }[] }>(
    ...['segment', 'funnel', 'came_once'],
  );
  expect(funnel.persons).toBe(all.length);
  expect(funnel.steps.map(({ alone, left }) => [alone, left])).toEqual(
    steps.map((step, index) => [
      many(step),
      many((customer) => steps.slice(0, index + 1).every((each) => each(customer))),
    ]),
  );

  const counts = Map.groupBy(
    best.map((name) => customers.get(name)?.purchases ?? 0),
    (count) => count,
  );
  const [commonest = 0] = [...counts.values()].map(({ length }) => length).sort((a, b) => b - a);
  const parts = await weft.answer<{
    parts: { members: number }[];
    others: { values: number; members: number };
  }>(...['segment', 'breakdown', 'best_customers', 'purchase_count', '--most', '1']);
  expect(parts.parts.map(({ members }) => members)).toEqual([commonest]);
  expect(parts.others).toEqual({ values: counts.size - 1, members: best.length - commonest });

  const compared = await weft.answer<{ numbers: { column: string; members: number; everyone: number }[] }>(
    ...['segment', 'compare', 'best_customers', '--most', '9'],
  );
  const mean = (names: Iterable<string>) => {
    const spent = [...names].map((name) => customers.get(name)?.cents ?? 0);
    return spent.reduce((sum, cents) => sum + cents, 0) / spent.length / 100;
  };
  const spent = compared.numbers.find(({ column }) => column === 'spent');
  expect(spent?.members).toBeCloseTo(mean(best), 6);
  expect(spent?.everyone).toBeCloseTo(mean(customers.keys()), 6);

  const [name = ''] = best;
  const why = await weft.answer<{
    member: boolean;
    verdicts: { path: string[]; holds: boolean; seen: unknown }[];
  }>(...['segment', 'why', 'came_once', `customer_id:${name}`]);
  expect(why.member).toBe(false);
  const bought = why.verdicts.find(({ path }) => path.join('.') === 'where.all.0');
  expect([bought?.holds, Number(bought?.seen)]).toEqual([false, customers.get(name)?.purchases]);

  const past = ['1997-01-15', '1997-02-14', '1997-03-16'];
  const backtest = await weft.answer<{ sizes: { at: string; members: number }[] }>(
    ...['segment', 'backtest', 'came_once', '--from', '1997-01-15', '--to', '1997-03-20', '--every', '30'],
  );
  expect(backtest.sizes).toEqual(
    past.map((day) => ({
      at: `${day}T00:00:00.000Z`,
      members: [...customersOf(purchases.filter((each) => each.day <= day)).values()].filter(cameOnce).length,
    })),
  );

  const unknown = await weft.weft('segment', 'count', 'came_onse');
  expect(unknown.exitCode).toBe(1);
  expect(unknown.stderr).toContain('no segment is called came_onse');
  expect(unknown.stderr).toContain('Did you mean came_once?');
}, 120_000);

test('the second run sends nothing; a purchase that comes late sends one customer', async () => {
  const folder = join(weft.home, 'exports');
  const files = exportedFiles(folder);
  const again = await weft.answer<RunAnswer>('run');
  expect(again.syncs).toMatchObject([{ sync: 'best_to_files', status: 'complete', planned: 0 }]);
  expect(exportedFiles(folder)).toEqual(files);

  const [name = ''] = namesOf((customer) => !isBest(customer));
  const file = join(weft.home, 'late.csv');
  writeFileSync(
    file,
    `purchase_id,customer_id,purchased_on,cds,dollars\n70000,${name},1998-07-01,40,2000.00\n`,
  );
  await weft.answer('load', file, '--table', 'raw.cdnow', '--append');
  const late = await weft.answer<RunAnswer>('run');
  expect(late.syncs).toMatchObject([{ planned: 1, accepted: 1 }]);
  expect(exportedRows(join(folder, 'best_to_files', late.syncs[0]?.runId ?? ''))).toMatchObject([
    { _key: name, _operation: 'create' },
  ]);
}, 180_000);
