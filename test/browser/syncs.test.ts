import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordAlert } from '../../connectors/control/alerts.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { cancelRun } from '../../workflows/run-sync/control-run.ts';
import { HttpSink } from '../contracts/destinations/http-sink.ts';
import { useWeft } from '../fixtures/weft.ts';
import { openBrowser } from './chromium.ts';
import { one } from './site.ts';
import { type SyncStory, tellSyncStory } from './sync-story.ts';
import { Visitor } from './visitor.ts';

const sink = await HttpSink.start();
const weft = useWeft(['postgres', 'temporal', 'worker', 'web'], {
  WEFT_EGRESS_ALLOW: '127.0.0.1',
  WEFT_WEB_PORT: '0',
  WEFT_API_TOKEN: 'a-token-for-the-api',
});
const root = '/w/default';
let story: SyncStory;
let browser: Browser;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  story = await tellSyncStory(weft, sink);
  browser = await openBrowser();
  visitor = await Visitor.arrive(browser, weft.platform.endpoints.web?.url ?? '');
  page = visitor.page;
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await sink.close();
});

/** As the watch over syncs records it. */
const stale = {
  ...{ subject: 'sync/stock', kind: 'stale', stands: true, runId: null },
  detail: {
    title: 'Sync “Stock levels” had no complete run for 2 d',
    lines: ['it should have one each day'],
    mend: 'Look at its schedule.',
  },
};

/** Rows that the receiver got since so many requests, as "operation key". */
const sentSince = (before: number): string[] =>
  sink.requests
    .slice(before)
    .filter(({ method }) => method === 'POST')
    .flatMap(({ body }) => JSON.parse(body).rows)
    .map(({ key, operation }: { key: string; operation: string }) => `${operation} ${key}`)
    .toSorted();

/** Waits on the page of a run until its outcome is that word. */
const outcome = (word: string) =>
  page.locator('header').getByText(word, { exact: true }).waitFor({ timeout: 40_000 });

test('every page of a sync is free of errors, also where there is nothing or it cannot be computed', {
  timeout: 180_000,
}, async () => {
  await withControl(weft.settings, (control) => recordAlert(control, stale, []));
  const pages: [path: string, shows: string[]][] = [
    [`${root}/syncs`, ['Waits for approval', 'Never ran']],
    [
      `${root}/syncs/newsletter/runs`,
      [
        'A plan of 20 rows waits for approval',
        '15 of 40 rows would be removed',
        'Every day at 06:00',
        '21 rows unchanged',
      ],
    ],
    [`${root}/syncs/stock/preview`, ['0Create', '4Unchanged', 'No row would be sent.']],
    [`${root}/syncs/stock/preview?status=full`, ['4Update', 'Send 4 rows again']],
    [
      `${root}/syncs/unreadable/preview`,
      ['there is no such table', 'What a run would do cannot be computed. Nothing was sent.'],
    ],
    [`${root}/syncs/unreadable/runs`, ['Never ran', 'This sync has not run yet.']],
    [`${root}/syncs/newsletter/runs/${story.waiting}`, ['1Create', '4Update', '15Delete', 'Bonn']],
    [`${root}/syncs/coupons/runs/${story.rejected}?row=k01`, ['3"…" is a duplicate of record …']],
    [`${root}/syncs/stock/runs/${story.undoable}/undo`, ['1Cannot be undone', 'run … has changed it since']],
    [`${root}/syncs/row`, ['Type the whole key of a row.']],
    [`${root}/syncs/row?q=nobody`, ['No run planned a row “nobody”.']],
    [`${root}/syncs/row?q=a`, ['Stock levels', 'changed']],
    [`${root}/destinations`, ['Web shop', 'Webhook', 'Limits']],
    [
      root,
      [
        'A plan of Newsletter waits for approval.',
        'Sync “Stock levels” had no complete run for 2 d.',
        'It should have one each day. Look at its schedule.',
      ],
    ],
  ];
  const wrong: string[] = [];
  for (const [path, shows] of pages) {
    await visitor.open(path);
    const text = await visitor.text();
    wrong.push(...shows.filter((shown) => !text.includes(shown)).map((shown) => `${path}: no "${shown}"`));
    wrong.push(...(await visitor.wrong()).map((what) => `${path}: ${what}`));
  }
  expect(wrong).toEqual([]);
});

test('a plan that waits is looked at by operation and approved by two people, and exactly it is sent', {
  timeout: 120_000,
}, async () => {
  await visitor.open(`${root}/syncs/newsletter/runs`);
  await page.getByRole('link', { name: 'Look at the plan' }).click();
  await page.waitForURL(`**/runs/${story.waiting}`);
  const rows = page.getByRole('list', { name: 'Rows of the plan' }).locator('> li');
  await rows.first().waitFor();
  expect(await rows.count()).toBe(20);
  await page.getByRole('link', { name: '4 Update' }).click();
  await page.getByRole('heading', { name: 'Rows: update' }).waitFor();
  expect(await rows.count()).toBe(4);
  const emptied = rows.filter({ hasText: 'reader20@mail.example' });
  expect(await emptied.locator('del').allTextContents()).toEqual(['tea']);
  expect(await emptied.getByText('emptied').count()).toBe(1);
  const moved = rows.filter({ hasText: 'reader16@mail.example' });
  expect(await moved.locator('del').allTextContents()).toEqual(['Ulm']);
  expect(await moved.locator('ins').allTextContents()).toEqual(['Bonn']);

  // What changes now is not in the plan that was seen.
  await weft.warehouse.execute(
    "update raw.readers set name = 'Changed' where email = 'reader30@mail.example'",
  );
  const before = sink.requests.length;
  await page.getByText('it needs two people who may approve syncs').waitFor();
  await page.getByRole('button', { name: 'Approve 20 rows' }).click();
  await page.getByText('Approved by Ada Admin; needs a second person who may approve syncs.').waitFor();
  expect(await page.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
  expect(sink.requests).toHaveLength(before);
  await visitor.open(`${root}/inbox`);
  expect(await visitor.text()).toContain('Approved by Ada Admin; needs a second person');
  expect(await visitor.wrong()).toEqual([]);
  expect((await ask('GET', `/runs/${story.waiting}`))[1]).toMatchObject({ approved_by: ['ada@weft.test'] });

  const viewer = await Visitor.arrive(browser, weft.platform.endpoints.web?.url ?? '', 'viewer');
  await viewer.open(`${root}/syncs/newsletter/runs/${story.waiting}`);
  expect(await viewer.text()).toContain(
    'Approving it needs the role Marketer, Data engineer, or Admin. Ada Admin, Dan Engineer, and Mia Marketer have one of them.',
  );
  expect(await viewer.page.getByRole('button', { name: /^(Approve|Discard)/ }).count()).toBe(0);
  await viewer.page.context().close();

  const second = await Visitor.arrive(browser, weft.platform.endpoints.web?.url ?? '', 'marketer');
  await second.open(`${root}/syncs/newsletter/runs/${story.waiting}`);
  await second.page.getByRole('button', { name: 'Approve 20 rows' }).click();
  await second.page.locator('header').getByText('Complete', { exact: true }).waitFor({ timeout: 40_000 });
  await second.page.context().close();
  await visitor.open(`${root}/syncs/newsletter/runs/${story.waiting}`);
  const sent = sentSince(before);
  expect(sent).toHaveLength(20);
  expect(sent.filter((row) => row.startsWith('delete'))).toHaveLength(15);
  expect(sent).not.toContain('update reader30@mail.example');
  expect(await visitor.text()).toContain('20 planned=20 accepted+0 rejected+0 skipped+0 pending');
  const run = await one(
    weft.warehouse,
    `select approved_by from weft.sync_runs where run_id = '${story.waiting}'`,
  );
  expect(run.approved_by).toBe('ada@weft.test, mia@weft.test');
});

test('a plan is discarded, and its run sends nothing', { timeout: 90_000 }, async () => {
  await weft.warehouse.execute('delete from raw.readers');
  const before = sink.requests.length;
  await visitor.open(`${root}/syncs/newsletter/preview`);
  expect(await visitor.text()).toContain('the source has no rows');
  await page.getByRole('button', { name: 'Ask for approval of 26 rows' }).click();
  await page.waitForURL(/\/runs\/[0-9a-z]{10,}$/);
  await page.getByRole('button', { name: 'Discard' }).click();
  await outcome('Plan discarded');
  expect(sink.requests).toHaveLength(before);
});

test('rejects are tested on one row, and then all rows of the cause are sent again', {
  timeout: 120_000,
}, async () => {
  const group = () =>
    page.locator('li').filter({ hasText: 'is a duplicate of record' }).filter({ hasText: 'Test on one row' });
  const rejected = `${root}/syncs/coupons/runs/${story.rejected}`;
  sink.refuse = () => undefined;
  await visitor.open(rejected);
  const text = await visitor.text();
  for (const shown of [
    'the mailbox is gone',
    'Another record there has this value',
    'worth: "ten" is not an integer',
  ])
    expect(text).toContain(shown);
  let before = sink.requests.length;
  await group().getByRole('button', { name: 'Test on one row' }).click();
  await page.waitForURL((url) => url.pathname.includes('/runs/') && !url.pathname.endsWith(story.rejected));
  await outcome('Complete');
  expect(sentSince(before)).toEqual(['create k00']);
  await visitor.open(rejected);
  before = sink.requests.length;
  await group().getByRole('button', { name: 'Send these 3 rows again' }).click();
  await page.waitForURL((url) => url.pathname.includes('/runs/') && !url.pathname.endsWith(story.rejected));
  await outcome('Complete');
  expect(sentSince(before)).toEqual(['create k01', 'create k02', 'update k00']);
  expect(await visitor.text()).toContain('Rejected rows again');
});

test('rows are filtered by operation and opened beside the list, which keeps its place', async () => {
  await visitor.open(`${root}/syncs/stock/runs/${story.undoable}`);
  await page.getByRole('link', { name: 'Update', exact: true }).click();
  await page.getByText('1–1 of 1 rows').waitFor();
  await page.locator('tbody').getByRole('link', { name: 'a', exact: true }).click();
  const drawer = page.getByRole('dialog', { name: 'a' });
  await drawer.getByText('changed', { exact: true }).waitFor();
  expect(await drawer.locator('del').allTextContents()).toEqual(['1']);
  expect(await drawer.locator('ins').allTextContents()).toEqual(['10']);
  expect(await visitor.wrong()).toEqual([]);
  await visitor.reload();
  await drawer.getByText('changed', { exact: true }).waitFor();
  await drawer.getByRole('link', { name: 'Life of this row' }).click();
  await page.waitForURL('**/syncs/row?q=a&sync=stock');
  await page.goBack();
  await drawer.getByRole('button', { name: 'Close the row' }).click();
  await drawer.waitFor({ state: 'detached' });
  expect(new URL(page.url()).search).toBe('?operation=update');
});

test('the life of a row is found by its key from the page of the syncs', async () => {
  await visitor.open(`${root}/syncs`);
  await page.getByRole('searchbox', { name: 'Find a row by its key' }).fill('k01');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/syncs/row?q=k01');
  const moments = page.locator('ol > li').filter({ hasText: 'Coupons' });
  await moments.nth(1).waitFor();
  const told = (await moments.allTextContents()).map((text) => /Accepted|Rejected/.exec(text)?.[0]);
  expect(told).toEqual(['Accepted', 'Rejected']);
  expect(await moments.nth(1).textContent()).toContain('"k1@mail.example" is a duplicate of record 177');
});

test('a run is undone from its page, after what cannot be is told', { timeout: 90_000 }, async () => {
  await visitor.open(`${root}/syncs/stock/runs/${story.undoable}`);
  await page.getByRole('link', { name: 'Undo…' }).click();
  const before = sink.requests.length;
  await page.getByRole('button', { name: 'Undo 3 rows' }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/undo') && !url.pathname.endsWith(story.undoable));
  await outcome('Complete');
  expect(sentSince(before)).toEqual(['create b', 'delete d', 'update a']);
  expect(await visitor.text()).toContain('1 skipped');
});

test('a run under way is followed by its equation, paused, gone on with and cancelled', {
  timeout: 120_000,
}, async () => {
  await weft.warehouse.execute("insert into raw.stock select 'q' || n, 'Part', n from range(60000) as t(n)");
  await visitor.open(`${root}/syncs/stock/runs`);
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByRole('button', { name: 'Pause' }).click({ timeout: 40_000 });
  await outcome('Paused');
  const equation = async () => {
    // The run's id stands right before it, and may end in digits.
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const found =
      /([\d,]+) planned=([\d,]+) accepted\+([\d,]+) rejected\+([\d,]+) skipped\+([\d,]+) pending/.exec(
        (await visitor.text()).replace(id, ''),
      );
    return (found ?? []).slice(1).map((number) => Number(number.replaceAll(',', '')));
  };
  const [planned = 0, ...terms] = await equation();
  expect(planned).toBeGreaterThan(60_000 - 1);
  expect(terms.reduce((sum, term) => sum + term, 0)).toBe(planned);
  expect(terms[0]).toBeLessThan(planned);
  const sent = sink.requests.length;
  await sleep(500);
  expect(sink.requests).toHaveLength(sent);
  expect(await visitor.wrong()).toEqual([]);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await outcome('Cancelled');
  const [, accepted = 0, , , pending = 0] = await equation();
  expect(accepted + pending).toBe(planned);
});

test('a connection is tested, and what is wrong is told with its mend', async () => {
  await visitor.open(`${root}/destinations`);
  const shop = page.locator('li#shop');
  await shop.getByRole('button', { name: 'Test connection' }).click();
  await shop.getByText('Connected.').waitFor();
  const away = page.locator('li#away');
  await away.getByRole('button', { name: 'Test connection' }).click();
  const problem = away.getByRole('alert');
  await problem.waitFor({ timeout: 30_000 });
  expect(await problem.textContent()).toMatch(/127\.0\.0\.1:9.*Syncs that send there would fail\..*Ref /s);
  expect(await visitor.wrong()).toEqual([]);
});

/** Asks the API; by default with its token. */
async function ask(
  method: 'GET' | 'POST',
  path: string,
  { body, authorization = 'Bearer a-token-for-the-api' }: { body?: string; authorization?: string } = {},
): Promise<[status: number, body: Record<string, unknown>]> {
  const response = await fetch(`${weft.platform.endpoints.web?.url}/api/v1${path}`, {
    method,
    headers: authorization === '' ? {} : { authorization },
    ...(body === undefined ? {} : { body }),
  });
  return [response.status, await response.json()];
}

/** What the API says of a run, once that holds. */
async function runWhere(id: unknown, holds: (run: Record<string, unknown>) => boolean) {
  for (;;) {
    const [status, run] = await ask('GET', `/runs/${id}`);
    expect(status).toBe(200);
    if (holds(run)) return run;
    await sleep(100);
  }
}

test('the API answers nobody without its token', async () => {
  for (const path of ['/syncs/newsletter/runs', '/syncs/nobody/runs', '/dbt']) {
    for (const authorization of ['', 'Bearer another-token-for-it', 'a-token-for-the-api']) {
      expect(await ask('POST', path, { authorization })).toEqual([
        401,
        {
          error: {
            message: 'no key of the API was given, or not one that is in force',
            mend: 'Make one under Settings, API keys, and send it as `Authorization: Bearer …`.',
          },
        },
      ]);
    }
  }
  expect((await ask('GET', `/runs/${story.undoable}`, { authorization: '' }))[0]).toBe(401);
});

test('the API starts a run of a sync, one at a time, and tells where it stands', {
  timeout: 90_000,
}, async () => {
  expect(await ask('POST', '/syncs/nobody/runs')).toEqual([
    404,
    { error: { message: 'no sync is called nobody', mend: 'Apply the workspace that declares it.' } },
  ]);
  expect(await ask('GET', '/runs/nobody')).toEqual([404, { error: { message: 'there is no run nobody' } }]);

  const [status, started] = await ask('POST', '/syncs/newsletter/runs');
  expect([status, started]).toEqual([
    202,
    { run_id: expect.stringMatching(/^[0-9a-z]{10,}$/), sync: 'newsletter' },
  ]);
  expect(await ask('POST', '/syncs/newsletter/runs')).toEqual([
    409,
    { error: { message: 'sync newsletter is running', mend: 'Wait for that run to end, or cancel it.' } },
  ]);
  const id = String(started.run_id);
  const waiting = await runWhere(id, ({ counts }) => JSON.stringify(counts).includes('waitsFor'));
  expect(waiting).toEqual({
    ...{ run_id: id, kind: 'sync', subject: 'newsletter', status: 'running', trigger: 'api', error: null },
    approved_by: [],
    ...{ created_at: expect.any(String), started_at: expect.any(String), ended_at: null },
    counts: {
      ...{ planned: 26, accepted: 0, rejected: 0, skipped: 0, pending: 26 },
      waitsFor: ['the source has no rows', '26 of 26 rows would be removed, 100 %; the limit is 20%'],
    },
  });
  await cancelRun(weft.settings, id);
  const ended = await runWhere(id, ({ status: now }) => now !== 'running');
  expect(ended).toMatchObject({ status: 'cancelled', ended_at: expect.any(String) });
});

test('the API takes the run results of dbt, and starts the syncs whose models succeeded', async () => {
  const results = (vouchers: string) =>
    JSON.stringify({ results: [{ unique_id: 'model.shop.vouchers', status: vouchers }] });
  for (const body of ['', '{', '{}', '{"results":[{"status":"success"}]}']) {
    expect(await ask('POST', '/dbt', { body })).toEqual([
      422,
      {
        error: {
          message: 'these are no run results of dbt',
          mend: 'Give the file target/run_results.json that a dbt run or build writes.',
        },
      },
    ]);
  }
  expect(await ask('POST', '/dbt', { body: results('error') })).toEqual([
    202,
    { syncs: [{ sync: 'coupons', waits: ['vouchers'] }] },
  ]);
  const [status, { syncs }] = await ask('POST', '/dbt', { body: results('success') });
  expect([status, syncs]).toEqual([202, [{ sync: 'coupons', run_id: expect.any(String) }]]);
  const [started] = syncs as { run_id: string }[];
  const ended = await runWhere(started?.run_id, ({ ended_at }) => ended_at !== null);
  expect(ended).toMatchObject({
    ...{ kind: 'sync', subject: 'coupons', trigger: 'dbt', status: 'succeeded' },
    counts: { planned: 3, accepted: 0, rejected: 0, skipped: 3, pending: 0 },
  });
});
