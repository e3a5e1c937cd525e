import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyFolder } from '../../cli/apply.ts';
import { demoFolder } from '../../cli/demo/state.ts';
import { readState } from '../../cli/platform/records.ts';
import { openBrowser } from './chromium.ts';
import { editors, fillEverything, nonsense } from './nonsense.ts';
import { whileTemporalIsAway, whileWarehouseIsAway, whileWarehouseIsSlow } from './outages.ts';
import { signIn } from './people.ts';
import { useSite } from './site.ts';
import { Visitor } from './visitor.ts';

const site = await useSite();
const root = '/w/default';
let browser: Browser;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  visitor = await Visitor.arrive(browser, site.url);
  page = visitor.page;
  page.on('dialog', (dialog) => void dialog.accept());
}, 120_000);

afterAll(async () => {
  await browser?.close();
});

/** What a main page shows without the warehouse, and how many of its parts read it. */
const mainPages: { path: string; title: string; parts: number; shows: string }[] = [
  { path: '', title: 'Overview', parts: 4, shows: 'From source to sync' },
  { path: '/inbox', title: 'Inbox', parts: 2, shows: 'No draft waits.' },
  { path: '/profiles', title: 'Profiles', parts: 1, shows: 'each as one person' },
  { path: '/segments', title: 'Segments', parts: 1, shows: 'counted anew at each refresh' },
  { path: '/traits', title: 'Traits', parts: 1, shows: 'What each person is known by' },
  { path: '/syncs', title: 'Syncs', parts: 1, shows: 'What carries people and traits' },
  { path: '/destinations', title: 'Destinations', parts: 0, shows: 'Campaign tool' },
  { path: '/sources', title: 'Sources', parts: 1, shows: 'Tables of the warehouse' },
  { path: '/models', title: 'Models', parts: 1, shows: 'Refreshes, latest first' },
  { path: '/identity/summary', title: 'Identity', parts: 5, shows: 'Which records are one person' },
  { path: '/activity', title: 'Activity', parts: 0, shows: 'workspace.apply' },
  { path: '/settings/people', title: 'Settings', parts: 0, shows: 'Ada Admin' },
];

test('while the warehouse is slow, parts that read it are skeletons and the rest is there', {
  timeout: 60_000,
}, async () => {
  const met: unknown[] = [];
  await whileWarehouseIsSlow(site.settings, async () => {
    for (const { path, shows, parts } of mainPages) {
      await page.goto(`${site.url}${root}${path}`, { waitUntil: 'commit' });
      await page.locator('main').getByText(shows).first().waitFor();
      await expect.poll(() => page.locator('[data-pending]').count()).toBe(parts);
      await page.waitForFunction(() => document.styleSheets.length > 0);
      // A skeleton has the height of what comes, so that nothing jumps.
      const heights = await page
        .locator('[data-pending]')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
      const low = heights.filter((height) => height <= 40);
      met.push([path, await page.locator('h1').textContent(), low]);
    }
    await page.goto(`${site.url}${root}/profiles`, { waitUntil: 'commit' });
    await page.locator('[data-pending]').waitFor();
  });
  expect(met).toEqual(mainPages.map(({ path, title }) => [path, title, []]));
  // What was asked is answered once the warehouse answers, without another question.
  await page.locator('tbody tr').first().waitFor();
  expect(await page.locator('[data-pending]').count()).toBe(0);
  expect(visitor.troubles()).toEqual([]);
});

test('while the warehouse is away, each part says so in its place, and all is back with it', {
  timeout: 120_000,
}, async () => {
  const web = readState(site.settings)?.parts.web;
  const away = "The warehouse's catalogue database does not answer.";
  const met: unknown[] = [];
  // The numbers that were known last stand on the overview.
  await visitor.open(root);
  await whileWarehouseIsAway(site.settings, async () => {
    for (const { path, shows } of mainPages) {
      await visitor.open(`${root}${path}`);
      const text = await visitor.text();
      met.push([path, text.includes(shows), text.split(away).length - 1, visitor.troubles()]);
      // What could not be read is not shown as if it were not there.
      expect(text).not.toMatch(/No (segment|trait|source|sync|person)\b[^.]* (is there|is declared|has) /);
    }
    await visitor.open(`${root}/profiles`);
    expect(await visitor.wrong()).toEqual([]);
    // A page that needs it as a whole says so too, and a form that does not is filled and kept.
    await visitor.open(`${root}/segments/recent_buyers/edit`);
    expect(await visitor.text()).toContain(away);
    await visitor.open(`${root}/segments/lists/new`);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Made meanwhile');
    await page.getByText('Draft saved').waitFor();
    expect(visitor.troubles()).toEqual([]);
  });
  expect(met).toEqual(mainPages.map(({ path, parts }) => [path, true, path === '' ? 1 : parts, []]));
  await expect
    .poll(
      async () => {
        await visitor.open(`${root}/profiles`);
        return page.locator('tbody tr').count();
      },
      { timeout: 15_000 },
    )
    .toBeGreaterThan(10);
  await visitor.open(`${root}/segments/lists/new`);
  expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Made meanwhile');
  await visitor.open(`${root}/segments/recent_buyers/edit`);
  await page.locator('[data-members]').filter({ hasText: /^\d/ }).waitFor();
  expect(readState(site.settings)?.parts.web).toEqual(web);
  expect(visitor.troubles()).toEqual([]);
});

test('while Temporal is away, what would start says so, all else is read, and it starts after', {
  timeout: 120_000,
}, async () => {
  await whileTemporalIsAway(site.settings, async () => {
    await visitor.open(root);
    expect(await visitor.text()).toContain('Temporal does not answer');
    await visitor.open(`${root}/profiles`);
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(10);
    await visitor.open(`${root}/syncs/lapsing_to_files/runs`);
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('alert').getByText('Temporal does not answer').waitFor();
    await visitor.open(`${root}/models`);
    await page.getByRole('button', { name: 'Refresh now' }).click();
    await page.getByRole('alert').getByText('Temporal does not answer').waitFor();
  });
  await visitor.open(root);
  expect(await visitor.text()).not.toContain('Temporal does not answer');
  await visitor.open(`${root}/syncs/lapsing_to_files/runs`);
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.waitForURL(/\/runs\/[0-9a-z]{10,}$/);
  await page
    .locator('header')
    .getByText(/^Complete/)
    .waitFor({ timeout: 40_000 });
  expect(visitor.troubles()).toEqual([]);
});

test('a session that ends in the middle of an edit keeps the work, until it is saved after the next', {
  timeout: 60_000,
}, async () => {
  const marketer = await Visitor.arrive(browser, site.url, 'marketer');
  const { page: theirs } = marketer;
  await marketer.open(`${root}/segments/lists/new`);
  await theirs.getByRole('textbox', { name: 'Name' }).fill('Before');
  await theirs.getByText('Draft saved').waitFor();
  await theirs.context().clearCookies();
  await theirs.getByRole('textbox', { name: 'Name' }).fill('Made while signed out');
  await theirs.getByText('The draft could not be saved').waitFor();
  expect(theirs.url()).toContain('/segments/lists/new');
  await theirs.getByRole('combobox', { name: 'Add a segment…' }).selectOption({ label: 'Recent buyers' });
  await theirs.getByRole('button', { name: 'Save', exact: true }).click();
  await theirs.getByRole('alert').getByText('Sign in again').waitFor();
  expect(await theirs.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Made while signed out');
  await signIn(theirs.context(), site.url, 'marketer');
  theirs.on('dialog', (dialog) => void dialog.accept());
  await marketer.reload();
  expect(await theirs.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Made while signed out');
  await theirs.getByRole('button', { name: 'Save', exact: true }).click();
  await theirs.waitForURL('**/segments/lists/made_while_signed_out');
  await theirs.context().close();
});

test('back and reload at any moment lose nothing and break nothing', { timeout: 60_000 }, async () => {
  const guest = await Visitor.arrive(browser, site.url);
  const { page: theirs } = guest;
  theirs.on('dialog', (dialog) => void dialog.accept());
  const name = theirs.getByRole('textbox', { name: 'Name', exact: true });
  await guest.open(`${root}/traits`);
  await theirs.getByRole('link', { name: 'New trait' }).click();
  await name.waitFor();
  // Before the draft rests at the server: the browser has it.
  await name.fill('Half');
  await guest.reload();
  expect(await name.inputValue()).toBe('Half');
  await name.fill('Half a trait');
  await theirs.goBack();
  await theirs.waitForURL('**/traits');
  await theirs.goForward();
  await theirs.waitForURL('**/traits/new');
  expect(await name.inputValue()).toBe('Half a trait');
  // A page that is left while it loads, again and again, and then not.
  for (const path of ['', '/profiles', '/identity/summary', '/syncs', '/models']) {
    await theirs.goto(`${site.url}${root}${path}`, { waitUntil: 'commit' });
    // The browser refuses to load a page anew that it is just leaving.
    await theirs.reload({ waitUntil: 'commit' }).catch(() => undefined);
  }
  await theirs.waitForURL('**/models');
  await guest.settled();
  await theirs.goBack();
  await theirs.waitForURL('**/syncs');
  await guest.settled();
  expect(await guest.text()).toContain('What carries people and traits');
  expect(guest.troubles()).toEqual([]);
  await theirs.context().close();
});

test('a segment of ten thousand conditions from a file is shown, and opened to be edited', {
  timeout: 120_000,
}, async () => {
  const folder = join(demoFolder(site.settings.home), 'workspace');
  const terms = Array.from({ length: 10_000 }, (_, cents) => `    - { trait: lifetime_value, eq: ${cents} }`);
  writeFileSync(
    join(folder, 'segments', 'huge.yml'),
    `kind: segment\nslug: huge\nname: Huge\nwhere:\n  any:\n${terms.join('\n')}\n`,
  );
  await applyFolder(site.settings, folder, { withoutIdentityPlan: true });
  for (const tab of ['definition', 'members', 'versions', 'used-by']) {
    await visitor.open(`${root}/segments/huge/${tab}`);
    expect([tab, await page.locator('h1').textContent()]).toEqual([tab, 'Huge']);
    expect([tab, visitor.troubles()]).toEqual([tab, []]);
  }
  await visitor.open(`${root}/segments/huge/edit`);
  await page.getByText('and 9881 more.').waitFor();
  expect(visitor.troubles()).toEqual([]);
});

test.each(Object.entries(editors))(
  'nonsense in every field of a %s breaks nothing and is kept',
  {
    timeout: 90_000,
  },
  async (_name, { path, unfold, keeps }) => {
    const wrong: unknown[] = [];
    await visitor.open(path);
    await unfold?.(page);
    for (const [kind, text] of Object.entries(nonsense)) {
      const { filled, lost } = await fillEverything(page, text);
      if (filled === 0) wrong.push([kind, 'no field was there']);
      wrong.push(...lost.map((field) => [kind, 'is not held by', field]));
      if (await page.evaluate(() => 'ran' in window)) wrong.push([kind, 'a script ran']);
      for (const width of [1024, 1440]) {
        const over = await visitor.sideways(width);
        if (over > 0) wrong.push([kind, `scrolls ${over} px sideways at ${width}`]);
      }
      const heading = (await page.locator('h1').textContent()) ?? '';
      if (heading === '' || /could not be read|Nothing is at/.test(heading)) wrong.push([kind, heading]);
      wrong.push(...visitor.troubles().map((trouble) => [kind, trouble]));
    }
    if (keeps.length > 0) {
      const values = () =>
        Promise.all(
          keeps.map((name) =>
            page
              .getByRole('textbox', { name: new RegExp(`^${name.replace(/[()]/g, '\\$&')}( \\*)?$`) })
              .inputValue(),
          ),
        );
      // All of it but what no database keeps.
      const before = (await values()).map((value) => value.replaceAll('\u0000', ''));
      await page.getByText('Draft saved').waitFor();
      await visitor.reload();
      if (JSON.stringify(await values()) !== JSON.stringify(before))
        wrong.push(['lost', before, await values()]);
    }
    expect(wrong).toEqual([]);
  },
);
