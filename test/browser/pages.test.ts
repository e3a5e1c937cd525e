import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { openBrowser } from './chromium.ts';
import { everyPage, type ListedPage } from './page-list.ts';
import { cookieOf } from './people.ts';
import { picturesOf, take } from './pictures.ts';
import { one, useSite, written } from './site.ts';
import { Visitor } from './visitor.ts';

const site = await useSite();
const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');

/** What is wrong with a page, in either scheme and at the widths that must not scroll sideways. */
async function inspect(visitor: Visitor, { path, heading, shows }: ListedPage): Promise<string[]> {
  const wrong: string[] = [];
  await visitor.open(path);
  const title = ((await visitor.page.locator('h1').textContent()) ?? '').replaceAll('\u00a0', ' ');
  if (!heading.test(title)) wrong.push(`heading "${title}"`);
  const text = await visitor.text();
  wrong.push(...shows.filter((shown) => !text.includes(shown)).map((shown) => `does not show "${shown}"`));
  return [...wrong, ...(await visitor.wrong())].map((what) => `${path}: ${what}`);
}

/** The lines of an export. */
async function exported(path: string): Promise<string[]> {
  const response = await fetch(`${site.url}/w/default${path}`, {
    headers: { cookie: await cookieOf(site.url, 'admin') },
  });
  expect(response.headers.get('content-type')).toContain('text/csv');
  return (await response.text()).trimEnd().split('\n');
}

describe('the app on a computed workspace', () => {
  let url: string;
  let browser: Browser;
  let warehouse: Warehouse;
  let visitor: Visitor;

  beforeAll(async () => {
    browser = await openBrowser();
    ({ url, warehouse } = site);
    visitor = await Visitor.arrive(browser, url);
    // A machine that has never opened the browser unpacks it first.
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
  });

  test('every page shows the warehouse’s numbers, without an error, in both schemes', {
    timeout: 240_000,
  }, async () => {
    const pages = await everyPage(warehouse);
    const middle = Math.ceil(pages.length / 2);
    // Two visitors: a machine's second core would idle while the first page is looked at.
    const found = await Promise.all(
      [pages.slice(0, middle), pages.slice(middle)].map(async (half) => {
        const guest = await Visitor.arrive(browser, url);
        const wrong: string[] = [];
        for (const page of half) wrong.push(...(await inspect(guest, page)));
        return wrong;
      }),
    );
    expect(found.flat()).toEqual([]);
  });

  test('the pictures of the README are of pages without an error', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'weft-pictures-'));
    const guest = await Visitor.arrive(browser, url);
    for (const picture of await picturesOf(warehouse)) {
      const taken = await take(guest, picture, folder);
      expect([picture.name, taken.readUInt32BE(16), taken.readUInt32BE(20)]).toEqual([
        picture.name,
        1440,
        900,
      ]);
      // An empty page is some kilobytes; more than this nobody waits for.
      expect(taken.length).toBeGreaterThan(30_000);
      expect(taken.length).toBeLessThan(250_000);
      expect([picture.name, await guest.page.locator('main').getByRole('alert').allTextContents()]).toEqual([
        picture.name,
        [],
      ]);
      expect(readme).toContain(`docs/images/${picture.name}.png`);
    }
    expect(guest.troubles()).toEqual([]);
    await guest.page.context().close();
    rmSync(folder, { recursive: true });
  });

  test('a person is found by an identifier as anyone may write it, and typing keeps focus', async () => {
    const carried = await one(
      warehouse,
      `select i.value, i.weft_id from weft.identity_identifiers as i
       where i.type = 'email' and not exists (
         select 1 from weft.identity_identifiers as o
         where o.type = 'email' and o.value = i.value and o.weft_id <> i.weft_id)
       order by i.records desc, i.value limit 1`,
    );
    const { page } = visitor;
    await visitor.open('/w/default/profiles');
    const field = page.getByRole('searchbox', { name: 'Search people' });
    const typed = ` ${String(carried.value).toUpperCase()}`;
    await field.pressSequentially(typed, { delay: 15 });
    await page.getByText('1–1 of 1 people').waitFor();
    expect(await field.inputValue()).toBe(typed);
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.locator('tbody tr a').first().click();
    await page.waitForURL(`**/profiles/${carried.weft_id}/summary`);
    await page.goBack();
    await page.getByText('1–1 of 1 people').waitFor();
  });

  test('each term of a run’s equation leads to as many rows', async () => {
    const run = await one(
      warehouse,
      'select run_id, sync, planned, accepted, rejected, skipped, pending from weft.sync_runs order by planned desc limit 1',
    );
    const terms = ['accepted', 'rejected', 'skipped', 'pending'] as const;
    expect(terms.reduce((sum, term) => sum + Number(run[term]), 0)).toBe(Number(run.planned));
    for (const term of terms) {
      await visitor.open(`/w/default/syncs/${run.sync}/runs/${run.run_id}?status=${term}`);
      const text = await visitor.text();
      const expected = Number(run[term]) === 0 ? `No ${term} row` : `of ${written(run[term])} rows`;
      expect(text).toContain(expected);
    }
  });

  test('an export holds every member', async () => {
    const segment = await one(
      warehouse,
      'select segment, count(*) as people from weft.segment_members group by segment order by 2 desc limit 1',
    );
    const lines = await exported(`/segments/${segment.segment}/members.csv`);
    expect(lines).toHaveLength(Number(segment.people) + 1);
    expect(lines[0]).toMatch(/^weft_id,entered_at/);
  });

  test('a list of many pages is exported whole, as it is searched and filtered', async () => {
    const all = await one(warehouse, 'select count(*) as people from weft.customer_360');
    const people = await exported('/profiles.csv');
    expect(people).toHaveLength(Number(all.people) + 1);
    expect(people[0]).toMatch(/^weft_id,.*,weft_records,first_seen,last_seen$/);
    const run = await one(
      warehouse,
      'select run_id, sync, planned from weft.sync_runs order by planned desc, run_id limit 1',
    );
    await visitor.open(`/w/default/syncs/${run.sync}/runs/${run.run_id}`);
    const link = visitor.page.getByRole('link', { name: /^Download all as CSV/ });
    const rows = await exported(`/syncs/${run.sync}/runs/${run.run_id}/rows.csv`);
    expect(await link.getAttribute('href')).toBe(`/w/default/syncs/${run.sync}/runs/${run.run_id}/rows.csv`);
    expect(rows).toHaveLength(Number(run.planned) + 1);
    const key = String(rows[1]).split(',')[0] ?? '';
    await visitor.open(`/w/default/syncs/${run.sync}/runs/${run.run_id}?q=${key}`);
    const found = await exported((await link.getAttribute('href'))?.replace('/w/default', '') ?? '');
    expect(found.length).toBeLessThan(rows.length);
    expect(found[1]).toBe(rows[1]);
  });

  test('what any table shows becomes a file, with moments and numbers as programs read them', async () => {
    const { page } = visitor;
    const download = async (path: string): Promise<string[]> => {
      await visitor.open(path);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page
          .getByRole('button', { name: /^Download what is shown as CSV/ })
          .first()
          .click(),
      ]);
      return readFileSync(await file.path(), 'utf8')
        .trimEnd()
        .split('\n');
    };
    const traits = await download('/w/default/traits');
    expect(traits).toHaveLength(await page.locator('main table').first().locator('tr').count());
    const people = await one(warehouse, 'select count(lifetime_value) as known from weft.traits');
    expect(traits.find((line) => line.startsWith('Lifetime value,'))).toContain(`,${people.known},`);
    expect((await download('/w/default/models')).join('\n')).toMatch(/,\d{4}-\d\d-\d\dT[\d:.]+Z/);
    expect(visitor.troubles()).toEqual([]);
  });

  test('pages tell what columns hold, and no value of one that is personal', async () => {
    const country = await one(
      warehouse,
      `select country, count(*) as found, (select count(country) from raw.crm_contacts) as known
       from raw.crm_contacts where country is not null group by country order by found desc, country limit 1`,
    );
    const share = ((Number(country.found) / Number(country.known)) * 100).toFixed(1);
    const { page } = visitor;
    const row = async (column: string) =>
      ((await page.locator('tbody tr').filter({ hasText: column }).first().textContent()) ?? '').replaceAll(
        '\u00a0',
        ' ',
      );
    await visitor.open('/w/default/sources/crm_contacts');
    expect(await row('country')).toContain(`${country.country} ${share} %`);
    expect(await row('email')).toContain('not kept');
    const shown = await page.content();
    // What stands for no value, such as a dash, is everywhere.
    const personal = await warehouse.query(
      'select email as value from raw.crm_contacts where length(email) > 8 union select street from raw.crm_contacts where length(street) > 8',
    );
    expect(personal.length).toBeGreaterThan(100);
    expect(personal.filter(({ value }) => shown.includes(String(value)))).toEqual([]);
    const brand = await one(
      warehouse,
      `select favourite_brand as name, count(*) as found,
         (select count(favourite_brand) from weft.customer_360) as known, (select count(*) from weft.customer_360) as people
       from weft.customer_360 where favourite_brand is not null group by favourite_brand order by found desc, name limit 1`,
    );
    await visitor.open('/w/default/traits/favourite_brand');
    const told = await row('favourite_brand');
    expect(told).toContain(`${((1 - Number(brand.known) / Number(brand.people)) * 100).toFixed(1)} %`);
    expect(told).toContain(
      `${brand.name} ${((Number(brand.found) / Number(brand.known)) * 100).toFixed(1)} %`,
    );
    expect(visitor.troubles()).toEqual([]);
  });

  test('the keyboard reaches pages and resources', async () => {
    const { page } = visitor;
    await visitor.open('/w/default');
    await page.getByRole('button', { name: 'Search' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL('**/w/default/segments');
    await page.keyboard.press('Control+k');
    const search = page
      .getByRole('textbox', { name: 'Search' })
      .or(page.getByRole('combobox', { name: 'Search' }));
    await search.fill('lifetime');
    expect(await visitor.violations('dark')).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('button', { name: /Lifetime value/ }).click();
    await page.waitForURL('**/traits/lifetime_value');
  });

  test('a sync that is run from its page ends with its rows accounted for', { timeout: 60_000 }, async () => {
    const { page } = visitor;
    const { sync } = await one(warehouse, 'select sync from weft.sync_runs order by planned desc limit 1');
    await visitor.open(`/w/default/syncs/${sync}/runs`);
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.waitForURL(/\/runs\/[0-9a-z]{10,}$/);
    await page
      .locator('header')
      .getByText(/^Complete/)
      .waitFor({ timeout: 40_000 });
    const run = page.url().split('/').at(-1);
    const counted = await one(
      warehouse,
      `select planned, accepted, rejected, skipped, pending from weft.sync_runs where run_id = '${run}'`,
    );
    expect(await visitor.text()).toContain(`${written(counted.planned)} planned`);
    expect(Number(counted.pending)).toBe(0);
  });

  test('a foreign name is refused', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request(`${url}/w/default`, { headers: { host: 'elsewhere.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.on('error', reject);
      call.end();
    });
    expect(status).toBe(421);
  });

  test('a form that another site posts starts nothing', async () => {
    const { sync } = await one(warehouse, 'select sync from weft.sync_runs order by planned desc limit 1');
    const guest = await Visitor.arrive(browser, url);
    const posted = new Promise<Request>((resolve) => {
      guest.page.on('request', (made) => made.method() === 'POST' && resolve(made));
    });
    await guest.page.route('**/*', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await guest.open(`/w/default/syncs/${sync}/runs`);
    await guest.page.getByRole('button', { name: 'Run now' }).click();
    const form = await posted;
    const runs = 'select count(*) as runs from weft.sync_runs';
    const before = await one(warehouse, runs);
    const { 'content-length': _length, ...headers } = form.headers();
    const response = await fetch(form.url(), {
      method: 'POST',
      headers: { ...headers, origin: 'http://elsewhere.example' },
      body: new Uint8Array(form.postDataBuffer() ?? []),
    });
    expect(response.ok).toBe(false);
    expect(await one(warehouse, runs)).toEqual(before);
  });

  test('what does not exist is said so', async () => {
    await visitor.open('/w/default/segments/no_such_segment/definition');
    expect(await visitor.text()).toContain('Nothing is at this address');
    visitor.troubles();
    await visitor.open('/w/default/profiles?q=%F0%9F%90%BB%27%22%3B--%25_');
    expect(await visitor.text()).toContain('No person has');
    expect(visitor.troubles()).toEqual([]);
  });
});
