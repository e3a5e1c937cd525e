import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { openBrowser } from './chromium.ts';
import { one, useSite, written } from './site.ts';
import { Visitor } from './visitor.ts';

const site = await useSite();
const root = '/w/default';
const folder = mkdtempSync(join(tmpdir(), 'weft-upload-'));
let browser: Browser;
let warehouse: Warehouse;
let engineer: Visitor;
let page: Page;

/** Members of a partner's club: one is in two rows by their town, and all are new people. */
const members = [
  ['P-1', 'anna.aigner@club.example', 'Wels', '2026-01-04T10:00:00Z'],
  ['P-2', 'bert.bauer@club.example', 'Wels', '2026-02-05T10:00:00Z'],
  ['P-3', 'cora.czerny@club.example', 'Enns', '2026-03-06T10:00:00Z'],
  ['P-4', 'dora.dorn@club.example', 'Steyr', '2026-04-07T10:00:00Z'],
];
const emails = members.map(([, email]) => email ?? '');

beforeAll(async () => {
  browser = await openBrowser();
  warehouse = site.warehouse;
  engineer = await Visitor.arrive(browser, site.url, 'data_engineer');
  page = engineer.page;
}, 120_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Types a statement over the one in the editor. */
async function write(sql: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: 'SQL' });
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  // As a paste comes: typing would be completed and indented on the way.
  await page.keyboard.insertText(sql);
}

test('a file becomes a table, with its columns and rows as the warehouse has them', async () => {
  const file = join(folder, 'Club members.csv');
  const lines = [['member_no', 'email', 'town', 'joined_at'], ...members].map((row) => row.join(','));
  writeFileSync(file, `${lines.join('\n')}\n`);
  await engineer.open(`${root}/sources/catalogue`);
  await page.getByRole('button', { name: 'Upload a file' }).click();
  await page.locator('input[type=file]').setInputFiles(file);
  const table = page.getByLabel('Into the table');
  expect(await table.inputValue()).toBe('raw.club_members');
  // A table that is there is not replaced unasked, and the file need not be chosen again.
  await table.fill('raw.users');
  await page.getByRole('button', { name: 'Load', exact: true }).click();
  await page.getByText('A table of that name is there.').waitFor();
  await table.fill('raw.club_members');
  await page.getByRole('button', { name: 'Load', exact: true }).click();
  await page.waitForURL('**/sources/catalogue/raw.club_members');
  await page.getByRole('heading', { name: '4 columns' }).waitFor();
  const text = await engineer.text();
  expect(text).toContain('A table of 4 rows.');
  const [{ towns } = {}] = await warehouse.query(
    'select count(distinct town) as towns from raw.club_members',
  );
  expect(Number(towns)).toBe(3);
  const cells = await page
    .getByRole('table', { name: 'Columns' })
    .getByRole('row')
    .filter({ hasText: 'town' })
    .getByRole('cell')
    .allTextContents();
  expect(cells).toContain('3');
  // Nobody has said that they are personal, and they are not shown for all that.
  expect(emails.filter((email) => text.includes(email))).toEqual([]);
  await page.getByRole('link', { name: 'Show personal values' }).click();
  await page.getByText('cora.czerny@club.example').waitFor();
  expect(await engineer.wrong()).toEqual([]);
});

test('the catalogue is searched by tables and columns', async () => {
  await engineer.open(`${root}/sources/catalogue?q=club_mem`);
  expect(await page.getByRole('link', { name: 'club_members' }).count()).toBe(1);
  expect(await page.getByRole('table').count()).toBe(1);
  await page.getByRole('searchbox').fill('joined_at');
  await page.waitForURL('**q=joined_at*');
  await page.getByRole('link', { name: 'club_members' }).waitFor();
  await page.getByRole('searchbox').fill('<script>🦆');
  await page.getByText('No table or column matches').waitFor();
  expect(await engineer.wrong()).toEqual([]);
});

test('a source is proposed, held against its rows, planned, and put in force', {
  timeout: 150_000,
}, async () => {
  await engineer.open(`${root}/sources/new?table=raw.club_members`);
  const identifier = page.getByRole('group', { name: 'Identifier 1' });
  expect(await identifier.getByLabel('Type').first().inputValue()).toBe('email');
  expect(await identifier.getByLabel('Column').first().inputValue()).toBe('email');
  expect(await page.getByRole('checkbox', { name: 'email is personal' }).isChecked()).toBe(true);
  expect(await engineer.wrong()).toEqual([]);
  // Two members live in one town, so it tells nobody apart.
  const key = page.getByRole('combobox', { name: 'Key' }).or(page.getByRole('textbox', { name: 'Key' }));
  await key.first().click();
  await page.keyboard.press('Backspace');
  await page.getByRole('option', { name: 'town' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('one value of town is in 2 rows').waitFor();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await page.getByRole('button', { name: 'Publish' }).click();
  // A source that carries identifiers changes who is one person: that is planned, and published with its plan.
  await page.getByText('no plan shows how').waitFor();
  await page.getByRole('button', { name: 'Plan change' }).click();
  await page
    .getByRole('heading', { level: 1, name: 'These rules change nobody.' })
    .waitFor({ timeout: 90_000 });
  await page.getByRole('button', { name: 'Publish these rules' }).click();
  await page.waitForURL(/identity\/rules/);
  await engineer.open(`${root}/sources/club_members`);
  await page.getByRole('heading', { name: 'Club members' }).waitFor();
  const text = await engineer.text();
  expect(text).toContain('Key');
  expect(text).toContain('Identifier: email');
  expect(emails.filter((email) => text.includes(email))).toEqual([]);
});

test('an entity is declared over the same table, and the schema shows both', async () => {
  await engineer.open(`${root}/schema/new?table=raw.club_members`);
  expect(await page.getByRole('radio', { name: /A column carries an identifier/ }).isChecked()).toBe(true);
  await page.getByLabel('Name', { exact: true }).fill('Memberships');
  await page.getByLabel('Name in files and SQL').fill('memberships');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.waitForURL('**/schema/memberships');
  await page.getByRole('heading', { name: 'Memberships' }).waitFor();
  await engineer.open(`${root}/schema`);
  const rows = page.getByRole('table', { name: 'Connections' }).getByRole('row');
  expect(await rows.filter({ hasText: 'Memberships' }).textContent()).toContain('belongs to, by email');
  expect(await rows.filter({ hasText: 'Club members' }).textContent()).toContain('carries email');
  // The picture has them too, each a link to its page.
  await page.locator('.react-flow__node a[href$="/schema/memberships"]').waitFor();
  expect(await engineer.wrong()).toEqual([]);
});

test('a statement with a mistake names its line, and the right one gives the warehouse’s rows', {
  timeout: 90_000,
}, async () => {
  await engineer.open(`${root}/models/query`);
  await write(
    'select town, count(*) as members\nfrom raw.club_members\nwhere twon is not null\ngroup by town',
  );
  await page.keyboard.press('Control+Enter');
  // The first statement waits for the warehouse's reading side to open.
  await expect.poll(() => engineer.text(), { timeout: 40_000 }).toContain('Line 3, column 7');
  await page.locator('.cm-fault').filter({ hasText: 'twon' }).waitFor();
  await write('delete from raw.club_members');
  await page.keyboard.press('Control+Enter');
  await page.getByText('The statement must only read').waitFor();
  await write('select count(*) as people\nfrom {profiels}');
  await page.keyboard.press('Control+Enter');
  await page.getByText('did you mean {profiles}?').waitFor();
  await write('select count(*) as people, max(weft_id) as email\nfrom {profiles}');
  await page.keyboard.press('Control+Enter');
  const people = await one(warehouse, 'select count(*) as found from weft.profiles');
  await page.getByRole('cell', { name: String(people.found), exact: true }).waitFor();
  // A column of that name is personal, whatever is in it.
  expect(await page.getByRole('cell').allTextContents()).toEqual([String(people.found), '•••']);
  await page.getByText('Compiled SQL').click();
  await page.locator('pre').filter({ hasText: 'from "weft"."profiles"' }).waitFor();
  expect(await engineer.wrong()).toEqual([]);
  const [{ left } = {}] = await warehouse.query('select count(*) as left from raw.club_members');
  expect(Number(left)).toBe(4);
});

test('a refresh is followed, and the lineage and the people know the new table', {
  timeout: 180_000,
}, async () => {
  const before = await one(warehouse, 'select count(*) as people from weft.identity_persons');
  await engineer.open(`${root}/models`);
  await page.getByRole('button', { name: 'Refresh now' }).click();
  await page.waitForURL('**/models/runs/*');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.locator('header').getByText('Complete', { exact: true }).waitFor({ timeout: 150_000 });
  const after = await one(warehouse, 'select count(*) as people from weft.identity_persons');
  expect(Number(after.people)).toBe(Number(before.people) + members.length);
  await engineer.open(
    `${root}/models/lineage?of=${encodeURIComponent('table/raw.club_members')}&direction=down`,
  );
  const list = page.getByRole('table', { name: 'As a list' });
  for (const name of ['identity_members', 'profiles', 'entity_memberships'])
    expect(await list.getByRole('link', { name, exact: true }).count()).toBeGreaterThan(0);
  // What the orders are made of is not made of the club.
  expect(await list.getByRole('link', { name: 'related_orders', exact: true }).count()).toBe(0);
  await page.locator('.react-flow__node a[href$="/models/profiles"]').waitFor();
  expect(await engineer.wrong()).toEqual([]);
  await engineer.open(`${root}/models/profiles`);
  const builds = page.getByRole('table', { name: 'Last builds' }).getByRole('row');
  expect(await builds.nth(1).textContent()).toContain(written(after.people));
  await page.locator('pre').filter({ hasText: 'from' }).first().waitFor();
  expect(await engineer.wrong()).toEqual([]);
});

test('who may not see what is personal gets none of it, and declares nothing', async () => {
  const viewer = await Visitor.arrive(browser, site.url, 'viewer');
  for (const path of [
    '/sources/catalogue/raw.club_members?personal=shown',
    '/sources/club_members?personal=shown',
    '/schema/memberships?personal=shown',
  ]) {
    await viewer.open(`${root}${path}`);
    const html = await viewer.page.content();
    expect(html).toContain('•••');
    expect(emails.filter((email) => html.includes(email))).toEqual([]);
    expect(await viewer.page.getByRole('link', { name: /Declare as|Edit/ }).count()).toBe(0);
  }
  // Nobody declared this one, so its rows are for those who do.
  await viewer.open(`${root}/sources/catalogue/raw.truth`);
  expect(await viewer.text()).toContain('Rows of a table that is not declared are shown to those');
  await viewer.open(`${root}/sources/new?table=raw.truth`);
  expect(await viewer.text()).toContain('needs the role data engineer or admin');
  expect(viewer.troubles()).toEqual([]);
  const refused = await viewer.page.evaluate(async () => {
    const response = await fetch('/w/default/models/sql/preview', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sql: 'select email from raw.club_members', reveal: true, limit: 50 }),
    });
    return { status: response.status, text: await response.text() };
  });
  expect(refused.status).not.toBe(200);
  expect(refused.text).not.toContain('club.example');
});
