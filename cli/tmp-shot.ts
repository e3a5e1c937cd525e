import { openBrowser } from '../test/browser/chromium.ts';
import { Visitor } from '../test/browser/visitor.ts';
const [paths, ...opts] = process.argv.slice(2);
const role = (opts[0] ?? 'admin') as 'admin' | 'stranger';
const browser = await openBrowser();
const url = 'http://127.0.0.1:4711';
const v = await Visitor.arrive(browser, url, role === 'stranger' ? null : role as never);
for (const entry of (paths ?? '').split(',')) {
  const [path, name] = entry.split('=');
  for (const [scheme, width] of [['light', 1440], ['dark', 1024]] as const) {
    await v.page.setViewportSize({ width, height: 900 });
    await v.page.emulateMedia({ colorScheme: scheme });
    await v.open(path ?? '/');
    await v.page.waitForTimeout(500);
    await v.page.screenshot({ path: `/tmp/w/s8-${name}-${scheme}.png`, fullPage: false });
  }
  const bad = [...(await v.violations('light')), ...(await v.violations('dark')), ...v.troubles()];
  console.log(path, bad);
}
await browser.close();
