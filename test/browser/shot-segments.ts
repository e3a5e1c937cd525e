import { openBrowser } from './chromium.ts';

const [, , base = '', path = '', out = '', width = '1440', scheme = 'light', ...steps] = process.argv;
const browser = await openBrowser();
const page = await browser.newPage({ viewport: { width: Number(width), height: 900 }, colorScheme: scheme === 'dark' ? 'dark' : 'light' });
page.on('console', (m) => { if (m.type() === 'error') console.log('console', m.text().slice(0, 1500)); });
page.on('pageerror', (e) => console.log('pageerror', e.message.slice(0, 1500)));
await page.goto(base + path, { waitUntil: 'load', timeout: 90000 });
await page.waitForTimeout(3500);
let n = 0;
for (const step of steps) {
  try { await new Function('page', `return (async () => { ${step} })()`)(page); } catch (e) { console.log('step failed', step, String(e).slice(0, 600)); }
  await page.waitForTimeout(1200);
  await page.screenshot({ path: `${out}-${++n}.png` });
}
await page.screenshot({ path: `${out}.png` });
await browser.close();
