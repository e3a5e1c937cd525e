import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '../../connectors/control/audit.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { listDecisions } from '../../models/identity/decisions.ts';
import { useWeft } from '../fixtures/weft.ts';
import { openBrowser } from './chromium.ts';
import { people, personOf, refresh, tellIdentityStory } from './identity-story.ts';
import { Visitor } from './visitor.ts';

const weft = useWeft(['postgres', 'temporal', 'worker', 'web'], { WEFT_WEB_PORT: '0' });
const root = '/w/default/identity';
let browser: Browser;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  await tellIdentityStory(weft);
  browser = await openBrowser();
  visitor = await Visitor.arrive(browser, weft.platform.endpoints.web?.url ?? '');
  page = visitor.page;
}, 240_000);

afterAll(async () => {
  await browser?.close();
});

const option = (name: RegExp) => page.getByRole('option', { name });
const graphOf = async (key: string) => `${root}/graph/${await personOf(weft, key)}`;

test('the graph of a person is a list and a picture, and says why two records are one', {
  timeout: 90_000,
}, async () => {
  expect(await people(weft)).toEqual(['c1 s1 s2', 'c3', 'c4', 'c5', 'c6', 's3', 's4']);
  await visitor.open(await graphOf('c1'));
  await page.getByText('React Flow').waitFor();
  await page.getByRole('group', { name: '3 records' }).waitFor();
  expect(await page.getByRole('option').allTextContents()).toEqual([
    ...['CRMc1', 'Shops1', 'Shops2'],
    ...['Emailanna@x.example', 'Phone4915112345001', 'Emailanna.berg@x.example'],
  ]);
  // The picture holds the same nodes, and the links between them.
  expect(await page.locator('.react-flow__node').count()).toBe(6);
  expect(await page.locator('.react-flow__edge').count()).toBe(5);
  // By keyboard alone: the first record, a second one, and the path.
  await option(/c1/).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press(' ');
  await page
    .getByText(
      'CRM c1 and Shop s1 are one person: both carry anna@x.example (exact email, 1 Feb 2026, 12:00 UTC).',
    )
    .waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('p');
  await page.getByText('Choose another record or identifier').waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByText('Shop s2 and Shop s1 are one person by 2 joins.').waitFor();
  expect(await page.locator('#identity-path ol li').allTextContents()).toEqual([
    'Shop s2 and CRM c1: both carry 4915112345001 (exact phone, as digits only, 1 Mar 2026, 12:00 UTC).',
    'CRM c1 and Shop s1: both carry anna@x.example (exact email, 1 Feb 2026, 12:00 UTC).',
  ]);
  // The address holds what is chosen.
  await visitor.reload();
  await page.getByText('Shop s2 and Shop s1 are one person by 2 joins.').waitFor();
  expect(await visitor.wrong()).toEqual([]);
});

test('the slider shows what was known at a time, and a link that is held back says why', {
  timeout: 60_000,
}, async () => {
  await visitor.open(await graphOf('c1'));
  const slider = page.getByRole('slider', { name: 'Time at which the graph is shown' });
  await page.getByText('Now', { exact: true }).waitFor();
  await slider.focus();
  await page.keyboard.press('Home');
  await page.getByText('1 Jan 2026, 12:00 UTC · 1 record, 2 identifiers').waitFor();
  await page.getByText("1 record was known; by today's links one person").waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByText('1 Feb 2026, 12:00 UTC · 1 record').waitFor();
  await expect.poll(() => page.locator('.react-flow__node [data-known="false"]').count()).toBe(2);
  await expect.poll(() => new URL(page.url()).searchParams.get('at')).toBe('2026-02-01T12:00:00.000Z');
  await visitor.reload();
  await page.getByText('1 Feb 2026, 12:00 UTC · 1 record').waitFor();

  await visitor.open(await graphOf('c3'));
  await option(/Phone/).click();
  await page
    .getByText(
      'joining the 3 persons that carry it would make one person of 3 values of email, whose limit is 2',
    )
    .first()
    .waitFor();
  await expect.poll(() => page.locator('.react-flow__edge [data-held="true"]').count()).toBe(1);
  expect(await page.locator('main').getByRole('link', { name: '3 people' }).getAttribute('href')).toContain(
    'q=4915112345002',
  );
  expect(visitor.troubles()).toEqual([]);
});

test('a record is split off: what it does is said before, the log names it, and a refresh does it', {
  timeout: 120_000,
}, async () => {
  const anna = await personOf(weft, 'c1');
  await visitor.open(await graphOf('c1'));
  await option(/s2/).click();
  await page.getByRole('button', { name: 'Split off…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Split off Shop s2' });
  await dialog.getByText('One person becomes 2.').waitFor();
  expect(await dialog.getByRole('listitem').allTextContents()).toEqual([
    'This person: 3 records',
    'A person of 2 records',
    'A person of 1 record',
  ]);
  expect(await visitor.violations('light')).toEqual([]);
  // Without a reason nothing is decided, and a click outside loses nothing.
  expect(await dialog.getByRole('button', { name: 'Split', exact: true }).isDisabled()).toBe(true);
  await dialog.getByLabel('Reason').fill('<script>alert(1)</script> her sister 👭');
  await page.mouse.click(5, 5);
  expect(await dialog.getByLabel('Reason').inputValue()).toContain('her sister');
  await dialog.getByRole('button', { name: 'Split', exact: true }).click();
  await page.getByText('Decided. It takes effect at the next refresh.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Shop s2 stands alone: no identifier joins it.').waitFor();
  await page.getByText('her sister 👭').waitFor();
  const [entry] = await withControl(weft.settings, (control) => listAudit(control, { limit: 1 }));
  const [decision] = await listDecisions(weft.warehouse);
  expect(entry).toMatchObject({
    actor: 'ada@weft.test',
    action: 'identity.split',
    subject: `decision/${decision?.id}`,
  });
  expect(decision).toMatchObject({ decision: 'alone', record: { source: 'shop', key: 's2' } });

  await refresh(weft);
  expect(await people(weft)).toEqual(['c1 s1', 'c3', 'c4', 'c5', 'c6', 's2', 's3', 's4']);
  await visitor.open(`${root}/graph/${anna}`);
  await page.getByRole('group', { name: '2 records' }).waitFor();
  await visitor.open(await graphOf('s2'));
  // To join what a decision keeps alone takes that decision's place or is told to; here it is taken back.
  await page.getByRole('button', { name: 'Undo…' }).click();
  const undo = page.getByRole('dialog', { name: 'Take the decision back' });
  await undo.getByLabel('Reason').fill('they are one after all');
  await undo.getByRole('button', { name: 'Take back' }).click();
  await page.getByText('Nobody has decided about these records.').waitFor();
  expect((await listDecisions(weft.warehouse))[0]?.state).toBe('undone');
  await refresh(weft);
  expect(await people(weft)).toContain('c1 s1 s2');
  expect(visitor.troubles()).toEqual([]);
});

test('two people are joined by search, with what becomes of them', { timeout: 60_000 }, async () => {
  await visitor.open(await graphOf('c3'));
  await option(/c3/).click();
  await page.getByRole('button', { name: 'Force join…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Join CRM c3 with another person' });
  await dialog.getByLabel('The other person').fill('tom@x.example');
  await page.getByRole('option', { name: 'Tom Sund · 1 record' }).click();
  await dialog.getByText('2 people become one.').waitFor();
  await dialog.getByText('Today in 1 segment: Everybody.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await listDecisions(weft.warehouse)).filter(({ state }) => state === 'in force')).toEqual([]);
  expect(visitor.troubles()).toEqual([]);
});

test('a pair of the review queue is decided by one key, and taken back', { timeout: 60_000 }, async () => {
  await visitor.open(`${root}/review`);
  await page.getByText('1 pair waits for a decision.').waitFor();
  await page.getByRole('heading', { name: /% likely one person/ }).waitFor();
  expect(await page.getByRole('row', { name: /^Name jan kos jan kos/i }).count()).toBe(1);
  expect(await visitor.wrong()).toEqual([]);
  await page.keyboard.press('s');
  await page.getByText('CRM c5 and CRM c6 are one person.').waitFor();
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.waitFor();
  expect((await listDecisions(weft.warehouse))[0]).toMatchObject({
    ...{ decision: 'same', origin: 'review', state: 'in force', by: 'ada@weft.test' },
    why: 'Looked at in the review queue: the same person',
  });
  await undo.click();
  await page.getByText('1 pair waits for a decision.').waitFor();
  expect((await listDecisions(weft.warehouse))[0]?.state).toBe('undone');
});

test('changed rules count what they touch, are not saved unseen, are planned, and published with their plan', {
  timeout: 240_000,
}, async () => {
  await visitor.open(`${root}/rules`);
  await page.getByRole('button', { name: 'Edit here anyway…' }).click();
  const email = page.getByRole('listitem', { name: '1: Email' });
  await email.getByText('“test@%” matches 1 value on 1 record.').waitFor();
  await email.getByLabel('Values of one person, at most').fill('1');
  await email
    .getByText('1 person holds more than 1 today.')
    .or(email.getByText('Nobody holds more than 1 today.'))
    .waitFor();
  await email.getByLabel('Values of one person, at most').fill('3');
  await email.getByText('Nobody holds more than 3 today.').waitFor();
  // A type moves by keyboard and back; steps lead back too.
  await email.getByLabel('Values of one person, at most').press('Alt+ArrowDown');
  await page.getByRole('listitem', { name: '2: Email' }).waitFor();
  await page.keyboard.press('Alt+ArrowUp');
  await email.waitFor();
  expect(await visitor.wrong()).toEqual([]);
  await page.getByRole('button', { name: 'Plan change' }).waitFor();
  await page.locator('h1').click();
  await page.keyboard.press('Control+s');
  await page.getByText('no plan shows how').waitFor();

  await page.getByRole('button', { name: 'Plan change' }).click();
  await page.getByRole('button', { name: 'End the plan' }).waitFor();
  await page.getByRole('heading', { level: 1, name: /merges/ }).waitFor({ timeout: 120_000 });
  expect((await page.locator('h1').textContent())?.replaceAll('\u00a0', ' ')).toBe(
    '2 merges, 0 splits; 3 people; 1 segment and 1 sync change',
  );
  await page.getByText('3 people become one of 3 records').click();
  await page.getByText('they share Phone').waitFor();
  const tabs = page.getByRole('navigation', { name: 'Parts of the plan' });
  await tabs.getByRole('link', { name: 'Segments' }).click();
  await page.getByRole('row', { name: /^Everybody \d+ \d+ −2 0 2$/ }).waitFor();
  await tabs.getByRole('link', { name: 'Syncs' }).click();
  await page.getByRole('row', { name: /^Everybody to files create/ }).waitFor();
  await tabs.getByRole('link', { name: 'Splits' }).click();
  await page.getByText('These rules split nobody.').waitFor();
  expect(await visitor.wrong()).toEqual([]);

  await page.getByRole('button', { name: 'Publish these rules' }).click();
  // Files manage the rules: it is said before they are changed here.
  await page.getByText('Files manage these rules').waitFor();
  await page.getByRole('button', { name: 'Publish here anyway' }).click();
  await page.waitForURL(/identity\/rules/);
  const plan = /plans\/([0-9a-z]+)/;
  await visitor.open(`${root}/plans`);
  const href = await page.locator('tbody a').first().getAttribute('href');
  const applied = (await withControl(weft.settings, (control) => listAudit(control, { limit: 5 }))).find(
    ({ action }) => action === 'workspace.apply',
  );
  expect(applied?.detail).toMatchObject({ identityPlan: plan.exec(href ?? '')?.[1] });
  await refresh(weft);
  expect(await people(weft)).toEqual(['c1 s1 s2', 'c3 c4 s3', 'c5', 'c6', 's4']);
});

test('matching by likeness is edited wholly: columns, levels, rules and shares, and published with its plan', {
  timeout: 240_000,
}, async () => {
  visitor.troubles();
  await visitor.open(`${root}/rules`);
  await page.getByRole('button', { name: 'Edit here anyway…' }).click();
  const row = (name: string) =>
    page.getByRole('list', { name: 'Compared columns' }).getByRole('listitem', { name, exact: true });
  const rules = page.getByRole('list', { name: 'Which pairs are compared' });
  const field = (within: ReturnType<typeof row>, label: string) =>
    within.getByLabel(label, { exact: true }).and(page.locator('input'));
  const choose = async (input: ReturnType<typeof row>, name: string) => {
    await input.click();
    await page.getByRole('option', { name, exact: true }).click();
  };

  // Off, and on again as it was.
  const on = page.getByRole('switch', { name: 'Compare records by likeness' });
  await on.press(' ');
  const parts = page.getByText('people whom likeness alone joined come apart; the plan shows them');
  await parts.waitFor();
  await on.press(' ');
  await parts.waitFor({ state: 'hidden' });

  // Another number of levels than the shares are of: they go, and a step back brings them again.
  const town = row('Town');
  await town.getByRole('button', { name: 'Town', exact: true }).click();
  expect(await field(town, 'm of “equal” of Town').inputValue()).toBe('0.9');
  await town.getByRole('button', { name: 'Characters', exact: true }).click();
  const gone = town.getByText('the 2 shares given for them no longer fitted');
  await gone.waitFor();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await gone.waitFor({ state: 'hidden' });
  expect(await field(town, 'u of “anything else” of Town').inputValue()).toBe('0.9');
  await page.getByRole('button', { name: /^Redo/ }).click();
  await gone.waitFor();
  // Levels stand in the order in which they count, whichever is typed first.
  await town.getByRole('button', { name: 'Jaro–Winkler', exact: true }).click();
  await town.getByRole('button', { name: 'Jaro–Winkler', exact: true }).click();
  await field(town, 'Bound of “Jaro–Winkler at least 0.92” of Town').fill('0.7');
  await page.keyboard.press('Tab');
  await town
    .getByText('equal › Jaro–Winkler at least 0.84 › Jaro–Winkler at least 0.7 › at most 1 character differs')
    .waitFor();

  // A new name is followed by the rules; one that is taken is not given.
  await row('Name').getByRole('button', { name: 'Name', exact: true }).click();
  await field(row('Name'), 'Name').fill('town');
  await row('Name').getByText('Another compared column is called so').waitFor();
  await field(row('Name'), 'Name').fill('full_name');
  await page.keyboard.press('Enter');
  await row('Full name').waitFor();
  await field(rules, 'Rule 1: first characters of Full name').fill('3');
  await rules.getByRole('button', { name: 'Add a column to rule 1' }).click();
  await field(rules, 'Rule 1: Town').waitFor();

  // Another column, of both sources, with shares of its own; what is wrong with them is said beside them.
  await choose(page.getByLabel('Column to compare').and(page.locator('input')), 'crm.email');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  const email = row('Email');
  await email.getByRole('button', { name: 'Characters' }).click();
  await field(email, 'Bound of “at most 1 character differs” of Email').fill('2');
  await email.getByRole('switch', { name: 'Give m' }).press(' ');
  await field(email, 'm of “equal” of Email').fill('0.7');
  await field(email, 'm of “at most 2 characters differ” of Email').fill('0.2');
  await field(email, 'm of “anything else” of Email').fill('0.3');
  await email.getByText('the values add up to 1.2 instead of 1').waitFor();
  await field(email, 'm of “anything else” of Email').fill('0.1');
  // What is out of bounds is not taken, and not left standing.
  await field(email, 'm of “equal” of Email').fill('7');
  await page.keyboard.press('Tab');
  await expect.poll(() => field(email, 'm of “equal” of Email').inputValue()).toBe('0.7');
  await email.getByText('the values add up to').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await choose(field(rules, 'Rule 2: Full name'), 'Email');

  // A rule never loses a column silently.
  await page.getByRole('button', { name: 'Remove Town', exact: true }).click();
  await rules.getByText('No longer compared: choose another').waitFor();
  await page.getByText('Something is wrong with the rules; see above').waitFor();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await rules.getByText('No longer compared').waitFor({ state: 'hidden' });

  await page.getByText('Training', { exact: true }).click();
  await page.getByLabel('Rounds, at most').fill('30');
  await page.getByLabel('Prior').fill('0.02');
  await page.getByRole('switch', { name: 'Rules of its own for training' }).press(' ');
  const training = page.getByRole('list', { name: 'Rules of its own for training' });
  await training.getByRole('button', { name: 'Remove rule 1' }).click();
  await row('Full name').getByRole('switch', { name: 'Rare values say more' }).press(' ');
  expect(await visitor.wrong()).toEqual([]);

  await page.getByRole('button', { name: 'Plan change' }).click();
  const publish = page.getByRole('button', { name: 'Publish these rules' });
  await publish.waitFor({ timeout: 120_000 });
  await publish.click();
  await page.getByRole('button', { name: 'Publish here anyway' }).click();
  await page.waitForURL(/identity\/rules/);
  const plain = { jaro_winkler: [], levenshtein: [], days: [], difference: [], term_frequency: false };
  const { identity } = await withControl(weft.settings, workspaceInForce);
  expect(identity?.fuzzy).toEqual({
    compare: {
      full_name: { ...plain, from: ['crm.name'], term_frequency: true, m: [0.8, 0.2], u: [0.01, 0.99] },
      town: { ...plain, from: ['crm.town'], jaro_winkler: [0.84, 0.7], levenshtein: [1] },
      email: { ...plain, from: ['crm.email', 'shop.email'], levenshtein: [2], m: [0.7, 0.2, 0.1] },
    },
    block_on: [[{ column: 'full_name', first: 3 }, 'town'], ['email']],
    ...{ max_block: 1000, within_source: true, join_at: 0.95, review_at: 0.5, prior: 0.02 },
    train: { pairs: 1_000_000, rounds: 30, tolerance: 0.0001, recall: 0.95, block_on: [['email']] },
  });
  expect(Object.keys(identity?.fuzzy?.compare ?? {})).toEqual(['full_name', 'town', 'email']);
});

test('who may not read personal data gets the graph without it, and may decide nothing', {
  timeout: 60_000,
}, async () => {
  const viewer = await Visitor.arrive(browser, weft.platform.endpoints.web?.url ?? '', 'viewer');
  await viewer.open(await graphOf('c1'));
  await viewer.page.getByRole('group', { name: '3 records' }).waitFor();
  await viewer.page.getByRole('option', { name: /^CRM/ }).click();
  const html = await viewer.page.content();
  for (const value of ['anna@x.example', 'anna.berg', '4915112345001', 'Anna Berg', 'her sister'])
    expect(html, value).not.toContain(value);
  expect(await viewer.page.getByRole('button', { name: 'Split off…' }).count()).toBe(0);
  await viewer.page
    .getByRole('option', { name: /^Shop/ })
    .first()
    .click({ modifiers: ['Shift'] });
  await viewer.page.getByText(/^CRM ••• and Shop ••• are one person/).waitFor();
  expect(await viewer.page.content()).not.toContain('anna@x.example');
  const refused = await viewer.page.evaluate(
    async (url) => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ decision: 'alone', node: '0123456789ab', other: null }),
      });
      return JSON.stringify(await answer.json());
    },
    `${await graphOf('c1')}/effect`,
  );
  expect(refused).toContain('This needs the role data engineer or admin.');
  for (const tab of ['audit', 'review', 'held-back', 'rules']) {
    await viewer.open(`${root}/${tab}`);
    const shown = await viewer.page.content();
    for (const value of ['anna@x.example', 'tom@x.example', 'Jan Kos', '4915112345002'])
      expect(shown, `${tab}: ${value}`).not.toContain(value);
  }
  await viewer.page.context().close();
});

test('the other pages of identity are free of errors', { timeout: 90_000 }, async () => {
  visitor.troubles();
  for (const [tab, shows] of [
    ['summary', ['Over time', 'every record', '9']],
    ['audit', ['People that may be several', 'Anna Berg']],
    ['held-back', ['No value was held back.']],
    ['plans', ['Ready']],
  ] as const) {
    await visitor.open(`${root}/${tab}`);
    const text = await visitor.text();
    for (const shown of shows) expect(text, tab).toContain(shown);
    expect(await visitor.wrong(), tab).toEqual([]);
  }
});
