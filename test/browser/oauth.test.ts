import { sql } from 'drizzle-orm';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withControl } from '../../connectors/control/connect.ts';
import { keptSecretsOf } from '../../connectors/control/kept-secrets.ts';
import { useWeft } from '../fixtures/weft.ts';
import { openBrowser } from './chromium.ts';
import { cookieOf } from './people.ts';
import { startVendor } from './vendor.ts';
import { Visitor } from './visitor.ts';

const vendor = await startVendor();
const weft = useWeft(['postgres', 'temporal', 'worker', 'web'], {
  WEFT_EGRESS_ALLOW: '127.0.0.1',
  WEFT_WEB_PORT: '0',
  SF_SECRET: vendor.client.secret,
  SF_WRONG: 'another secret',
});
const root = '/w/default';
const path = `${root}/destinations/new/salesforce`;
const callbackPath = `${root}/destinations/oauth/salesforce/callback`;
let url: string;
let browser: Browser;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  url = weft.platform.endpoints.web?.url ?? '';
  vendor.serve(url + callbackPath);
  browser = await openBrowser();
  visitor = await Visitor.arrive(browser, url, 'marketer');
  page = visitor.page;
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await vendor.close();
});

const field = (name: string, on = page): Locator => on.getByLabel(new RegExp(`^${name}( \\*)?$`));
const button = () => page.getByRole('button', { name: 'Connect to Salesforce' });

/** Goes to the vendor, which knows nobody yet. */
async function connect(): Promise<void> {
  await page.context().clearCookies({ name: /^_/ });
  await button().click();
  await page.waitForURL(`${vendor.url}/**`);
}

/** Signs in at the vendor, and allows what is asked or not. */
async function atVendor(allow: boolean): Promise<void> {
  if (!allow) return page.getByRole('link', { name: /Cancel|Abort/ }).click();
  await page.locator('input[name="login"]').fill('mia');
  await page.locator('input[name="password"]').fill('anything');
  await page.getByRole('button', { name: /Sign-in/ }).click();
  await page.getByRole('button', { name: /Continue/ }).click();
}

/** All that the control database holds, as text. */
const control = (): Promise<string> =>
  withControl(weft.settings, async ({ query }) => {
    const tables = ['resources', 'resource_history', 'drafts', 'audit_log', 'kept_secrets', 'oauth_requests'];
    const found = await Promise.all(
      tables.map((table) =>
        query((database) =>
          database.execute(sql`select row_to_json(t)::text as line from weft.${sql.identifier(table)} as t`),
        ),
      ),
    );
    return JSON.stringify(found.map(({ rows }) => rows));
  });

test('a destination is connected by the sign-in of its vendor, and its token is kept where nobody sees it', {
  timeout: 120_000,
}, async () => {
  await visitor.open(path);
  await field('Name').fill('Our org');
  await page.getByLabel('Refresh token', { exact: true }).first().check();
  expect(await button().isDisabled()).toBe(true);
  await field('Client ID').fill(vendor.client.id);
  await field('Client secret').fill('SF_SECRET');
  await field('Login URL').fill(vendor.url);
  expect(await page.locator('code').filter({ hasText: 'callback' }).textContent()).toBe(url + callbackPath);
  expect(await visitor.wrong()).toEqual([]);

  // Away at once: the draft had no time to save itself.
  await field('Description').fill('The org of the shop');
  await connect();
  await atVendor(true);
  await page.getByText('Connected to Salesforce. Save to put it in force.').waitFor();
  visitor.troubles();
  expect(await field('Name').inputValue()).toBe('Our org');
  expect(await field('Description').inputValue()).toBe('The org of the shop');
  expect(await field('Login URL').inputValue()).toBe(vendor.url);
  const name = await page.getByRole('textbox', { name: /^Refresh token/ }).inputValue();
  expect(name).toMatch(/^salesforce_[0-9a-f]{12}$/);
  expect(await visitor.wrong()).toEqual([]);

  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('Connected: it can be reached and written to.').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Our org' }).waitFor();

  const reference = `\${secret:${name}}`;
  const kept = await withControl(weft.settings, (open) => keptSecretsOf(open, weft.settings, reference));
  const token = kept[name] ?? '';
  expect(await vendor.takes(token)).toBe(true);
  const held = await control();
  expect(held).toContain(reference);
  expect(held).not.toContain(token);
  for (const shown of [`${root}/destinations/our_org/edit`, `${root}/destinations`, `${root}/activity`]) {
    await visitor.open(shown);
    expect(await page.content()).not.toContain(token);
  }
  expect(await (await fetch(`${url}/api/health`)).text()).not.toContain(token);
  expect(visitor.troubles()).toEqual([]);
});

test('what a vendor refuses comes back in words, with what to do, and nothing typed is lost', {
  timeout: 120_000,
}, async () => {
  await visitor.open(path);
  await field('Name').fill('Second org');
  await page.getByLabel('Refresh token', { exact: true }).first().check();
  await field('Client ID').fill(vendor.client.id);
  await field('Client secret').fill('SF_WRONG');
  await field('Login URL').fill(vendor.url);
  await connect();
  await atVendor(true);
  const told = page.locator('main').getByRole('alert');
  await told.getByText('Salesforce does not know the client, or not by this secret.').waitFor();
  expect(await told.textContent()).toContain('Check the client id and the variable of the client secret');
  expect(await field('Name').inputValue()).toBe('Second org');

  await connect();
  await atVendor(false);
  await told.getByText('Salesforce was not allowed to give Weft a token.').waitFor();
  expect(await field('Client secret').inputValue()).toBe('SF_WRONG');
  expect(await control()).not.toContain('another secret');
});

/** Begins in the browser's session without the form; resolves to where the vendor asks. */
async function begun(): Promise<string> {
  const auth = { flow: 'refresh_token', client_id: vendor.client.id, client_secret: `\${env:SF_SECRET}` };
  const config = { auth, login_url: vendor.url };
  const response = await page.request.post(`${url}${root}/destinations/oauth/salesforce/start`, {
    data: { draft: 'new', spec: { slug: 'third', type: 'salesforce', config }, baseVersion: 0 },
  });
  return (await response.json()).location;
}

/** Says yes at the vendor; resolves to where it sends people back to, and nobody goes there. */
async function wayBack(location: string): Promise<string> {
  const context = await browser.newContext();
  let at = location;
  while (!at.startsWith(url)) {
    let answer = await context.request.get(at, { maxRedirects: 0 });
    if (answer.headers().location === undefined) {
      const text = await answer.text();
      const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1] ?? '';
      const form = { prompt, login: 'mia', password: 'anything' };
      answer = await context.request.post(/action="([^"]+)"/.exec(text)?.[1] ?? '', {
        form,
        maxRedirects: 0,
      });
    }
    at = new URL(answer.headers().location ?? '', at).href;
  }
  await context.close();
  return at;
}

test('a state is good once, for ten minutes, and for the session that began', {
  timeout: 60_000,
}, async () => {
  const address = await wayBack(await begun());
  const come = async (cookie: string) => {
    const { status, headers } = await fetch(address, { redirect: 'manual', headers: { cookie } });
    return [status, headers.get('location')];
  };
  expect(await come(await cookieOf(url, 'admin'))).toEqual([303, `${path}?oauth=none`]);
  // The same person, in another session.
  expect(await come(await cookieOf(url, 'marketer'))).toEqual([303, `${path}?oauth=none`]);
  expect((await come(await cookieOf(url, 'viewer')))[0]).toBe(403);
  expect((await come(''))[0]).toBe(307);
  await page.goto(address);
  await page.getByText('Connected to Salesforce. Save to put it in force.').waitFor();
  await page.goto(address);
  const told = page.locator('main').getByRole('alert');
  await told.getByText('This sign-in was not begun in this session, is over').waitFor();

  const late = await wayBack(await begun());
  await withControl(weft.settings, ({ query }) =>
    query((database) =>
      database.execute(sql`update weft.oauth_requests set expires_at = now() where used_at is null`),
    ),
  );
  await page.goto(late);
  await told.getByText('took longer than ten minutes').waitFor();
  const changed = new URL(await wayBack(await begun()));
  changed.searchParams.set('state', 'made-up');
  await page.goto(changed.href);
  await told.getByText('Connect again from here.').waitFor();
});

test('who may not change destinations begins nothing', async () => {
  const ask = async (as: 'viewer' | 'marketer', body: object) => {
    const response = await fetch(`${url}${root}/destinations/oauth/salesforce/start`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: await cookieOf(url, as) },
      body: JSON.stringify(body),
    });
    return response.status;
  };
  const asked = { draft: 'new', spec: { config: { auth: { client_id: 'x' } } }, baseVersion: 0 };
  expect(await ask('viewer', asked)).toBe(403);
  expect(await ask('marketer', { ...asked, draft: '../etc' })).toBe(422);
  expect(await ask('marketer', asked)).toBe(200);
});
