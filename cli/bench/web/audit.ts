import lighthouse from 'lighthouse';
import { openBrowser } from '../../../test/browser/chromium.ts';
import { freePort } from '../../platform/ports.ts';
import type { MainPage } from './pages.ts';

export interface Audited {
  name: string;
  /** Scores from 0 to 100. */
  performance: number;
  accessibility: number;
}

/** Lighthouse's scores of each page as a desktop browser meets it, signed in. */
export async function auditPages(
  url: string,
  cookie: string,
  pages: readonly MainPage[],
): Promise<Audited[]> {
  const port = await freePort('127.0.0.1');
  const browser = await openBrowser([`--remote-debugging-port=${port}`]);
  try {
    const audited: Audited[] = [];
    for (const { name, path } of pages) {
      const result = await lighthouse(
        url + path,
        { port, output: 'json', logLevel: 'error', extraHeaders: { Cookie: cookie } },
        {
          extends: 'lighthouse:default',
          settings: {
            onlyCategories: ['performance', 'accessibility'],
            formFactor: 'desktop',
            screenEmulation: {
              mobile: false,
              width: 1440,
              height: 900,
              deviceScaleFactor: 1,
              disabled: false,
            },
            // Lighthouse's own desktop preset: 10 Mbit/s, 40 ms, no slower processor.
            throttling: {
              rttMs: 40,
              throughputKbps: 10_240,
              cpuSlowdownMultiplier: 1,
              requestLatencyMs: 0,
              downloadThroughputKbps: 0,
              uploadThroughputKbps: 0,
            },
          },
        },
      );
      const score = (category: string): number => {
        const found = result?.lhr.categories[category]?.score;
        if (found == null) throw new Error(`Lighthouse gave no ${category} for ${path}`);
        return Math.round(found * 100);
      };
      audited.push({ name, performance: score('performance'), accessibility: score('accessibility') });
    }
    return audited;
  } finally {
    await browser.close();
  }
}
