import type { Locator, Page } from 'playwright-core';

/** What somebody may paste into a field that asks for something else. */
export const nonsense = {
  long: 'x'.repeat(5000),
  emoji: '🧵👩‍👩‍👧‍👦'.repeat(60),
  script: '<script>window.ran = true</script><img src="/nothing" onerror="window.ran = true">',
  'right to left': 'invoice\u202Efdp.exe ‮مرحبا\u2066',
  // What binary data has in it, and what ends strings elsewhere.
  binary: `\u0000\u0007'"; drop table raw.orders; -- {{ x }} %s \\`,
} as const;

/** An editor of the app, as it is opened for something new. */
export interface Editor {
  path: string;
  /** Opens what is folded away, so that each of its fields is there. */
  unfold?: (page: Page) => Promise<void>;
  /** Free texts, by the words beside them, which are there again after a reload. */
  keeps: string[];
}

/** Presses buttons by their words. */
const click =
  (...names: string[]) =>
  async (page: Page) => {
    for (const name of names) await page.getByRole('button', { name, exact: true }).first().click();
  };

const root = '/w/default';

/** Every editor with text fields. */
export const editors: Record<string, Editor> = {
  segment: {
    path: `${root}/segments/recent_buyers/edit`,
    unfold: async (page) => {
      const anyway = page.getByRole('button', { name: 'Edit here anyway…' });
      if (await anyway.isVisible()) await anyway.click();
      await page.getByRole('textbox', { name: 'Value of Days since the last order' }).fill('13');
      await page.getByRole('button', { name: 'Review and publish' }).click();
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor();
    },
    keeps: [],
  },
  list: {
    path: `${root}/segments/lists/new`,
    unfold: click('Split into groups'),
    keeps: ['Name', 'Description'],
  },
  trait: {
    path: `${root}/traits/new`,
    unfold: click('Add a condition'),
    keeps: ['Name', 'Description (optional)'],
  },
  sync: { path: `${root}/syncs/new`, keeps: ['Name'] },
  destination: { path: `${root}/destinations/new/webhook`, keeps: ['Name', 'URL'] },
  source: { path: `${root}/sources/new?table=raw.truth`, keeps: ['Name'] },
  entity: { path: `${root}/schema/new?table=raw.truth`, keeps: ['Name'] },
  'identity rules': { path: `${root}/identity/rules`, unfold: click('Edit here anyway…'), keeps: [] },
  invitation: { path: `${root}/settings/people`, keeps: [] },
  'API key': { path: `${root}/settings/keys`, keeps: [] },
};

/** The fields that take text, in the dialog where one is open. */
async function fieldsOf(page: Page): Promise<Locator> {
  const dialog = page.getByRole('dialog');
  const within = (await dialog.count()) > 0 ? dialog : page.locator('main');
  return within
    .locator('textarea, input:not([type=checkbox], [type=radio], [type=file], [type=hidden])')
    .and(page.locator(':not([readonly], [disabled])'))
    .filter({ visible: true });
}

/** Puts a text into every field that is there, in each another by its end; resolves to the fields that did not hold it, and how many there were. */
export async function fillEverything(
  page: Page,
  nonsense: string,
): Promise<{ filled: number; lost: string[] }> {
  const fields = await fieldsOf(page);
  const lost: string[] = [];
  let filled = 0;
  for (let place = 0; place < (await fields.count()); place++) {
    const field = fields.nth(place);
    const text = `${nonsense} ${place}`;
    await field.fill(text);
    filled += 1;
    const isNumber = /^(numeric|decimal)$/.test((await field.getAttribute('inputmode')) ?? '');
    const most = Number((await field.getAttribute('maxlength')) ?? text.length);
    if (!isNumber && (await field.inputValue()) !== text.slice(0, most)) {
      lost.push(await field.evaluate((element) => element.outerHTML.slice(0, 200)));
    }
    await field.blur();
  }
  return { filled, lost };
}
