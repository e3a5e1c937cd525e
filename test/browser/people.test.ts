import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { openBrowser } from './chromium.ts';
import { one, useSite, written } from './site.ts';
import { Visitor } from './visitor.ts';

const site = await useSite();
const root = '/w/default';
const money = (value: unknown): string =>
  new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
    Number(value),
  );

const section = (page: Page, title: string): Locator =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

/** An input by its label, which the list that it opens bears too. */
const field = (page: Page, label: string): Locator =>
  page.getByLabel(label, { exact: true }).and(page.locator('input, textarea')).filter({ visible: true });

const words = async (locator: Locator): Promise<string> =>
  ((await locator.textContent()) ?? '').replaceAll('\u00a0', ' ');

describe('people and traits', () => {
  let url: string;
  let browser: Browser;
  let warehouse: Warehouse;
  let engineer: Visitor;

  beforeAll(async () => {
    browser = await openBrowser();
    ({ url, warehouse } = site);
    engineer = await Visitor.arrive(browser, url, 'data_engineer');
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
  });

  /** Somebody whom a sync sent and who bought something. */
  const customer = () =>
    one(
      warehouse,
      `select s.weft_id, s.run_id, s.sync, t.lifetime_value, t.next_category, p.first_name, p.email
       from weft.sync_rows as s
       join weft.traits as t on t.weft_id = s.weft_id
       join weft.profiles as p on p.weft_id = s.weft_id
       where s.status = 'accepted' and t.lifetime_value > 0 and t.next_category is not null and p.email is not null
         and p.first_name is not null and s.sync in ('lapsing_to_files', 'readers_to_webhook', 'browsers_to_webhook')
       order by t.lifetime_value desc, s.weft_id limit 1`,
    );

  const openEditor = async (visitor: Visitor, path: string) => {
    await visitor.open(path);
    await visitor.page.getByRole('combobox', { name: 'What it says' }).waitFor();
    // What was begun in another test is another trait.
    const discard = visitor.page.getByRole('button', { name: 'Discard draft' });
    if (await discard.isVisible()) {
      visitor.page.once('dialog', (dialog) => dialog.accept());
      await discard.click();
      await discard.waitFor({ state: 'hidden' });
    }
  };

  const choose = async (page: Page, field: string, option: string) => {
    await page.getByRole('combobox', { name: field, exact: true }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };

  /** The live values once they are of the trait as it is now. */
  const liveValues = async (page: Page): Promise<Map<string, string>> => {
    await page.getByText(/computed in \d+ ms/).waitFor({ timeout: 30_000 });
    const rows = page.getByRole('table', { name: 'Values on sample people' }).locator('tbody tr');
    const found = new Map<string, string>();
    for (const row of await rows.all()) {
      const href = (await row.locator('a').first().getAttribute('href')) ?? '';
      found.set(href.split('/').at(-2) ?? '', await words(row.locator('td').nth(1)));
    }
    return found;
  };

  test('a person’s page has the warehouse’s numbers, and the offer with its reason', async () => {
    const person = await customer();
    const facts = await one(
      warehouse,
      `select (select count(*) from weft.entity_orders where weft_id = '${person.weft_id}') as orders,
         (select next_category_because from weft.traits where weft_id = '${person.weft_id}') as because,
         (select total from weft.entity_orders where weft_id = '${person.weft_id}' order by ordered_at desc, order_id limit 1) as total,
         (select max(ordered_at) from weft.entity_orders where weft_id = '${person.weft_id}') as ordered,
         (select coalesce(max(purchased_at), '1970-01-01') from weft.entity_receipts where weft_id = '${person.weft_id}') as receipt`,
    );
    await engineer.open(`${root}/profiles/${person.weft_id}/summary`);
    const { page } = engineer;
    expect(await words(section(page, 'Value and loyalty'))).toContain(written(person.lifetime_value));
    const offer = await words(section(page, 'What to propose'));
    expect(offer.toLowerCase()).toContain(String(person.next_category));
    expect(offer.toLowerCase()).toContain(`because they have ${String(facts.because)}`);
    const bought = section(page, 'Last orders').locator('li');
    expect(await bought.count()).toBeLessThanOrEqual(5);
    if (String(facts.ordered) > String(facts.receipt)) {
      expect(await words(bought.first())).toContain(money(facts.total));
    }
    const consents = await warehouse.query(
      `select consent_marketing_email as granted, consent_marketing_email_at as at from weft.consents where weft_id = '${person.weft_id}'`,
    );
    const answer = consents[0]?.at == null ? 'never asked' : consents[0].granted === true ? 'yes' : 'no';
    const row = section(page, 'Consents')
      .locator('li')
      .filter({ hasText: 'Newsletter and offers by e-mail' });
    expect(await words(row)).toMatch(new RegExp(`e-mail${answer}`));
    expect(engineer.troubles()).toEqual([]);
  });

  test('an identifier comes when somebody asks for it, and the log says who did', async () => {
    const person = await customer();
    await engineer.open(`${root}/profiles/${person.weft_id}/summary`);
    const { page } = engineer;
    const carried = await one(
      warehouse,
      `select value from weft.identity_identifiers where weft_id = '${person.weft_id}' and type = 'email'
       order by records desc, last_seen desc nulls last, value limit 1`,
    );
    expect(await page.content()).not.toContain(String(carried.value));
    await page.getByRole('button', { name: 'Reveal, logged: Email 1' }).click();
    await page.getByText(String(carried.value), { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Hide' }).click();
    await page.getByText(String(carried.value), { exact: true }).waitFor({ state: 'detached' });
    const admin = await Visitor.arrive(browser, url, 'admin');
    await admin.open(`${root}/activity`);
    const log = await admin.text();
    expect(log).toContain('person.reveal');
    expect(log).toContain('dan@weft.test');
    expect(log).not.toContain(String(carried.value));
  });

  test('who may not see personal values has none of them on any tab', async () => {
    const person = await customer();
    const viewer = await Visitor.arrive(browser, url, 'viewer');
    const personal = await warehouse.query(
      `select value from weft.identity_identifiers where weft_id = '${person.weft_id}'
       union select first_name from weft.profiles where weft_id = '${person.weft_id}' and length(first_name) > 4
       union select last_name from weft.profiles where weft_id = '${person.weft_id}' and length(last_name) > 4
       union select record_key from weft.identity_members where weft_id = '${person.weft_id}' and source = 'crm_contacts'`,
    );
    expect(personal.length).toBeGreaterThan(1);
    for (const tab of [
      'summary',
      'timeline',
      'traits',
      'identity',
      'sent',
      `sent?row=${person.run_id}.${person.sync}`,
    ]) {
      await viewer.open(`${root}/profiles/${person.weft_id}/${tab}`);
      const shown = await viewer.page.content();
      expect([tab, personal.filter(({ value }) => shown.includes(String(value)))]).toEqual([tab, []]);
      expect(await viewer.page.getByRole('button', { name: /^Reveal/ }).count()).toBe(0);
    }
    await viewer.open(`${root}/traits`);
    expect(await viewer.page.getByRole('link', { name: 'New trait' }).count()).toBe(0);
    await viewer.open(`${root}/traits/lifetime_value`);
    expect(await viewer.page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
    await viewer.open(`${root}/traits/new`);
    expect(await viewer.text()).toContain('needs the role of a data engineer');
  });

  test('what was sent leads to its source record in three clicks', async () => {
    const sent = await one(
      warehouse,
      `select s.weft_id, s.run_id, e.event_key from weft.sync_rows as s
       join weft.events as e on e.weft_id = s.weft_id and e.source = 'email_events' and e.event = 'opened'
       where s.sync = 'readers_to_webhook' order by s.weft_id, e.at desc, e.event_key limit 1`,
    );
    const { page } = engineer;
    await engineer.open(`${root}/profiles/${sent.weft_id}/timeline`);
    await page
      .getByRole('link', { name: /^Why was this sent\? .*newsletter/i })
      .first()
      .click();
    const drawer = page.getByRole('dialog', { name: 'Why was this sent?' });
    await drawer.getByText(/^Sent because this person entered/).waitFor({ timeout: 30_000 });
    const chain = await words(drawer);
    for (const step of ['Send', 'Run', 'Row', 'Segment', 'Conditions', 'values as they were at']) {
      expect(chain).toContain(step);
    }
    for (const scheme of ['light', 'dark'] as const) expect(await engineer.violations(scheme)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await drawer
      .getByRole('link', { name: /, record / })
      .first()
      .click();
    await page.getByText(/^A record of /).waitFor();
    const record = await words(section(page, 'Source record'));
    expect(record).toMatch(/table raw\./);
    const [, key = ''] = /key=([^&]+)/.exec(page.url()) ?? [];
    const [named = ''] = JSON.parse(decodeURIComponent(key)) as string[];
    expect(record).toContain(named);
    await page.goBack();
    await drawer.waitFor();
    expect(engineer.troubles()).toEqual([]);
  });

  test('an id that joined another person, and one seen in rejected rows only, are told', async () => {
    const into = await customer();
    const gone = 'feedbeef00000000000000000000dead';
    await warehouse.execute(
      `insert into weft.identity_changes (run_id, "at", change, weft_id, previous_weft_id, reason)
       values ('test', timestamp '2026-11-02 10:00:00', 'merged', '${into.weft_id}', '${gone}', 'data')`,
    );
    await warehouse.execute(
      `insert into weft.sync_rows (run_id, sync, "key", operation, status, "at")
       values ('test', 'readers_to_webhook', 'nobody@nowhere.test', 'create', 'rejected', timestamp '2026-11-02 10:00:00')`,
    );
    await engineer.open(`${root}/profiles?q=${gone.slice(0, 10)}`);
    expect(await engineer.text()).toMatch(/feedbeef… joined .+ on 2 Nov 2026\. Why\?/);
    await engineer.open(`${root}/profiles/${gone}/summary`);
    expect(engineer.page.url()).toContain(String(into.weft_id));
    expect(await engineer.text()).toContain('You came by the id feedbeef…, which joined this person.');
    await engineer.open(`${root}/profiles?q=nobody%40nowhere.test`);
    const text = await engineer.text();
    expect(text).toContain('No person has “nobody@nowhere.test”.');
    expect(text).toContain('Seen in 1 rejected row of syncs.');
    expect(engineer.troubles()).toEqual([]);
  });

  test('a timeline is filtered by channel in the address, and goes on where it ended', async () => {
    const person = await one(
      warehouse,
      `select weft_id, count(*) as events from weft.events where source = 'web_events' group by weft_id order by 2 desc, 1 limit 1`,
    );
    await engineer.open(`${root}/profiles/${person.weft_id}/timeline?channel=web_events`);
    const { page } = engineer;
    let seen = await page.locator('main ol > li[data-kind]').count();
    expect(await engineer.text()).toContain(`of ${written(person.events)} events`);
    for (let older = page.getByRole('link', { name: 'Older events' }); await older.isVisible(); ) {
      const before = page.url();
      await older.click();
      await page.waitForURL((to) => to.href !== before);
      await page.waitForFunction(() => document.querySelector('[data-pending]') === null);
      seen += await page.locator('main ol > li[data-kind]').count();
    }
    expect(seen).toBe(Number(person.events));
    expect(engineer.troubles()).toEqual([]);
  });

  test('a sum is made by the form, its values are the warehouse’s, and it is in force', async () => {
    const { page } = engineer;
    await openEditor(engineer, `${root}/traits/new`);
    await field(page, 'Name').fill('Spent on the web');
    expect(await field(page, 'Slug').inputValue()).toBe('spent_on_the_web');
    await field(page, 'Rows of').fill('orders');
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await field(page, 'Column').fill('channel');
    expect(await words(page.locator('form, fieldset').first())).toContain('this row does not count yet');
    await field(page, 'Value').fill('web');
    await page.keyboard.press('Escape');
    await choose(page, 'Measure', 'Sum');
    await field(page, 'Of the column').fill('total');
    await page.keyboard.press('Escape');
    await page.getByText('Sum of total over orders where channel is web').waitFor();
    const values = await liveValues(page);
    expect(values.size).toBe(8);
    const ids = [...values.keys()].map((id) => `'${id}'`).join(', ');
    const expected = await warehouse.query(
      `select weft_id, sum(total) as spent from weft.entity_orders where channel = 'web' and weft_id in (${ids}) group by weft_id`,
    );
    expect(values).toEqual(
      new Map(
        [...values.keys()].map((id) => [id, written(expected.find((row) => row.weft_id === id)?.spent)]),
      ),
    );
    // A kind that is tried and left again keeps every value.
    await choose(page, 'What it says', 'Percentile among everyone');
    await field(page, 'Of the trait').waitFor();
    await choose(page, 'What it says', 'A number or value of their rows');
    expect(await field(page, 'Of the column').inputValue()).toBe('total');
    expect(await field(page, 'Value').inputValue()).toBe('web');
    await page.getByText(/computed in \d+ ms/).waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.waitForURL(`**${root}/traits/spent_on_the_web`);
    await page.getByRole('heading', { name: 'Spent on the web' }).waitFor();
    expect(await engineer.text()).toContain('Sum of total over orders where channel is web');
    expect(engineer.troubles()).toEqual([]);
  });

  test.each([
    {
      kind: 'Loyalty tier',
      fill: async (page: Page) => {
        await field(page, 'Of the trait').fill('lifetime_value');
        await page.keyboard.press('Escape');
      },
      sql: `select weft_id, case when lifetime_value >= 2000 then 'gold' when lifetime_value >= 500 then 'silver' else 'bronze' end as value from weft.traits`,
    },
    {
      kind: 'Visits',
      fill: async (page: Page) => {
        await field(page, 'Rows of').fill('email_events');
        await page.keyboard.press('Escape');
      },
      sql: `select weft_id, count(*) as value from (
              select weft_id, moment, lag(moment) over (partition by weft_id order by moment) as previous
              from (select distinct weft_id, "at" as moment from weft.events where source = 'email_events') as moments
            ) as gaps where previous is null or moment - previous > interval 30 minutes group by weft_id`,
    },
    {
      kind: 'SQL statement',
      fill: async () => undefined,
      sql: 'select weft_id, count(*) as value from weft.events group by weft_id',
    },
    {
      kind: 'Formula',
      fill: async (page: Page) => {
        await page.locator('.cm-content').click();
        await page.keyboard.insertText('{order_count} * 2');
      },
      sql: 'select weft_id, order_count * 2 as value from weft.traits',
    },
  ])('live values of $kind are the warehouse’s own', async ({ kind, fill, sql }) => {
    const { page } = engineer;
    await openEditor(engineer, `${root}/traits/new`);
    await choose(page, 'What it says', kind);
    await fill(page);
    await page.waitForTimeout(400);
    const values = await liveValues(page);
    expect(values.size).toBe(8);
    const own = new Map((await warehouse.query(sql)).map((row) => [String(row.weft_id), row.value]));
    const said = (value: unknown) => (/^[a-z]/.test(String(value)) ? String(value) : written(value));
    expect(values).toEqual(new Map([...values.keys()].map((id) => [id, said(own.get(id))])));
    expect(engineer.troubles()).toEqual([]);
  });

  test('two people who change one trait see each other’s change, and nothing is overwritten', async () => {
    const other = await Visitor.arrive(browser, url, 'admin');
    const path = `${root}/traits/spent_on_the_web/edit`;
    await Promise.all([openEditor(engineer, path), openEditor(other, path)]);
    await field(other.page, 'Description (optional)').fill('Theirs');
    await other.page.getByRole('button', { name: 'Publish' }).click();
    await other.page.waitForURL(`**${root}/traits/spent_on_the_web`);
    await field(engineer.page, 'Description (optional)').fill('Mine');
    await engineer.page.getByText(/computed in \d+ ms/).waitFor();
    await engineer.page.getByRole('button', { name: 'Publish' }).click();
    const dialog = engineer.page.getByRole('dialog');
    await dialog.getByText('"description": "Theirs"').waitFor();
    expect(await words(dialog)).toContain('Mine');
    await dialog.getByRole('button', { name: 'Save mine over theirs' }).click();
    await engineer.page.waitForURL(`**${root}/traits/spent_on_the_web`);
    expect(await engineer.text()).toContain('Mine');
    await engineer.open(`${root}/traits/spent_on_the_web/versions`);
    expect(
      await engineer.page.getByRole('button', { name: /^Restore version/ }).count(),
    ).toBeGreaterThanOrEqual(2);
    await engineer.page
      .getByRole('button', { name: /^Restore version/ })
      .first()
      .click();
    await engineer.page.waitForURL(`**${root}/traits/spent_on_the_web`);
    await engineer.page.getByText('Theirs', { exact: true }).waitFor();
  });

  test('nonsense in every field is kept, said and never published', async () => {
    const { page } = engineer;
    await openEditor(engineer, `${root}/traits/new`);
    const nonsense = ['🧵'.repeat(40), '<script>alert(1)</script>', 'x'.repeat(5000)];
    await field(page, 'Name').fill(nonsense[2] ?? '');
    await field(page, 'Slug').fill('<b>');
    await field(page, 'Rows of').fill(nonsense[0] ?? '');
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await field(page, 'Column').fill(nonsense[1] ?? '');
    await field(page, 'Value').fill("'; drop table raw.orders; --");
    await field(page, 'Description (optional)').fill(nonsense[1] ?? '');
    await page.keyboard.press('Escape');
    await page.getByText('Not computed yet: something is missing or wrong.').waitFor();
    expect(await page.getByRole('button', { name: 'Publish' }).isEnabled()).toBe(false);
    await page.keyboard.press('Control+s');
    expect(page.url()).toContain('/traits/new');
    expect(await field(page, 'Name').inputValue()).toBe(nonsense[2]);
    expect(await field(page, 'Rows of').inputValue()).toBe(nonsense[0]);
    await page.getByText('Draft saved').waitFor();
    await engineer.reload();
    await field(page, 'Description (optional)').waitFor();
    expect(await field(page, 'Description (optional)').inputValue()).toBe(nonsense[1]);
    await choose(page, 'What it says', 'Formula');
    await page.locator('.cm-content').click();
    await page.keyboard.insertText('{lifetime_value}) from base; drop table raw.orders; --');
    await page.getByText('Not computed yet: something is missing or wrong.').waitFor();
    expect(await one(warehouse, 'select count(*) > 0 as there from raw.orders')).toEqual({ there: true });
    expect(await engineer.sideways(1024)).toBe(0);
    await page.setViewportSize({ width: 1440, height: 900 });
    expect(engineer.troubles()).toEqual([]);
    await openEditor(engineer, `${root}/traits/new`);
  });

  test('a trait that is read is not deleted and says by what; one that is not goes', async () => {
    const { page } = engineer;
    await engineer.open(`${root}/traits/lifetime_value`);
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    expect(await words(dialog)).toContain('Lapsing, high value');
    expect(await dialog.getByRole('button', { name: 'Delete' }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Close' }).first().click();
    await engineer.open(`${root}/traits/new?from=spent_on_the_web`);
    await field(page, 'Name').fill('A copy');
    expect(await field(page, 'Of the column').inputValue()).toBe('total');
    await engineer.open(`${root}/traits/spent_on_the_web`);
    await page.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL(`**${root}/traits`);
    expect(await page.getByRole('link', { name: 'Spent on the web' }).count()).toBe(0);
  });
});
