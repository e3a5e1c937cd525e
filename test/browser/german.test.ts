import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../connectors/control/people-schema.ts';
import { localeCookie } from '../../web/i18n/locales.ts';
import { openBrowser } from './chromium.ts';
import { one, useSite } from './site.ts';
import { Visitor } from './visitor.ts';

/** What a reader sees who chose German: no English is left in what the app itself says. */

const site = await useSite();
const root = '/w/default';
let browser: Browser;
let reader: Visitor;

beforeAll(async () => {
  browser = await openBrowser();
  reader = await arrive('admin');
}, 60_000);

afterAll(async () => {
  await browser?.close();
});

async function arrive(as: Role): Promise<Visitor> {
  const visitor = await Visitor.arrive(browser, site.url, as);
  await visitor.page.context().addCookies([{ name: localeCookie, value: 'de', url: site.url }]);
  return visitor;
}

const german = (value: unknown): string => new Intl.NumberFormat('de-DE').format(Number(value));

test('a run of a sync, its terms and its rows are German', { timeout: 60_000 }, async () => {
  const run = await one(
    site.warehouse,
    `select run_id, sync, planned, accepted, rejected, skipped, pending from weft.sync_runs
     order by planned desc, run_id limit 1`,
  );
  await reader.open(`${root}/syncs/${run.sync}/runs/${run.run_id}`);
  const text = await reader.text();
  expect(text).toContain('Lauf von ');
  expect(text).toContain(
    `${german(run.planned)} geplant=${german(run.accepted)} angenommen+${german(run.rejected)} abgelehnt+` +
      `${german(run.skipped)} ausgelassen+${german(run.pending)} ausstehend`,
  );
  expect(text).toMatch(/Vollständig · Was sich geändert hat · \d{1,2}\. \S+ 20\d\d, \d\d:\d\d /);
  expect(text).toContain('SchlüsselVorgangErgebnisGrundVersucheWann');
  await reader.open(`${root}/syncs/${run.sync}/preview`);
  expect(await reader.text()).toContain('Was ein Lauf jetzt tun würde');
  expect(reader.troubles()).toEqual([]);
});

test('numbers and times are written as German has them', { timeout: 60_000 }, async () => {
  const events = await one(site.warehouse, 'select count(*) as n from weft.events');
  const people = await one(site.warehouse, 'select count(*) as n from weft.identity_persons');
  expect(Number(events.n)).toBeGreaterThan(999);
  await reader.open(root);
  const text = await reader.text();
  expect(text).toContain(`Ereignisse${german(events.n)}`);
  expect(text).toMatch(
    /Stand \d{1,2}\. (Jan\.|Feb\.|März|Apr\.|Mai|Juni|Juli|Aug\.|Sept\.|Okt\.|Nov\.|Dez\.) 20/,
  );
  const records = await one(site.warehouse, 'select count(*) as n from weft.identity_members');
  const ratio = (Number(records.n) / Number(people.n)).toFixed(2).replace('.', ',');
  expect(text).toContain(`${ratio} zu 1`);
  expect(reader.troubles()).toEqual([]);
});

test('what the app refuses it refuses in German', { timeout: 60_000 }, async () => {
  const viewer = await arrive('viewer');
  const run = await one(site.warehouse, 'select run_id, sync from weft.sync_runs order by run_id limit 1');
  await viewer.open(`${root}/syncs/${run.sync}/runs/${run.run_id}`);
  const text = await viewer.text();
  expect(text).toContain(
    'Die Zeilen zu sehen braucht die Rolle Marketing, Data Engineer oder Admin. Ada Admin, Dan Engineer und Mia ' +
      'Marketer haben eine davon.',
  );
  expect(viewer.troubles()).toEqual([]);
  const answer = (body: object) =>
    viewer.page.evaluate(
      async ([path, asked]) => {
        const response = await fetch(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: asked,
        });
        return response.json();
      },
      [`${root}/models/sql/preview`, JSON.stringify(body)] as const,
    );
  expect(await answer({})).toEqual({
    problem: { cause: 'Die Frage ist keine dieser Seite.', mend: 'Lade sie neu.' },
  });
  expect(await answer({ sql: 'select 1', reveal: false, limit: 1 })).toMatchObject({
    problem: {
      cause: 'Dafür brauchst du die Rolle Data Engineer oder Admin.',
      mend: 'Rollen vergeben Admins; unter Einstellungen, Personen steht, wer das ist.',
    },
  });
});

test('segments, traits and schedules are German sentences', { timeout: 60_000 }, async () => {
  await reader.open(`${root}/segments/lapsing_high_value/definition`);
  const segment = await reader.text();
  expect(segment).toContain(
    'Personen, bei denen „Lifetime value“ mindestens 500 ist, und bei denen „Days since the last order“ mindestens 90 ' +
      'ist, und bei denen „Order completed“ in den letzten 90 Tagen nicht vorkam.',
  );
  expect(segment).toContain('MerkmalLifetime valueist mindestens500');
  await reader.open(`${root}/traits`);
  expect(await reader.text()).toContain('Summe von „Total“ über „Orders“ (wobei „Status“ paid ist)');
  await reader.open(`${root}/syncs`);
  const syncs = await reader.text();
  expect(syncs).toContain('Nach jeder Aktualisierung');
  expect(syncs).toContain('Liste Catalogue mailing → ');
  expect(syncs).not.toMatch(/After each|Never ran|Last run|Complete/);
  expect(reader.troubles()).toEqual([]);
});
