import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { DemoSummary } from '../../cli/demo/run-demo.ts';
import { type RunningPlatform, startPlatform } from '../../cli/platform/platform.ts';
import { projectRoot, pythonProgram, readSettings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { exportedFiles, exportedRows } from './exported-files.ts';

// The demo runs its own parts, so they are not started before it; the tests follow on one another.
const home = mkdtempSync(join(tmpdir(), 'weft demo '));
const settings = readSettings({ ...process.env, WEFT_HOME: home });
const exportsFolder = join(home, 'demo', 'exports');
const receivedFile = join(home, 'demo', 'received.jsonl');
let first: DemoSummary;
let platform: RunningPlatform | undefined;
let warehouse: Warehouse;

afterAll(async () => {
  await warehouse?.close();
  await platform?.stop();
  rmSync(home, { recursive: true, force: true });
}, 60_000);

async function answer<T>(...parameters: string[]): Promise<T> {
  const { stdout } = await execa(
    process.execPath,
    [join(projectRoot, 'cli', 'main.ts'), ...parameters, '--json'],
    { env: { WEFT_HOME: home }, cwd: home, stdin: 'ignore' },
  );
  return JSON.parse(stdout);
}

const deliverySchema = z.object({
  body: z.object({
    sync: z.string(),
    rows: z.array(
      z.object({ key: z.string(), operation: z.string(), fields: z.record(z.string(), z.unknown()) }),
    ),
  }),
});

/** The rows that the campaign tool was sent by a sync. */
const received = (sync: string) =>
  readFileSync(receivedFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => deliverySchema.parse(JSON.parse(line)).body)
    .filter((body) => body.sync === sync)
    .flatMap((body) => body.rows);

/** A statement's first column, sorted. */
const texts = async (sql: string): Promise<string[]> =>
  (await warehouse.query(sql)).map((row) => String(Object.values(row)[0])).sort();

const members = (segment: string) =>
  texts(`select weft_id from weft.segment_members where segment = '${segment}'`);

/** The midnight with which today began for the shop. */
const today = `timezone('Europe/Berlin', date_trunc('day', timezone('Europe/Berlin', now())))`;
const person = (type: string, value: string) =>
  `(select weft_id from weft.identity_lookup as l where l.type = '${type}' and l.value = ${value})`;

test('the first demo resolves the company, fills its segments and syncs them', async () => {
  first = await answer<DemoSummary>('demo', '--once');
  expect(first.records).toBeGreaterThan(4000);
  expect(first.persons).toBeGreaterThan(1500);
  expect(first.precision).toBeGreaterThanOrEqual(0.999);
  expect(first.recall).toBeGreaterThanOrEqual(0.97);
  const { lapsing_high_value: lapsing = 0, tent_browsers: browsers = 0 } = first.segments;
  const { newsletter_readers: readers = 0, recent_buyers: buyers = 0 } = first.segments;
  for (const size of Object.values(first.segments)) expect(size).toBeGreaterThan(0);
  expect(buyers).toBeGreaterThan(0);
  // Whom the list holds out and excludes is tried below.
  const mailed = first.syncs.catalogue_to_webhook?.planned ?? 0;
  expect(mailed).toBeGreaterThan(100);
  const whole = (size: number) => ({ planned: size, accepted: size, rejected: 0, skipped: 0, pending: 0 });
  expect(first.syncs).toEqual({
    lapsing_to_files: whole(lapsing),
    browsers_to_webhook: whole(browsers),
    readers_to_webhook: whole(readers),
    catalogue_to_webhook: whole(mailed),
  });
}, 180_000);

test('the second demo sends nothing', async () => {
  const files = exportedFiles(exportsFolder);
  const size = statSync(receivedFile).size;
  const { seconds: _, ...second } = await answer<DemoSummary>('demo', '--once');
  const nothing = { planned: 0, accepted: 0, rejected: 0, skipped: 0, pending: 0 };
  const { seconds: __, ...before } = first;
  expect(second).toEqual({
    ...before,
    syncs: {
      lapsing_to_files: nothing,
      browsers_to_webhook: nothing,
      readers_to_webhook: nothing,
      catalogue_to_webhook: nothing,
    },
  });
  expect(exportedFiles(exportsFolder)).toEqual(files);
  expect(statSync(receivedFile).size).toBe(size);
}, 180_000);

test('segments, files and the campaign tool hold what SQL over the raw tables finds', async () => {
  platform = await startPlatform(settings, { parts: ['postgres'] });
  warehouse = await openWarehouse(settings);
  expect(await answer('query', 'select count(*) as n from weft.identity_members')).toEqual([
    { n: String(first.records) },
  ]);

  const recentBuyer = (days: number) => `
    select coalesce(${person('user_id', 'e.user_id')}, ${person('anonymous_id', 'e.anonymous_id')}) from raw.web_events as e
    where e.event = 'order_completed' and e.sent_at >= ${today} - to_hours(24 * ${days})
    union all
    select coalesce(${person('user_id', 'e.user_id')}, ${person('device_id', 'e.device_id')}) from raw.app_events as e
    where e.event = 'order_completed' and e.sent_at >= ${today} - to_hours(24 * ${days})`;
  const paid = `
    select ${person('user_id', 'o.customer_id')} as weft_id, sum(o.total) as spent,
      date_diff('day', cast(timezone('Europe/Berlin', max(o.ordered_at)) as date), cast(timezone('Europe/Berlin', now()) as date)) as days
    from raw.orders as o where o.status = 'paid' group by 1`;

  const lapsing = await texts(
    `select weft_id from (${paid}) where spent >= 500 and days >= 90
     and weft_id not in (select w from (${recentBuyer(90)}) as b(w) where w is not null)`,
  );
  expect(await members('lapsing_high_value')).toEqual(lapsing);
  expect(lapsing).toHaveLength(first.segments.lapsing_high_value ?? -1);
  const buyers = await texts(
    `select distinct w from (${recentBuyer(30)} union all select weft_id from (${paid}) where days <= 30) as b(w) where w is not null`,
  );
  expect(await members('recent_buyers')).toEqual(buyers);
  expect(buyers).toHaveLength(first.segments.recent_buyers ?? -1);

  // The print shop's files: exactly the members, each with the money that the raw orders say.
  const exported = exportedRows(exportsFolder);
  expect(exported.map((row) => row._key).sort()).toEqual(lapsing);
  expect(new Set(exported.map((row) => row._operation))).toEqual(new Set(['create']));
  const spent = new Map(
    (
      await warehouse.query(
        `select weft_id, round(spent, 2) as spent from (${paid}) where weft_id is not null`,
      )
    ).map((row) => [String(row.weft_id), Number(row.spent)]),
  );
  for (const row of exported)
    expect(Number(row.lifetime_value)).toBeCloseTo(spent.get(row._key ?? '') ?? -1, 2);

  // The campaign tool's.
  const browsers = received('browsers_to_webhook');
  expect(browsers.map(({ key }) => key).sort()).toEqual(await members('tent_browsers'));
  expect(browsers.every(({ fields }) => String(fields.greeting).startsWith('Hello '))).toBe(true);
  expect(
    received('readers_to_webhook')
      .map(({ key }) => key)
      .sort(),
  ).toEqual(
    await texts(
      `select p.email from weft.segment_members as m join weft.profiles as p using (weft_id) where m.segment = 'newsletter_readers'`,
    ),
  );
}, 60_000);

/** An e-mail as the workspace's rules compare it, in SQL of the test's own. */
const mailbox = (email: string): string => {
  const domain = `split_part(lower(trim(${email})), '@', 2)`;
  const local = `split_part(split_part(lower(trim(${email})), '@', 1), '+', 1)`;
  return `case when ${domain} = 'gmail.com' then replace(${local}, '.', '') else ${local} end || '@' || ${domain}`;
};

/** Who agreed to e-mails last of all, has an address, and took what was sent in 90 days. */
const reachable = `
  select c.weft_id from (
    select ${person('email', mailbox('email'))} as weft_id, arg_max(granted, "at") as granted
    from raw.consents where purpose = 'marketing_email' group by 1
  ) as c join weft.profiles as p on p.weft_id = c.weft_id
  where c.granted and p.email is not null and c.weft_id not in (
    select coalesce(${person('email', mailbox('email'))}, '') from raw.email_events
    where event = 'bounced' and "at" >= ${today} - interval 90 day)`;

test('consents, joined items, sequences and predictions find whom SQL over the raw tables finds', async () => {
  expect(await members('reachable_by_email')).toEqual(await texts(reachable));

  const harbor = `
    select ${person('user_id', 'o.customer_id')} from raw.orders as o
    join raw.order_items as i on i.order_id = o.order_id join raw.products as p on p.product_id = i.product_id
    where o.status = 'paid' and p.brand = 'Harbor' and o.ordered_at >= ${today} - interval 730 day
    group by 1 having count(*) >= 3`;
  expect(await members('harbor_regulars')).toEqual(await texts(`${harbor} intersect ${reachable}`));

  const done = (event: string) => `(
    select coalesce(${person('user_id', 'e.user_id')}, ${person('anonymous_id', 'e.anonymous_id')}) as weft_id, e.sent_at as moment
    from raw.web_events as e where e.event = '${event}' and e.sent_at >= ${today} - interval 30 day
    union all
    select coalesce(${person('user_id', 'e.user_id')}, ${person('device_id', 'e.device_id')}), e.sent_at
    from raw.app_events as e where e.event = '${event}' and e.sent_at >= ${today} - interval 30 day)`;
  const stopped = `
    select a.weft_id from ${done('product_added')} as a join ${done('checkout_started')} as c
      on c.weft_id = a.weft_id and c.moment > a.moment and c.moment <= a.moment + interval 1 hour
    except select weft_id from ${done('order_completed')}`;
  expect(await members('stopped_at_checkout')).toEqual(await texts(stopped));

  // The probability of having left, by the formula of Fader, Hardie and Lee from days on which a person ordered.
  const parameters = await warehouse.query(
    `select parameter, value from weft.prediction_parameters where trait = 'repeat_orders' and model = 'bg_nbd' and place = 0`,
  );
  const { r, alpha, a, b } = Object.fromEntries(
    parameters.map(({ parameter, value }) => [String(parameter), Number(value)]),
  ) as Record<'r' | 'alpha' | 'a' | 'b', number>;
  const days = await warehouse.query(`
    select ${person('user_id', 'customer_id')} as weft_id, sum(total) as spent,
      count(distinct ordered_on) - 1 as again, date_diff('day', min(ordered_on), max(ordered_on)) / 7.0 as last,
      date_diff('day', min(ordered_on), cast(timezone('Europe/Berlin', now()) as date)) / 7.0 as age
    from (select *, cast(timezone('Europe/Berlin', ordered_at) as date) as ordered_on from raw.orders where status = 'paid')
    group by 1`);
  const gone = days
    .filter(({ spent, again, last, age }) => {
      const x = Number(again);
      const odds =
        x === 0 ? 0 : (a / (b + x - 1)) * ((alpha + Number(age)) / (alpha + Number(last))) ** (r + x);
      return Number(spent) >= 300 && odds / (1 + odds) >= 0.5;
    })
    .map(({ weft_id }) => String(weft_id));
  const writable = new Set(await texts(reachable));
  expect(await members('slipping_away')).toEqual(gone.filter((id) => writable.has(id)).sort());
}, 60_000);

interface ToldFit {
  trait: string;
  model: string;
  status: string;
  customers: number | null;
  logLikelihood: number | null;
  parameters: Record<string, number>;
}

test('each fit is told with its numbers, and fitted anew by the same tables is the same', async () => {
  const { predictions } = await answer<{ predictions: ToldFit[] }>('predictions');
  expect(predictions.map(({ trait, model, status }) => [trait, model, status])).toEqual([
    ['next_category', 'co_purchase', 'ok'],
    ['repeat_orders', 'bg_nbd', 'ok'],
    ['repeat_orders', 'gamma_gamma', 'ok'],
  ]);
  const buyers = await texts("select count(distinct customer_id) from raw.orders where status = 'paid'");
  const rates = predictions.find(({ model }) => model === 'bg_nbd');
  expect(rates?.logLikelihood).toBeLessThan(0);
  // Accounts of one person are one customer.
  expect(rates?.customers).toBeLessThanOrEqual(Number(buyers[0]));
  expect(rates?.customers).toBeGreaterThan(100);
  const again = await answer<{ predictions: ToldFit[] }>('predictions', 'fit', 'repeat_orders');
  expect(again.predictions.map(({ model }) => model)).toEqual(['bg_nbd', 'gamma_gamma']);
  expect(again.predictions[0]?.logLikelihood).toBeCloseTo(rates?.logLikelihood ?? 0, 6);
  for (const name of ['r', 'alpha', 'a', 'b'])
    expect(again.predictions[0]?.parameters[name]).toBeCloseTo(rates?.parameters[name] ?? 0, 6);
  const fits = await texts(
    "select count(*) from weft.prediction_fits where trait = 'repeat_orders' and model = 'bg_nbd' and run_id is null",
  );
  expect(fits).toEqual(['1']);
  await expect(answer('predictions', 'fit', 'repeat_order')).rejects.toThrow('Did you mean repeat_orders?');
}, 60_000);

test('the list takes each person once, by priority, and sends to all but those held out', async () => {
  const rows = await warehouse.query(
    `select weft_id, segment, held_out, (select lifetime_value from weft.traits as t where t.weft_id = l.weft_id) as spent
     from weft.list_members as l where list = 'catalogue_mailing'`,
  );
  const listed = rows.map((row) => ({
    id: String(row.weft_id),
    segment: String(row.segment),
    heldOut: row.held_out === true,
    spent: Number(row.spent),
  }));
  expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
  const ofPart = (segment: string) => listed.filter((row) => row.segment === segment);
  const free = async (segment: string) => {
    const buyers = new Set(await members('recent_buyers'));
    return (await members(segment)).filter((id) => !buyers.has(id));
  };
  const [slipping, harbor, readers] = await Promise.all(
    ['slipping_away', 'harbor_regulars', 'newsletter_readers'].map(free),
  );
  const firstPart = ofPart('slipping_away');
  expect(firstPart).toHaveLength(Math.min(20, slipping?.length ?? 0));
  const leastOfFirst = Math.min(...firstPart.map(({ spent }) => spent));
  const beyondCap = (slipping ?? []).filter((id) => !firstPart.some((row) => row.id === id));
  const spentOf = new Map(
    (await warehouse.query('select weft_id, lifetime_value from weft.traits')).map((row) => [
      String(row.weft_id),
      Number(row.lifetime_value),
    ]),
  );
  for (const id of beyondCap) expect(spentOf.get(id)).toBeLessThanOrEqual(leastOfFirst);
  const taken = new Set(firstPart.map(({ id }) => id));
  const harborLeft = (harbor ?? []).filter((id) => !taken.has(id));
  const idsOf = (segment: string) =>
    ofPart(segment)
      .map(({ id }) => id)
      .sort();
  expect(idsOf('harbor_regulars')).toEqual(harborLeft);
  for (const id of harborLeft) taken.add(id);
  expect(idsOf('newsletter_readers')).toEqual((readers ?? []).filter((id) => !taken.has(id)));

  const heldOut = listed.filter((row) => row.heldOut).length;
  expect(heldOut).toBeGreaterThan(0.04 * listed.length);
  expect(heldOut).toBeLessThan(0.2 * listed.length);
  const sent = received('catalogue_to_webhook');
  expect(sent.map(({ key }) => key).sort()).toEqual(
    listed
      .filter((row) => !row.heldOut)
      .map(({ id }) => id)
      .sort(),
  );
  const segmentOf = new Map(listed.map((row) => [row.id, row.segment]));
  for (const { key, fields } of sent) expect(fields.because).toBe(segmentOf.get(key));
}, 60_000);

const schemaFile = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      description: z.string().min(1),
      data_tests: z.array(z.unknown()).default([]),
      columns: z
        .array(
          z.object({
            name: z.string(),
            description: z.string().min(1),
            data_tests: z.array(z.unknown()).default([]),
          }),
        )
        .min(1),
    }),
  ),
});

test('the dbt project is described, tested, and builds without Weft', async () => {
  const project = join(home, 'dbt');
  const files = readdirSync(join(project, 'models'), { recursive: true, encoding: 'utf8' });
  const described = files
    .filter((file) => file.endsWith('schema.yml'))
    .flatMap((file) => schemaFile.parse(parse(readFileSync(join(project, 'models', file), 'utf8'))).models);
  const written = files
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace(/^.*\/|\.sql$/g, ''));
  expect(described.map(({ name }) => name).sort()).toEqual(written.sort());
  const testsOf = (name: string) => {
    const model = described.find((each) => each.name === name);
    return [model?.data_tests, ...(model?.columns.map((column) => column.data_tests) ?? [])].flat();
  };
  for (const name of [
    'identity_members',
    'profiles',
    'traits',
    'customer_360',
    'segment_members',
    'segment_changes',
  ])
    expect(testsOf(name).length, name).toBeGreaterThan(0);

  const counts = `select (select count(*) from weft.identity_members) as records, (select count(*) from weft.profiles) as persons,
    (select count(*) from weft.segment_changes) as changes, (select count(*) from weft.identity_changes) as moves`;
  const before = await warehouse.query(counts);
  const result = await execa(pythonProgram('dbt'), ['build', '--profiles-dir', '.', '--project-dir', '.'], {
    cwd: project,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    all: true,
  });
  expect(result.exitCode, result.all).toBe(0);
  const [, passed] = /PASS=(\d+) WARN=0 ERROR=0 SKIP=0/.exec(result.all) ?? [];
  expect(Number(passed), result.all).toBeGreaterThan(written.length);
  expect(await warehouse.query(counts)).toEqual(before);
}, 180_000);
