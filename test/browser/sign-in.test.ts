import { TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '../../connectors/control/audit.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { useWeft } from '../fixtures/weft.ts';
import { openBrowser } from './chromium.ts';
import { startIdentityProvider } from './identity-provider.ts';
import { Visitor } from './visitor.ts';

const provider = await startIdentityProvider();
const weft = useWeft(
  ['postgres', 'temporal', 'worker', 'web'],
  {
    WEFT_WEB_PORT: '0',
    WEFT_OIDC_ISSUER: provider.issuer,
    WEFT_OIDC_CLIENT_ID: provider.client.id,
    WEFT_OIDC_CLIENT_SECRET: provider.client.secret,
    WEFT_OIDC_NAME: 'Company login',
    WEFT_OIDC_DOMAINS: 'weft.example',
    WEFT_OIDC_ROLE: 'marketer',
  },
  false,
);
const root = '/w/default';
const password = 'correct horse battery';
let browser: Browser;
let owner: Visitor;
let url: string;

beforeAll(async () => {
  url = weft.platform.endpoints.web?.url ?? '';
  provider.serve(url);
  browser = await openBrowser();
  owner = await Visitor.arrive(browser, url, null);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await provider.close();
});

const stranger = async (): Promise<Page> => (await Visitor.arrive(browser, url, null)).page;

/** Signs in by the form; resolves when the app's page is there, or the form says no. */
async function signIn(page: Page, email: string, word: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: false }).first().fill(word);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const arrived = (page: Page) => page.waitForURL((to) => to.pathname.startsWith(root));
const actions = () =>
  withControl(weft.settings, async (control) =>
    (await listAudit(control, { limit: 20 })).map(({ actor, action, subject }) => [actor, action, subject]),
  );

test('the first visitor becomes the owner, and nobody after', { timeout: 60_000 }, async () => {
  const { page } = owner;
  await owner.open(`${root}/segments`);
  await page.waitForURL('**/setup');
  await page.getByLabel('Your name').fill('Olga Owner');
  await page.getByLabel('E-mail address').fill('Olga@Weft.example');
  await page.getByLabel('Password', { exact: false }).first().fill('short');
  await page.getByRole('button', { name: 'Make me the owner' }).click();
  await page.getByText('A password has 12 characters at least').waitFor();
  await page.getByLabel('Password', { exact: false }).first().fill(password);
  await page.getByRole('button', { name: 'Make me the owner' }).click();
  await arrived(page);
  expect(await owner.troubles()).toEqual([]);
  const other = await stranger();
  await other.goto(`${url}/setup`);
  await other.waitForURL('**/sign-in');
  expect(await actions()).toContainEqual(['olga@weft.example', 'people.set-up', 'olga@weft.example']);
});

/** What the pages of a workspace without anything say, and their one filled button. */
const empties: [path: string, says: string, button: string | null][] = [
  ['', 'A workspace begins with a source', 'Connect a source'],
  ['/inbox', 'No draft waits.', null],
  ['/profiles', 'Not computed yet.', null],
  ['/segments', 'No segment is there yet.', 'New segment'],
  ['/segments/lists', 'No list is there yet.', 'New list'],
  ['/traits', 'No trait is declared.', 'New trait'],
  ['/syncs', 'There is no sync yet.', 'New sync'],
  ['/syncs/new', 'There is nowhere to send to yet.', 'Add destination'],
  ['/destinations', 'No destination is connected.', 'Add destination'],
  ['/sources', 'No source is declared.', 'Connect source'],
  ['/sources/new', 'The warehouse has no table that Weft may read.', 'Upload a file'],
  ['/schema', 'Nothing is declared yet.', null],
  ['/models', 'The models have never been refreshed.', 'Refresh now'],
  ['/models/sql', 'Nothing is written in SQL yet.', null],
  ['/identity/summary', 'Not computed yet.', null],
  ['/identity/rules', 'No identity rules are declared.', null],
  ['/identity/audit', 'Not computed yet.', null],
  ['/activity', 'No version was applied yet.', null],
  ['/settings/people', 'Nobody is invited just now.', 'Make a link'],
  ['/settings/keys', 'There is no key.', 'Make a key'],
];

test('each page of an empty workspace says what would be there, and what to do first', {
  timeout: 120_000,
}, async () => {
  const { page } = owner;
  const met: typeof empties = [];
  for (const [path, says] of empties) {
    await owner.open(root + path);
    const filled = await page
      .locator('main .mantine-Button-root:is([data-variant=filled], :not([data-variant]))')
      .allTextContents();
    met.push([
      path,
      (await owner.text()).includes(says) ? says : await owner.text(),
      filled.length < 2 ? (filled[0] ?? null) : filled.join(),
    ]);
  }
  expect(met).toEqual(empties);
  for (const path of ['', '/segments', '/profiles']) {
    await owner.open(root + path);
    expect([path, await owner.wrong()]).toEqual([path, []]);
  }
});

test('a stranger sees nothing, is sent to the sign-in, and back after it', async () => {
  const page = await stranger();
  await page.goto(`${url}${root}/settings/people`);
  await page.waitForURL('**/sign-in?next=*');
  expect(await page.content()).not.toContain('Olga');
  await page.getByLabel('E-mail address').fill('olga@weft.example');
  await page.getByLabel('Password', { exact: false }).first().fill('a wrong password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('do not belong together').waitFor();
  await page.getByLabel('Password', { exact: false }).first().fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`**${root}/settings/people`);
  for (const path of ['/api/runs/x/events', `${root}/changes.patch`]) {
    expect((await fetch(url + path, { redirect: 'manual' })).status).toBeOneOf([307, 401]);
  }
});

test('an invitation lets one person in, once, with its role', { timeout: 60_000 }, async () => {
  const { page } = owner;
  await owner.open(`${root}/settings/people`);
  await page.getByLabel('E-mail address').fill('not an address');
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.getByText('This is no e-mail address.').waitFor();
  await page.getByLabel('E-mail address').fill('vera@elsewhere.example');
  await page.getByRole('combobox', { name: 'Role', exact: true }).click();
  await page.getByRole('option', { name: 'Viewer' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.locator('code').filter({ hasText: '/invite/' }).textContent();
  const guest = await Visitor.arrive(browser, url, null);
  await guest.page.goto(link ?? '');
  await guest.page.getByText('olga@weft.example invited vera@elsewhere.example as Viewer.').waitFor();
  await guest.page.getByLabel('Your name').fill('Vera Viewer');
  await guest.page.getByLabel('Password', { exact: false }).first().fill(password);
  await guest.page.getByRole('button', { name: 'Join' }).click();
  await arrived(guest.page);
  await guest.open(`${root}/settings/people`);
  const text = await guest.text();
  expect(text).toContain('Roles are given by admins: Olga Owner.');
  expect(text).not.toContain('Make a link');
  expect((await fetch(`${url}${root}/settings/keys`)).url).toContain('/sign-in');
  await guest.open(`${root}/settings/keys`);
  expect(await guest.text()).toContain('This needs the role admin.');
  const late = await stranger();
  await late.goto(link ?? '');
  await late.getByRole('heading', { name: 'This link is no longer good' }).waitFor();
});

test('a role that is changed holds at once, and the last admin stays', { timeout: 60_000 }, async () => {
  const { page } = owner;
  await owner.open(`${root}/settings/people`);
  const role = (name: string) => page.getByRole('combobox', { name: `Role: ${name}` });
  await role('Olga Owner').click();
  await page.getByRole('option', { name: 'Viewer' }).click();
  await page.getByText('this is the only admin').waitFor();
  await role('Vera Viewer').click();
  await page.getByRole('option', { name: 'Admin' }).click();
  await expect.poll(() => role('Vera Viewer').inputValue()).toBe('Admin');
  const vera = await stranger();
  await signIn(vera, 'vera@elsewhere.example', password);
  await arrived(vera);
  await vera.goto(`${url}${root}/settings/keys`);
  await vera.getByRole('button', { name: 'Make a key' }).waitFor();
  await owner.open(`${root}/settings/people`);
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Actions: Vera Viewer' }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await role('Vera Viewer').waitFor({ state: 'detached' });
  await vera.goto(`${url}${root}/settings/keys`);
  await vera.waitForURL('**/sign-in?next=*');
  await signIn(vera, 'vera@elsewhere.example', password);
  await vera.getByText('vera@elsewhere.example has no role here').waitFor();
});

test('a second factor is asked for once it is on', { timeout: 60_000 }, async () => {
  const { page } = owner;
  await owner.open(`${root}/settings/account`);
  await page.getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Turn on…' }).click();
  const secret = await page.locator('code').first().textContent();
  const totp = new TOTP({ secret: secret ?? '' });
  await page.getByLabel('Code').fill(totp.generate());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('The second factor is on.').waitFor();
  const backup = await page
    .locator('li')
    .filter({ hasText: /^\w{5}-\w{5}$/ })
    .first()
    .textContent();
  expect(await owner.violations('light')).toEqual([]);

  const elsewhere = await stranger();
  await signIn(elsewhere, 'olga@weft.example', password);
  await elsewhere.getByLabel('Code of your authenticator app').fill('000000');
  await elsewhere.getByRole('button', { name: 'Confirm' }).click();
  await elsewhere.getByText('This code is not right').waitFor();
  await elsewhere.goto(`${url}${root}`);
  await elsewhere.waitForURL('**/sign-in*');
  await signIn(elsewhere, 'olga@weft.example', password);
  await elsewhere.getByLabel('Code of your authenticator app').fill(totp.generate());
  await elsewhere.getByRole('button', { name: 'Confirm' }).click();
  await arrived(elsewhere);

  const lost = await stranger();
  await signIn(lost, 'olga@weft.example', password);
  await lost.getByRole('button', { name: 'Use a backup code' }).click();
  await lost.getByLabel('Backup code').fill(backup ?? '');
  await lost.getByRole('button', { name: 'Confirm' }).click();
  await arrived(lost);
});

test('sessions are listed, and one that is ended is out', { timeout: 60_000 }, async () => {
  const { page } = owner;
  await owner.open(`${root}/settings/account`);
  const ends = page.getByRole('button', { name: 'End', exact: true });
  const before = await ends.count();
  expect(before).toBeGreaterThanOrEqual(2);
  await ends.first().click();
  await expect.poll(() => ends.count()).toBe(before - 1);
  const changed = 'another long password';
  await page.getByLabel('Current password').fill('not it, not at all');
  await page.getByLabel('New password').fill(changed);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('The current password is not right.').waitFor();
  await page.getByLabel('Current password').fill(password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Changed. Your other sessions have ended.').waitFor();
  await owner.open(`${root}/settings/account`);
  expect(await ends.count()).toBe(0);
});

test('a key of the API does what its scopes say, until it is revoked', { timeout: 60_000 }, async () => {
  const { page } = owner;
  await owner.open(`${root}/settings/keys`);
  await page.getByLabel('What it is for').fill('<script>nightly</script>');
  await page.getByRole('button', { name: 'Make a key' }).click();
  const key = (await page.locator('code').filter({ hasText: 'weft_' }).textContent()) ?? '';
  const ask = async (path: string, init: RequestInit = {}): Promise<number> =>
    (await fetch(`${url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${key}` } })).status;
  expect(await ask('/runs/nothing')).toBe(404);
  expect(await ask('/syncs/no_such/runs', { method: 'POST' })).toBe(404);
  expect(await ask('/refreshes', { method: 'POST' })).toBe(403);
  expect(await ask('/resources/segment/vip', { method: 'PUT', body: '{}' })).toBe(403);
  const stored = await withControl(weft.settings, async (control) =>
    JSON.stringify(await control.query((database) => database.execute('select * from weft.api_keys'))),
  );
  expect(stored).not.toContain(key.slice(12));
  await owner.open(`${root}/settings/keys`);
  expect(await owner.text()).toContain(`${key.slice(0, 11)}…`);
  expect(await page.content()).not.toContain(key);
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Revoke…' }).click();
  await page.getByText('Revoked').waitFor();
  expect(await ask('/runs/nothing')).toBe(401);
});

/** Goes through the identity provider's own pages as somebody. */
async function signOn(page: Page, email: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByRole('button', { name: 'Continue with Company login' }).click();
  await page.waitForURL(`${provider.issuer}/**`);
  await page.locator('input[name=login]').fill(email);
  await page.locator('input[name=password]').fill('any');
  await page.getByRole('button').first().click();
  await page.getByRole('button', { name: /continue/i }).click();
}

test('single sign-on lets in the company’s domain, and nobody whom no one invited', {
  timeout: 90_000,
}, async () => {
  const inside = await Visitor.arrive(browser, url, null);
  await signOn(inside.page, 'mia@weft.example');
  await arrived(inside.page);
  await inside.page.getByRole('button', { name: 'Your account' }).click();
  await inside.page.getByText('Marketer', { exact: true }).waitFor();
  const outside = await stranger();
  await signOn(outside, 'mallory@evil.example');
  await outside.getByText('mallory@evil.example has no role here').waitFor();
  const unverified = await stranger();
  await signOn(unverified, 'unverified@weft.example');
  await unverified.getByText('unverified@weft.example has no role here').waitFor();
  expect(await actions()).toContainEqual(['mia@weft.example', 'people.sign-on', 'mia@weft.example']);
});

test('a link made on the server lets its admin in, and the language is theirs to choose', {
  timeout: 60_000,
}, async () => {
  const { link } = await weft.answer<{ link: string }>('invite', 'root@weft.example', '--role', 'admin');
  const page = await stranger();
  await page.goto(link);
  await page.getByLabel('Your name').fill('Rita Root');
  await page.getByLabel('Password', { exact: false }).first().fill(password);
  await page.getByRole('button', { name: 'Join' }).click();
  await arrived(page);
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Deutsch' }).click();
  await page.getByRole('link', { name: 'Übersicht' }).first().waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  const refused = await weft.weft('invite', 'x@y.example', '--role', 'admni');
  expect(refused.exitCode).not.toBe(0);
  expect(refused.stderr).toContain('Did you mean admin?');
});
