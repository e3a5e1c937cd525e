import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withControl } from '../../connectors/control/connect.ts';
import { writeDraft } from '../../connectors/control/drafts.ts';
import { currentResource } from '../../connectors/control/edit.ts';
import { openBrowser } from './chromium.ts';
import { cookieOf, somebody } from './people.ts';
import { one, useSite, written } from './site.ts';
import { Visitor } from './visitor.ts';

const site = await useSite();
const root = '/w/default/segments';
let browser: Browser;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  visitor = await Visitor.arrive(browser, site.url, 'marketer');
  page = visitor.page;
});

afterAll(async () => {
  await browser?.close();
});

/** How many people a condition of the warehouse's own holds. */
async function people(where: string): Promise<string> {
  const { n } = await one(site.warehouse, `select count(*) as n from weft.customer_360 where ${where}`);
  return written(n);
}

const size = (on: Page = page): Locator => on.locator('[data-members]');

/** Waits until the size is that number and nothing is being counted. */
async function counts(expected: string, on: Page = page): Promise<void> {
  await on.waitForFunction(
    (shown) =>
      document.querySelector('[data-members]')?.textContent === shown &&
      document.querySelector('[data-counting]') === null,
    expected,
  );
}

const rows = (on: Page = page): Locator => on.getByRole('treegrid').locator('[data-row]');
const conditions = (on: Page = page): Locator => rows(on).and(on.locator('[data-kind="condition"]'));

/** Opens the builder of a new segment without a draft. */
async function begin(on: Visitor = visitor): Promise<void> {
  await on.open(`${root}/new`);
  await rows(on.page).first().waitFor();
  const discard = on.page.getByRole('button', { name: 'Discard draft' });
  if (await discard.isVisible()) {
    on.page.once('dialog', (dialog) => dialog.accept());
    await discard.click();
    await discard.waitFor({ state: 'detached' });
  }
}

/** Chooses by mouse what a row is about. */
async function choose(row: Locator, typed: string, title: string): Promise<void> {
  await row.getByRole('button', { name: /^What it is about/ }).click();
  await page.getByRole('combobox', { name: 'What it is about' }).fill(typed);
  await page.getByRole('option', { name: title }).first().click();
}

/** The tree that the builder last asked the size of. */
function lastAsked(): () => unknown {
  let where: unknown;
  page.on('request', (request) => {
    if (request.url().endsWith('/ask/size')) where = request.postDataJSON().where;
  });
  return () => where;
}

test('a segment is built by mouse, counted as the warehouse counts it, and published', {
  timeout: 60_000,
}, async () => {
  await begin();
  await page.getByRole('button', { name: 'Condition', exact: true }).click();
  await choose(conditions().first(), 'lifetime', 'Lifetime value');
  await page.getByRole('textbox', { name: 'Value of Lifetime value' }).fill('300');
  const rich = await people('lifetime_value >= 300');
  await counts(rich);
  expect(await page.locator('p', { hasText: 'People whose lifetime value is at least 300.' }).count()).toBe(
    1,
  );

  await page.getByRole('button', { name: 'Condition', exact: true }).click();
  // Unfinished: outlined, not counted, and no way to publish.
  await page.locator('[data-row][data-unfinished]').waitFor();
  expect(await size().textContent()).toBe(rich);
  await choose(conditions().nth(1), 'country', 'Country');
  await page.locator('[data-row][data-unfinished]').waitFor();
  await page.getByRole('button', { name: 'Review and publish' }).hover();
  await page.getByText('One row is unfinished').waitFor();
  expect(await size().textContent()).toBe(rich);
  const germans = await people("country = 'DE'");
  const field = page.getByRole('combobox', { name: 'Value of Country' });
  await field.click();
  await page.getByRole('option', { name: `DE ${germans}` }).click();
  await field.fill('FR');
  await field.press('Enter');
  const both = await people("lifetime_value >= 300 and country in ('DE', 'FR')");
  await counts(both);
  // What is left after each row: the first by itself, the second together.
  await conditions().first().getByText(rich, { exact: true }).waitFor();
  await conditions().nth(1).getByText(both, { exact: true }).waitFor();
  expect(await visitor.wrong()).toEqual([]);

  await page.getByRole('button', { name: /^Undo/ }).click();
  await counts(await people("lifetime_value >= 300 and country = 'DE'"));
  await page.getByRole('button', { name: /^Redo/ }).click();
  await counts(both);

  await page.getByRole('button', { name: 'Review and publish' }).click();
  const review = page.getByRole('dialog');
  await review.locator('[data-impact]').getByText(`${both} people are in it`).waitFor();
  await review.getByRole('textbox', { name: 'Name' }).fill('<script>alert(1)</script> 🧵 Rich');
  expect(await review.getByRole('textbox', { name: 'Slug' }).inputValue()).toBe('script_alert_1_script_rich');
  await review.getByRole('textbox', { name: 'Slug' }).fill('Rich!');
  await review.getByText('Lower-case letters').waitFor();
  await review.getByRole('textbox', { name: 'Slug' }).fill('rich');
  await review.getByLabel('Folder', { exact: true }).fill('Value');
  await review.getByLabel('Tags', { exact: true }).fill('spring');
  await page.keyboard.press('Enter');
  expect(await visitor.wrong()).toEqual([]);
  await review.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.waitForURL(`**${root}/rich/definition`);
  await page.getByRole('heading', { name: '<script>alert(1)</script> 🧵 Rich' }).waitFor();
  const stored = await withControl(site.settings, (control) => currentResource(control, 'segment', 'rich'));
  expect(stored?.resource).toMatchObject({
    folder: 'Value',
    tags: ['spring'],
    where: {
      all: [
        { trait: 'lifetime_value', gte: 300 },
        { profile: 'country', in: ['DE', 'FR'] },
      ],
    },
  });
  expect(stored?.changedBy).toBe(somebody.marketer.email);
});

test('the list is narrowed by folder and tag, and its address keeps that', async () => {
  await visitor.open(root);
  await page.getByRole('combobox', { name: 'Tag' }).selectOption('spring');
  await page.waitForURL('**?tag=spring');
  const listed = page.locator('tbody tr');
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  expect(await listed.textContent()).toContain('🧵 Rich');
  await visitor.reload();
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  expect(await visitor.wrong()).toEqual([]);
});

test('a segment is built wholly by keyboard', { timeout: 60_000 }, async () => {
  await begin();
  const keys = async (...pressed: string[]) => {
    for (const key of pressed) await page.keyboard.press(key);
  };
  const onRow = () => page.evaluate(() => document.activeElement?.getAttribute('role') === 'row');
  for (let press = 0; press < 60 && !(await onRow()); press++) await keys('Tab');
  expect(await onRow()).toBe(true);
  await keys('a');
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-kind') === 'condition');
  await keys('Enter', 'Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'What it is about');
  await page.keyboard.type('days since the last');
  await keys('Enter');
  await page.getByRole('textbox', { name: 'Value of Days since the last order' }).waitFor();
  for (let press = 0; press < 4; press++) {
    if (await page.evaluate(() => document.activeElement?.matches('input[inputmode=decimal]') ?? false))
      break;
    await keys('Tab');
  }
  await page.keyboard.type('90');
  await counts(await people('days_since_order >= 90'));
  await keys('Escape');
  expect(await onRow()).toBe(true);
  // Not these; then the copy of the row goes again.
  await keys('n');
  await counts(await people('not coalesce(days_since_order >= 90, false)'));
  await keys('d');
  await page.waitForFunction(() => document.querySelectorAll('[data-row]').length === 4);
  await keys('Delete');
  await page.waitForFunction(() => document.querySelectorAll('[data-row]').length === 3);
  await keys('Control+Enter');
  const review = page.getByRole('dialog');
  await review.waitFor();
  await page.waitForFunction(() => document.activeElement?.matches('input[required]') ?? false);
  await page.keyboard.type('By keys');
  const publish = () => page.evaluate(() => document.activeElement?.textContent === 'Publish');
  for (let press = 0; press < 20 && !(await publish()); press++) await keys('Tab');
  await keys('Enter');
  await page.waitForURL(`**${root}/by_keys/definition`);
  expect(await visitor.text()).toContain(
    'of whom it is not true that their days since the last order is at least 90',
  );
  expect(visitor.troubles()).toEqual([]);
});

test('rows are moved, nested and dragged, and the others stay as they are to the byte', {
  timeout: 60_000,
}, async () => {
  const asked = lastAsked();
  await visitor.open(`${root}/tent_browsers/edit`);
  await page.getByRole('button', { name: 'Edit here anyway…' }).click();
  await counts(
    written(
      (
        await one(
          site.warehouse,
          "select count(*) as n from weft.segment_members where segment = 'tent_browsers'",
        )
      ).n,
    ),
  );
  const before = JSON.stringify(asked());
  const browsing = {
    any: [
      {
        did: 'product_viewed',
        at_least: 2,
        within: '60 days',
        where: { category: { in: ['tents', 'mats'] } },
      },
      {
        all: [
          { trait: 'favourite_brand', eq: 'Harbor' },
          { trait: 'page_views_30d', gte: 1 },
        ],
      },
    ],
  };
  const buyers = { not: { segment: 'recent_buyers' } };
  expect(before).toBe(JSON.stringify({ all: [browsing, buyers] }));
  const asks = async (expected: unknown) => {
    await page.waitForFunction(() => document.querySelector('[data-counting]') === null);
    await expect.poll(() => JSON.stringify(asked())).toBe(JSON.stringify(expected));
  };
  await rows().nth(1).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await asks({ all: [buyers, browsing] });
  await page.keyboard.press('Alt+ArrowUp');
  await asks({ all: [browsing, buyers] });
  await rows().nth(4).focus();
  await page.keyboard.press('Alt+ArrowLeft');
  const [viewed, harbor] = browsing.any;
  const [brand, views] = harbor && 'all' in harbor && harbor.all ? harbor.all : [];
  await asks({ all: [{ any: [viewed, { all: [views] }, brand] }, buyers] });
  await page.keyboard.press('Control+z');
  await asks({ all: [browsing, buyers] });
  // By the grip: the first condition of the inner group to the front of the outer one.
  await rows()
    .nth(4)
    .locator('[data-grip]')
    .dragTo(rows().nth(1), { targetPosition: { x: 200, y: 3 } });
  await asks({ all: [brand, { any: [viewed, { all: [views] }] }, buyers] });
  await page.keyboard.press('Control+z');
  await asks(JSON.parse(before));
  await page.getByText('No changes').waitFor();
});

test('a slow count that is overtaken never shows', { timeout: 60_000 }, async () => {
  await begin();
  await page.getByRole('button', { name: 'Condition', exact: true }).click();
  await choose(conditions().first(), 'lifetime', 'Lifetime value');
  await page.route('**/ask/size', async (route) => {
    if (route.request().postData()?.includes('"gte":111')) await sleep(2500);
    await route.continue().catch(() => undefined);
  });
  const field = page.getByRole('textbox', { name: 'Value of Lifetime value' });
  await field.fill('111');
  await sleep(600);
  await field.fill('700');
  const expected = await people('lifetime_value >= 700');
  expect(expected).not.toBe(await people('lifetime_value >= 111'));
  await counts(expected);
  await sleep(2800);
  expect(await size().textContent()).toBe(expected);
  await page.unroute('**/ask/size');
  // A count that fails leaves the rules, and is asked again.
  await page.route('**/ask/size', (route) =>
    route.fulfill({ status: 503, json: { problem: { cause: 'The warehouse is away.' } } }),
  );
  await field.fill('701');
  await page.getByText('The warehouse is away.').waitFor();
  expect(await field.inputValue()).toBe('701');
  await page.unroute('**/ask/size');
  visitor.troubles();
  await page.getByRole('button', { name: 'Retry' }).click();
  await counts(await people('lifetime_value >= 701'));
});

test('ten thousand pasted values are taken once each, counted, and no burden', {
  timeout: 60_000,
}, async () => {
  await begin();
  await page.getByRole('button', { name: 'Condition', exact: true }).click();
  await choose(conditions().first(), 'country', 'Country');
  const field = page.getByRole('combobox', { name: 'Value of Country' });
  await field.focus();
  await field.evaluate((element) => {
    const values = Array.from({ length: 9998 }, (_, index) => `made up ${index}`);
    const data = new DataTransfer();
    data.setData('text', ['DE', 'FR', ...values, 'DE', 'FR'].join('\n'));
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await page.getByText('10000 added, 2 duplicates dropped').waitFor();
  await page.getByRole('button', { name: '10,000 values, edit…' }).waitFor();
  await counts(await people("country in ('DE', 'FR')"));
  await field.focus();
  await page.keyboard.type('typing on');
  expect(await field.inputValue()).toBe('typing on');
});

test('a definition of ten thousand conditions is drawn as far as it is seen', {
  timeout: 60_000,
}, async () => {
  const where = {
    any: Array.from({ length: 10_000 }, (_, index) => ({ trait: 'lifetime_value', eq: index })),
  };
  await withControl(site.settings, (control) =>
    writeDraft(control, {
      ...{ kind: 'segment', slug: 'new', author: somebody.marketer.email, baseVersion: 0 },
      spec: { kind: 'segment', slug: 'new', where },
    }),
  );
  await visitor.open(`${root}/new`);
  await page.getByText('and 9881 more.').waitFor();
  expect(await rows().count()).toBeLessThan(80);
  await rows().nth(1).focus();
  await page.keyboard.press('End');
  await page.waitForFunction(
    () => document.querySelector('[data-row][aria-posinset="10000"]') === document.activeElement,
  );
  await page.keyboard.press('Home');
  const field = page.getByRole('textbox', { name: 'Value of Lifetime value' }).first();
  await field.fill('');
  await field.focus();
  await page.keyboard.type('123456');
  expect(await field.inputValue()).toBe('123456');
  // They are all counted; what each leaves is counted of fewer only, and that is said.
  await counts(await people('lifetime_value = 123456 or lifetime_value in (select unnest(range(1, 10000)))'));
  await page.getByText('Draft saved').waitFor();
  await begin();
});

test('a draft is there after a reload, for its author alone', { timeout: 60_000 }, async () => {
  await visitor.open(`${root}/recent_buyers/edit`);
  await page.getByRole('button', { name: 'Edit here anyway…' }).click();
  await page.getByRole('textbox', { name: 'Value of Days since the last order' }).fill('12');
  await page.getByText('Draft saved').waitFor();
  await visitor.reload();
  const field = page.getByRole('textbox', { name: 'Value of Days since the last order' });
  await field.waitFor();
  expect(await field.inputValue()).toBe('12');
  const other = await Visitor.arrive(browser, site.url, 'data_engineer');
  await other.open(`${root}/recent_buyers/edit`);
  const theirs = other.page.getByRole('textbox', { name: 'Value of Days since the last order' });
  await theirs.waitFor();
  expect(await theirs.inputValue()).toBe('30');
  await other.page.context().close();
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Discard draft' }).click();
  await page.getByText('No changes').waitFor();
  expect(await field.inputValue()).toBe('30');
});

test('of two who edit at once the second sees what differs, and nothing is overwritten', {
  timeout: 60_000,
}, async () => {
  const other = await Visitor.arrive(browser, site.url, 'data_engineer');
  for (const each of [visitor, other]) {
    await each.open(`${root}/rich/edit`);
    await each.page.getByRole('textbox', { name: 'Value of Lifetime value' }).waitFor();
  }
  const publish = async (on: Page, value: string) => {
    await on.getByRole('textbox', { name: 'Value of Lifetime value' }).fill(value);
    await counts(await people(`lifetime_value >= ${value} and country in ('DE', 'FR')`), on);
    await on.getByRole('button', { name: 'Review and publish' }).click();
    await on.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
  };
  await publish(other.page, '400');
  await other.page.waitForURL('**/rich/definition');
  await publish(page, '500');
  const dialog = page.getByRole('dialog', {
    name: new RegExp(`${somebody.data_engineer.email} saved version`),
  });
  await dialog.waitFor();
  expect(await dialog.locator('del').textContent()).toContain('"gte": 400');
  expect(await dialog.locator('ins').textContent()).toContain('"gte": 500');
  await dialog.getByRole('button', { name: 'Take theirs' }).click();
  expect(await page.getByRole('textbox', { name: 'Value of Lifetime value' }).inputValue()).toBe('400');
  await other.page.context().close();
  visitor.troubles();
});

test('an older version is compared, and put in force again', { timeout: 60_000 }, async () => {
  await visitor.open(`${root}/rich/versions`);
  const versions = page.locator('main ol > li');
  expect(await versions.count()).toBe(2);
  expect(await versions.first().locator('ins').textContent()).toContain('gte: 400');
  await versions.nth(1).locator('summary').click();
  expect(await visitor.wrong()).toEqual([]);
  await versions
    .nth(1)
    .getByRole('button', { name: /^Restore version/ })
    .click();
  await page.getByText('is in force again, as version').waitFor();
  await page.waitForFunction(() => document.querySelectorAll('main ol > li').length === 3);
  expect(await versions.first().locator('ins').textContent()).toContain('gte: 300');
});

test('why a person is in it or not is told row by row', { timeout: 60_000 }, async () => {
  const found = await one(
    site.warehouse,
    `select weft_id, first_name, last_name, lifetime_value from weft.customer_360
     where lifetime_value < 300 and first_name is not null and last_name is not null order by weft_id limit 1`,
  );
  await visitor.open(`${root}/rich/edit`);
  await page.getByRole('tab', { name: 'Why (not)?' }).click();
  await page.getByRole('combobox', { name: 'A person' }).fill(String(found.weft_id));
  await page.getByRole('option', { name: `${found.first_name} ${found.last_name}` }).click();
  await page.getByText('Not in this segment').waitFor();
  await conditions()
    .first()
    .getByText(`✗ does not hold: ${Number(found.lifetime_value)}`)
    .waitFor();
  for (const [tab, shows] of [
    ['Members', 'the same each time'],
    ['Breakdown', 'Beside everyone'],
    ['Overlap', 'only'],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByText(shows).first().waitFor();
  }
  const shared = await one(
    site.warehouse,
    `select count(*) as n from weft.customer_360 as p join weft.segment_members as m
       on m.weft_id = p.weft_id and m.segment = 'tent_browsers'
     where lifetime_value >= 300 and country in ('DE', 'FR')`,
  );
  await page.getByRole('button', { name: 'Browsing tents' }).waitFor();
  await page
    .locator('li', { hasText: '+ Browsing tents' })
    .getByText(written(shared.n), { exact: true })
    .waitFor();
  expect(await visitor.wrong()).toEqual([]);
});

test('a segment that is used is not deleted, and says by what; an unused one goes', {
  timeout: 60_000,
}, async () => {
  await visitor.open(`${root}/reachable_by_email/definition`);
  await page.getByRole('button', { name: 'Actions for Reachable by e-mail' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('link', { name: 'Slipping away' }).waitFor();
  await dialog.getByRole('link', { name: 'Harbor regulars' }).waitFor();
  expect(await dialog.getByRole('button', { name: 'Delete' }).count()).toBe(0);
  await visitor.open(`${root}/by_keys/definition`);
  await page.getByRole('button', { name: 'Actions for By keys' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.waitForURL(`**${root}`);
  const gone = await withControl(site.settings, (control) => currentResource(control, 'segment', 'by_keys'));
  expect(gone).toBeNull();
});

test('a name of 5,000 characters is refused in its place, and nothing is lost', {
  timeout: 60_000,
}, async () => {
  await begin();
  await page.getByRole('button', { name: 'Condition', exact: true }).click();
  await choose(conditions().first(), 'reachable', 'Reachable by e-mail');
  await counts(
    written(
      (
        await one(
          site.warehouse,
          "select count(*) as n from weft.segment_members where segment = 'reachable_by_email'",
        )
      ).n,
    ),
  );
  await page.getByRole('button', { name: 'Review and publish' }).click();
  const review = page.getByRole('dialog');
  const long = '🧵x'.repeat(2500);
  await review.getByRole('textbox', { name: 'Name' }).fill(long);
  await review.getByRole('textbox', { name: 'Slug' }).fill('long');
  expect(await visitor.sideways(1024)).toBeLessThanOrEqual(0);
  await review.getByRole('button', { name: 'Publish', exact: true }).click();
  await review
    .getByRole('alert')
    .getByText(/^name: /)
    .waitFor();
  expect(await review.getByRole('textbox', { name: 'Name' }).inputValue()).toBe(long);
  await review.getByRole('button', { name: 'Cancel' }).click();
  expect(await conditions().count()).toBe(1);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('approval is asked for a draft, with a note', { timeout: 60_000 }, async () => {
  await visitor.open(`${root}/rich/edit`);
  await page.getByRole('textbox', { name: 'Value of Lifetime value' }).fill('350');
  await counts(await people("lifetime_value >= 350 and country in ('DE', 'FR')"));
  await page.getByRole('button', { name: 'Review and publish' }).click();
  const review = page.getByRole('dialog');
  await review.getByRole('button', { name: 'Ask for approval…' }).click();
  await review.getByRole('textbox', { name: 'Note' }).fill('For spring');
  await review.getByRole('button', { name: 'Ask for approval' }).click();
  await page.getByText('Asked for approval.').waitFor();
});

test('a list is made with priorities, a holdout and groups', { timeout: 60_000 }, async () => {
  await visitor.open(`${root}/lists`);
  await page.getByRole('link', { name: 'Catalogue mailing' }).waitFor();
  const sizes = await one(
    site.warehouse,
    "select count(case when not held_out then 1 end) as contacted from weft.list_members where list = 'catalogue_mailing'",
  );
  expect(await page.locator('tbody tr:visible', { hasText: 'Catalogue mailing' }).textContent()).toContain(
    written(sizes.contacted),
  );
  expect(await visitor.wrong()).toEqual([]);
  await page.getByRole('link', { name: 'New list' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Spring');
  const add = page.getByRole('combobox', { name: 'Add a segment…' });
  for (const name of ['Harbor regulars', 'Recent buyers']) await add.selectOption({ label: name });
  await page.getByRole('button', { name: 'Recent buyers up' }).click();
  await page.getByRole('textbox', { name: 'Most people of Recent buyers' }).fill('5');
  await page
    .getByRole('combobox', { name: 'Who goes first in Recent buyers' })
    .selectOption('lifetime_value');
  await page.getByRole('textbox', { name: 'Held out' }).fill('12.5');
  await page.getByRole('button', { name: 'Split into groups' }).click();
  await page.getByRole('textbox', { name: 'Share of a' }).fill('70');
  await page.getByText('120.0 % together').waitFor();
  await page.getByRole('textbox', { name: 'Share of b' }).fill('30');
  expect(await visitor.wrong()).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(`**${root}/lists/spring`);
  const stored = await withControl(site.settings, (control) => currentResource(control, 'list', 'spring'));
  expect(stored?.resource).toEqual({
    ...{ kind: 'list', slug: 'spring', name: 'Spring', exclude: [], holdout: 0.125 },
    parts: [{ segment: 'recent_buyers', cap: 5, by: 'lifetime_value' }, { segment: 'harbor_regulars' }],
    splits: { a: 0.7, b: 0.3 },
  });
});

test('who may not edit is told so, and sees nobody’s personal values', { timeout: 60_000 }, async () => {
  const viewer = await Visitor.arrive(browser, site.url, 'viewer');
  await viewer.open(`${root}/rich/definition`);
  expect(await viewer.page.getByRole('link', { name: 'Edit', exact: true }).count()).toBe(0);
  await viewer.open(`${root}/rich/edit`);
  expect(await viewer.text()).toContain('Editing segments needs the role of a marketer.');
  await viewer.page.context().close();
  const ask = async (as: 'viewer' | 'marketer', what: string, question: unknown) => {
    const response = await fetch(`${site.url}${root}/ask/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: await cookieOf(site.url, as) },
      body: JSON.stringify(question),
    });
    return response.json();
  };
  const emails = { of: { person: 'email' }, q: 'e' };
  expect(await ask('viewer', 'values', emails)).toEqual({ of: 'people', values: [], withheld: 'personal' });
  expect((await ask('marketer', 'values', emails)).values).toHaveLength(20);
  const draft = { slug: 'rich', where: { profile: 'email', is_set: true } };
  const sample = JSON.stringify(await ask('viewer', 'members', draft));
  expect(sample).not.toContain('@');
  expect(await ask('viewer', 'breakdown', { ...draft, column: 'email' })).toBeNull();
  expect(JSON.stringify(await ask('marketer', 'breakdown', { ...draft, column: 'email' }))).toContain('@');
});
