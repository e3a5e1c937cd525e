import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Role } from '../../connectors/control/people-schema.ts';
import { signIn } from './people.ts';

/** A page that remembers what went wrong on it since it was last asked. */
export class Visitor {
  readonly page: Page;
  readonly #url: string;
  #troubles: string[] = [];

  private constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
    page.on('console', (message) => {
      if (message.type() === 'error') this.#troubles.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.#troubles.push(`error: ${error.message}`));
    page.on('requestfailed', (request) => {
      // What a page still asked for when it was left is no failure.
      const text = request.failure()?.errorText ?? '';
      if (text !== 'net::ERR_ABORTED') this.#troubles.push(`request: ${request.url()} ${text}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.#troubles.push(`response: ${response.status()} ${response.url()}`);
    });
  }

  /** Somebody of a role, signed in; null for a stranger. */
  static async arrive(browser: Browser, url: string, as: Role | null = 'admin'): Promise<Visitor> {
    const context: BrowserContext = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    if (as !== null) await signIn(context, url, as);
    const visitor = new Visitor(await context.newPage(), url);
    visitor.page.setDefaultTimeout(15_000);
    return visitor;
  }

  /** Opens a path of the app; resolves when every part of the page is there, and hears what is done to it. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.#url + path, { waitUntil: 'load' });
    await this.settled();
  }

  async reload(): Promise<void> {
    await this.page.reload({ waitUntil: 'load' });
    await this.settled();
  }

  /**
   * Waits until nothing of the page is still a skeleton, or streamed and not in its place (where it would be found
   * twice), and until React has taken over its controls: a click before that is lost.
   */
  async settled(): Promise<void> {
    await this.page.waitForFunction(() => {
      const onTheWay = '[data-pending], div[hidden][id^="S:"], template[id^="B:"]';
      if (document.querySelector(onTheWay) !== null) return false;
      const controls = document.querySelectorAll(
        'main :is(a, button, input:not([type=hidden]), select, textarea)',
      );
      return [...controls].every(
        (control) =>
          control.closest('.cm-editor') !== null ||
          Object.keys(control).some((key) => key.startsWith('__reactProps$')),
      );
    });
  }

  troubles(): string[] {
    const met = this.#troubles;
    this.#troubles = [];
    return met;
  }

  /** What is wrong with the open page, in both schemes and at the widths that must not scroll sideways. */
  async wrong(): Promise<string[]> {
    const wrong: string[] = [];
    for (const scheme of ['light', 'dark'] as const) wrong.push(...(await this.violations(scheme)));
    for (const width of [1024, 1440]) {
      const over = await this.sideways(width);
      if (over > 0) wrong.push(`scrolls ${over} px sideways at ${width}`);
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
    return [...wrong, ...this.troubles()];
  }

  /** The text of the page's main part. */
  async text(): Promise<string> {
    return ((await this.page.locator('main').textContent()) ?? '').replaceAll('\u00a0', ' ');
  }

  /** How far the page scrolls sideways at a width, in pixels. */
  async sideways(width: number): Promise<number> {
    await this.page.setViewportSize({ width, height: 900 });
    const measure = () =>
      this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if ((await measure()) <= 0) return 0;
    // The page may still be making room for the other width; what is too wide stays so.
    await this.page.waitForTimeout(1000);
    return measure();
  }

  /** What axe finds wrong in a colour scheme: each rule with its first place. */
  async violations(scheme: 'light' | 'dark'): Promise<string[]> {
    await this.page.emulateMedia({ colorScheme: scheme });
    await this.page.waitForSelector(`html[data-mantine-color-scheme="${scheme}"]`);
    // The rows of a table are alike: its first ones stand for all.
    const axe = new AxeBuilder({ page: this.page }).exclude('tbody tr:nth-child(n + 6)');
    // The structure is the same by night; only the colours differ.
    const rules = scheme === 'dark' ? axe.withRules('color-contrast') : axe;
    let { violations } = await rules.analyze();
    if (violations.length > 0) {
      // On a busy machine axe may meet what is still in the old colours; what is wrong stays wrong.
      await this.page.waitForTimeout(1000);
      ({ violations } = await rules.analyze());
    }
    return violations.map(
      ({ id, nodes }) => `axe, ${scheme}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
    );
  }
}
