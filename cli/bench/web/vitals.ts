import type { BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../../../test/browser/chromium.ts';
import type { MainPage } from './pages.ts';

export interface Watched {
  name: string;
  /** When the largest thing of the page was painted, from its address on. */
  paintMs: number;
  /** The sum of unexpected layout shifts. */
  shift: number;
  /** The longest time from a key or a click to the next paint. */
  interactionMs: number;
  /** Scripts of the first load, as they came over the wire. */
  scriptBytes: number;
}

/** Opens each page in Chromium with an empty cache and acts on it: paint, shift, reaction and scripts. */
export async function watchPages(
  url: string,
  cookie: string,
  pages: readonly MainPage[],
): Promise<Watched[]> {
  const browser = await openBrowser();
  try {
    const watched: Watched[] = [];
    for (const page of pages) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      await context.addCookies(cookiesOf(cookie, url));
      watched.push(await watch(context, url, page));
      await context.close();
    }
    return watched;
  } finally {
    await browser.close();
  }
}

export const cookiesOf = (cookie: string, url: string) =>
  cookie.split('; ').map((pair) => {
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
  });

async function watch(context: BrowserContext, url: string, { name, path }: MainPage): Promise<Watched> {
  const page = await context.newPage();
  await page.addInitScript(observe);
  await page.goto(url + path, { waitUntil: 'load' });
  await page.waitForFunction(() => document.querySelector('[data-pending]') === null);
  await page.waitForTimeout(500);
  const loaded = await page.evaluate(readObserved);
  await interact(page);
  const after = await page.evaluate(readObserved);
  return { name, ...loaded, interactionMs: after.interactionMs };
}

/** The slowest answer to a key, in milliseconds, in a builder whose segment has as many conditions as its draft says. */
export async function typeIntoBuilder(url: string, cookie: string, path: string): Promise<number> {
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addCookies(cookiesOf(cookie, url));
    const page = await context.newPage();
    await page.addInitScript(observe);
    await page.goto(url + path, { waitUntil: 'load' });
    const field = page.getByRole('textbox', { name: /^Value of / }).first();
    await field.fill('');
    await page.waitForTimeout(3000);
    await page.evaluate(forgetInteractions);
    await field.focus();
    await page.keyboard.type('123456', { delay: 120 });
    await page.waitForTimeout(1000);
    return (await page.evaluate(readObserved)).interactionMs;
  } finally {
    await browser.close();
  }
}

/** What somebody does on any page: opens the search, types, closes it, walks on by keyboard, opens their menu. */
async function interact(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.waitForTimeout(300);
  await page.keyboard.type('vip', { delay: 60 });
  await page.waitForTimeout(200);
  await page.keyboard.press('Escape');
  await page.waitForTimeout(300);
  for (let step = 0; step < 10; step++) await page.keyboard.press('Tab', { delay: 40 });
  await page.locator('header button').last().click();
  await page.waitForTimeout(300);
  await page.keyboard.press('Escape');
  await page.waitForTimeout(300);
}

interface Observed {
  paint: number;
  shift: number;
  interaction: number;
}

/** Runs in the page before its own scripts: https://web.dev/articles/vitals says what each number is. */
function observe(): void {
  const observed: Observed = { paint: 0, shift: 0, interaction: 0 };
  Object.assign(window, { weftObserved: observed });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) observed.paint = Math.max(observed.paint, entry.startTime);
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[]) {
      if (!entry.hadRecentInput) observed.shift += entry.value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      observed.interaction = Math.max(observed.interaction, entry.duration);
    }
  }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
}

function forgetInteractions(): void {
  (window as unknown as { weftObserved: Observed }).weftObserved.interaction = 0;
}

function readObserved(): Omit<Watched, 'name'> {
  const { weftObserved: observed } = window as unknown as { weftObserved: Observed };
  const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  return {
    paintMs: observed.paint,
    shift: observed.shift,
    interactionMs: observed.interaction,
    scriptBytes: resources
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  };
}
