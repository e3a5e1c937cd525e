import { openBrowser } from './test/browser/chromium.ts';
import { signIn } from './test/browser/people.ts';
const [,, path, out, width='1440', scheme='light', ...steps] = process.argv;
const browser = await openBrowser();
const context = await browser.newContext({ viewport: { width: Number(width), height: Number(process.env.H ?? 900) }, colorScheme: scheme as 'light'|'dark', reducedMotion: 'reduce', locale: process.env.L ?? 'en-US' });
await signIn(context, 'http://127.0.0.1:3977', (process.env.AS ?? 'admin') as 'admin');
const page = await context.newPage();
const seen = new Set<string>(); page.on('console', (m) => { const t = m.text().slice(0,200); if (m.type()==='error' && !t.includes('eval()') && seen.size < 6 && !seen.has(t)) { seen.add(t); console.log('console', t); } });
page.on('pageerror', (e) => console.log('pageerror', e.message));
await page.goto('http://127.0.0.1:3977' + path, { waitUntil: 'load', timeout: 120000 });
await page.waitForTimeout(2500);
for (const step of steps) { try { await (new Function('page', `return (async()=>{${step}})()`))(page); } catch (e) { console.log('STEP', step, String(e).slice(0,500)); } await page.waitForTimeout(900); }
await page.screenshot({ path: out, fullPage: process.env.FULL === '1' });
console.log('over', await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth));
await browser.close();
