import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpSink } from '../contracts/destinations/http-sink.ts';
import { openBrowser } from './chromium.ts';
import { one, useSite } from './site.ts';
import { Visitor } from './visitor.ts';

const sink = await HttpSink.start();
const token = 'tok-Zq81-nobody-may-see-this';
const site = await useSite({ WEFT_EGRESS_ALLOW: '127.0.0.1', SHOP_TOKEN: token });
const root = '/w/default';
let browser: Browser;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  visitor = await Visitor.arrive(browser, site.url, 'marketer');
  page = visitor.page;
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await sink.close();
});

/** A field by its label, which may have the mark of one that must be filled. */
const field = (name: string): Locator =>
  page.getByLabel(new RegExp(`^${name.replace(/[()]/g, '\\$&')}( \\*)?$`));

/** Chooses an option of a field by its words. */
async function choose(name: string, option: string | RegExp): Promise<void> {
  await page
    .getByRole('combobox', { name, exact: true })
    .or(page.getByRole('textbox', { name, exact: true }))
    .first()
    .click();
  await page.getByRole('option', { name: option }).first().click();
}

const posts = (): {
  rows: { key: string; operation: string; fields: Record<string, unknown> }[];
  run_id: string;
}[] => sink.requests.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body));

test('a destination is connected by its form, and a secret by the name of a variable alone', {
  timeout: 120_000,
}, async () => {
  await visitor.open(`${root}/destinations`);
  await page.getByRole('link', { name: 'Add destination' }).click();
  await page.getByRole('link', { name: 'Webhook' }).click();
  await field('Name').fill('Web shop');
  expect(await field('Name in files').inputValue()).toBe('web_shop');
  await field('URL').fill(sink.url);
  await page.getByLabel('Use Auth').check();

  // The secret itself is refused in the field and goes nowhere.
  const sentOut: string[] = [];
  page.on('request', (request) => sentOut.push(request.postData() ?? ''));
  await field('Bearer').fill('xoxb-the-secret-itself');
  await page.getByText('not the secret itself').waitFor();
  await page.waitForTimeout(1500);
  await field('Bearer').fill('NO_SUCH_VARIABLE');
  await page.getByText('NO_SUCH_VARIABLE is not set where the app runs.').waitFor();
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('needs NO_SUCH_VARIABLE').waitFor();
  expect(sink.requests).toEqual([]);
  await field('Bearer').fill('SHOP_TOKEN');
  await page.getByText('is set', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('Connected: it can be reached and written to.').waitFor();
  expect(sink.requests.map(({ method, headers }) => `${method} ${headers.authorization}`)).toEqual([
    `HEAD Bearer ${token}`,
  ]);
  expect(await page.content()).not.toContain(token);
  expect(sentOut.join('\n')).not.toContain('xoxb-the-secret-itself');
  expect(await visitor.wrong()).toEqual([]);

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Web shop' }).waitFor();
  expect(await visitor.text()).toContain('Web shop');
});

test('nonsense in the fields of a destination is told by field, and none of it is lost', {
  timeout: 60_000,
}, async () => {
  const long = '🧵<script>alert(1)</script>'.repeat(180);
  await visitor.open(`${root}/destinations/new/webhook`);
  await field('Name').fill(long);
  await field('Name in files').fill('9 not a slug');
  await page.getByText('Give a name in files: a letter first').first().waitFor();
  await field('Name in files').fill('nonsense');
  await field('URL').fill('javascript:alert(1)');
  await field('Timeout (ms)').fill('3');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: '1 problem' }).getByText('name:').waitFor();
  await page.getByText('Draft saved').waitFor();
  await visitor.reload();
  expect(await field('Name').inputValue()).toBe(long);
  expect(await field('URL').inputValue()).toBe('javascript:alert(1)');
  await field('Name').fill('🧵 <b>Shop</b>');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const problems = page.getByRole('alert').filter({ hasText: '2 problems' });
  await problems.getByText('config.url:').waitFor();
  await problems.getByText('config.timeout_ms:').waitFor();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Discard draft' }).click();
  await page.getByText('No changes').waitFor();
  expect(visitor.troubles()).toEqual([]);
});

test('a marketer makes a sync of a segment, sees its request, tries a row, and the run brings all', {
  timeout: 240_000,
}, async () => {
  const people = await one(
    site.warehouse,
    "select count(*) as n from weft.segment_members where segment = 'harbor_regulars'",
  );
  const before = sink.requests.length;
  await visitor.open(`${root}/syncs`);
  await page.getByRole('link', { name: 'New sync', exact: true }).click();
  await field('Name').fill('Regulars to the shop');
  await choose('Segment', 'Harbor regulars');
  await choose('Destination', /Web shop/);
  await choose('Mode', 'Mirror');
  await page.getByRole('tab', { name: 'Mapping' }).click();

  // Suggestions are there, none is ticked, and those that are chosen join the mapping.
  const suggested = page.getByRole('checkbox', {
    name: /^first_name → first_name any name goes, [\d.]+ % filled$/,
  });
  await suggested.waitFor({ timeout: 30_000 });
  expect(
    await page.getByRole('region', { name: 'Suggestions' }).getByRole('checkbox', { checked: true }).count(),
  ).toBe(0);
  await suggested.check();
  await page.getByRole('checkbox', { name: /^email → email/ }).check();
  await page.getByRole('button', { name: 'Add 2 fields' }).click();

  // One more by hand, under another name, and what is made of it.
  const fresh = page.getByRole('group', { name: 'New field' });
  await fresh.getByLabel('Source of a new field').fill('Dear {{ first_name }}');
  await fresh.getByLabel('Destination of a new field').fill('greeting');
  await fresh.getByRole('button', { name: 'Add field' }).click();
  const row = page.getByRole('group', { name: 'Field email' });
  await row.getByRole('button', { name: 'Transform: as it is' }).click();
  await choose('Hash', 'SHA-256');
  await page.keyboard.press('Escape');

  // The exact request, with the reference in place of the secret.
  const request = page.getByRole('complementary', { name: 'Exact request' }).locator('pre');
  await expect.poll(() => request.textContent(), { timeout: 30_000 }).toContain('"greeting": "Dear ');
  const shown = (await request.textContent()) ?? '';
  // biome-ignore lint/suspicious/noTemplateCurlyInString: how a file refers to a secret
  expect(shown).toContain('authorization: Bearer ${env:SHOP_TOKEN}');
  expect(shown).toMatch(/"email": "[0-9a-f]{64}"/);
  expect(await page.content()).not.toContain(token);
  expect(sink.requests.length).toBe(before);
  expect(await visitor.wrong()).toEqual([]);

  await page.getByRole('button', { name: 'Send this row…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Exactly one row goes out now').waitFor();
  await dialog.getByRole('button', { name: 'Send one row' }).click();
  await dialog.getByText('Accepted').waitFor();
  await dialog.getByText('Answer: 200').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  expect(posts()).toHaveLength(1);
  const [tried] = posts()[0]?.rows ?? [];
  expect(posts()[0]?.rows).toHaveLength(1);
  expect(shown).toContain(`"key": "${tried?.key}"`);
  expect(tried?.fields.greeting).toMatch(/^Dear /);

  await page.getByRole('tab', { name: 'Schedule and safety' }).click();
  await choose('Runs', 'At times of day');
  await field('At').fill('06:00');
  // There are more zones than the list shows at once.
  await page
    .getByRole('combobox', { name: 'Time zone' })
    .or(page.getByRole('textbox', { name: 'Time zone' }))
    .first()
    .fill('Europe/Ber');
  await page.getByRole('option', { name: 'Europe/Berlin' }).click();
  await page.getByText('Every day at 06:00 Europe/Berlin.').waitFor();
  const next = page.getByRole('list', { name: 'Next runs, Europe/Berlin' }).getByRole('listitem');
  expect(await next.count()).toBe(5);
  for (const text of await next.allTextContents()) expect(text).toMatch(/, 06:00 (CET|CEST|GMT\+[12])$/);
  await page.getByLabel('More than this share of what is there would be removed').first().check();
  expect(await visitor.wrong()).toEqual([]);

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Regulars to the shop' }).waitFor();
  await visitor.open(`${root}/syncs/regulars_to_the_shop/runs`);
  // The next run is Temporal's own answer: the schedule was set by the save.
  await expect.poll(() => visitor.text()).toContain('Every day at 06:00 Europe/Berlin');
  expect(await visitor.text()).not.toContain('is not applied');
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.locator('header').getByText('Complete', { exact: true }).waitFor({ timeout: 60_000 });
  const sent = posts()
    .slice(1)
    .flatMap(({ rows }) => rows);
  expect(sent).toHaveLength(Number(people.n));
  expect(sent.map(({ key }) => key)).toContain(tried?.key);
  expect(visitor.troubles()).toEqual([]);
});

test('a sync is paused with a way back, copied, and changed by its YAML', { timeout: 120_000 }, async () => {
  await visitor.open(`${root}/syncs/regulars_to_the_shop/runs`);
  const more = page.getByRole('button', { name: 'More for Regulars to the shop' });
  await more.click();
  expect((await visitor.violations('light')).filter((what) => !what.includes('scrollable'))).toEqual([]);
  await page.getByRole('menuitem', { name: 'Pause' }).click();
  await page.getByText('is paused: nothing starts it').waitFor();
  await page.getByText('Paused: nothing starts it but “Run now”.').first().waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('runs by its schedule again').waitFor();

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await more.click();
  await page.getByRole('menuitem', { name: 'Copy as API call' }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `# YOUR_KEY is a key of Settings, API keys, that may start syncs.
curl -X POST ${site.url}/api/v1/syncs/regulars_to_the_shop/runs -H 'Authorization: Bearer YOUR_KEY'`,
  );
  await more.click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await page.getByRole('heading', { name: 'New sync' }).waitFor();
  expect(await field('Name in files').inputValue()).toBe('regulars_to_the_shop_copy');

  await visitor.open(`${root}/syncs/regulars_to_the_shop/edit?part=yaml`);
  const yaml = page.getByLabel('The sync as YAML');
  await expect.poll(() => yaml.inputValue()).toContain('segment: harbor_regulars');
  const text = await yaml.inputValue();
  await yaml.fill(`${text}  - not: [yaml`);
  await page.getByRole('button', { name: 'Take over' }).click();
  await expect.poll(() => yaml.getAttribute('aria-invalid')).toBe('true');
  // Values that no row of the table shows are kept, and shown as what they are.
  await yaml.fill(
    text.replace('greeting:', 'place: { object: { town: city, of: { list: [country] } } }\n  greeting:'),
  );
  await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByRole('tab', { name: 'Mapping' }).click();
  const nested = page.getByRole('group', { name: 'Field place' });
  expect(await nested.textContent()).toContain('{ town: city, of: [country] }');
  await nested.getByRole('button', { name: 'Edit as YAML' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('object: { town: }');
  await dialog.getByRole('button', { name: 'Take over' }).click();
  await expect.poll(() => dialog.getByRole('textbox').getAttribute('aria-invalid')).toBe('true');
  await dialog.getByRole('textbox').fill('object: { town: city }');
  await dialog.getByRole('button', { name: 'Take over' }).click();
  await expect.poll(() => nested.textContent()).toContain('{ town: city }');
  // Another row goes; the others stay as they were.
  await page.getByRole('button', { name: 'Remove first_name' }).click();
  await page.getByRole('button', { name: 'Undo (Ctrl Z)' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('link', { name: 'Mapping' }).waitFor();
  await expect.poll(() => visitor.text()).toContain('{ town: city }');
  expect(visitor.troubles()).toEqual([]);
});

test('a destination that syncs use stays, and who may only look is offered nothing', {
  timeout: 90_000,
}, async () => {
  await visitor.open(`${root}/destinations/web_shop/edit`);
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('link', { name: 'Regulars to the shop' }).waitFor();
  expect(await dialog.getByRole('button', { name: 'Delete' }).count()).toBe(0);
  expect(visitor.troubles()).toEqual([]);

  const viewer = await Visitor.arrive(browser, site.url, 'viewer');
  await viewer.open(`${root}/syncs`);
  expect(await viewer.page.getByRole('link', { name: 'New sync' }).count()).toBe(0);
  await viewer.open(`${root}/syncs/regulars_to_the_shop/edit`);
  expect(await viewer.text()).toContain('Changing syncs needs the role Marketer, Data engineer, or Admin.');
  const asked = await viewer.page.evaluate(async () => {
    const response = await fetch('/api/sync-editor', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ask: 'rows', spec: {}, search: '' }),
    });
    return response.status;
  });
  expect(asked).toBe(403);
  await viewer.page.context().close();
});
