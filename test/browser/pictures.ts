import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { one } from './site.ts';
import type { Visitor } from './visitor.ts';

export interface Picture {
  /** Of the file, without its ending. */
  name: string;
  path: string;
  scheme: 'light' | 'dark';
  /** What is drawn last. */
  until: string;
}

/** The pictures that the README shows, of the demo company. */
export async function picturesOf(warehouse: Warehouse): Promise<Picture[]> {
  const person = await one(
    warehouse,
    `select p.weft_id from weft.identity_persons as p join weft.traits as t on t.weft_id = p.weft_id
     where t.lifetime_value > 0 order by p.records desc, t.lifetime_value desc, p.weft_id limit 1`,
  );
  const run = await one(
    warehouse,
    'select run_id, sync from weft.sync_runs order by planned desc, run_id limit 1',
  );
  const root = '/w/default';
  const builder = { path: `${root}/segments/tent_browsers/edit`, until: '[data-members]' };
  return [
    { name: 'overview', path: root, scheme: 'light', until: 'main h1' },
    { name: 'segment-builder', ...builder, scheme: 'light' },
    { name: 'segment-builder-dark', ...builder, scheme: 'dark' },
    {
      name: 'profile',
      path: `${root}/profiles/${person.weft_id}/summary`,
      scheme: 'light',
      until: 'main h1',
    },
    {
      name: 'identity',
      path: `${root}/identity/graph/${person.weft_id}`,
      scheme: 'light',
      until: '.react-flow__edge',
    },
    {
      name: 'sync-run',
      path: `${root}/syncs/${run.sync}/runs/${run.run_id}`,
      scheme: 'light',
      until: 'main h1',
    },
  ];
}

/** Takes a picture into a folder; with WEFT_SCREENSHOTS=1 it is the README's from then on. */
export async function take(visitor: Visitor, picture: Picture, folder: string): Promise<Buffer> {
  const { page } = visitor;
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: picture.scheme });
  await visitor.open(picture.path);
  await page.waitForSelector(`html[data-mantine-color-scheme="${picture.scheme}"]`);
  await page.locator(picture.until).first().waitFor({ state: 'attached' });
  await page.waitForFunction(() => document.querySelector('[data-counting]') === null);
  await page.evaluate(() => document.fonts.ready);
  const path = join(folder, `${picture.name}.png`);
  const taken = await page.screenshot({ path });
  if (process.env.WEFT_SCREENSHOTS === '1') {
    copyFileSync(path, join(projectRoot, 'docs', 'images', `${picture.name}.png`));
  }
  return taken;
}
