import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reservedSlugs } from '../../models/workspace/kinds/reserved-slugs.ts';
import type { Kind } from '../../models/workspace/resource.ts';

const app = join(import.meta.dirname, '..', 'app', 'w', '[workspace]');

/** Whose slug stands for the folder in brackets; null for what is no resource's. */
const kindAt: Record<string, Kind | null> = {
  'sources/[slug]': 'source',
  'schema/[entity]': 'entity',
  'traits/[slug]': 'trait',
  'segments/[slug]': 'segment',
  'segments/lists/[list]': 'list',
  'destinations/[slug]': 'destination',
  'syncs/[slug]': 'sync',
  // Models are dbt's, and Weft names them; none of its names is a folder here.
  'models/[model]': null,
  // Kinds are a closed list.
  'models/sql/[kind]': null,
};

/** The names below a folder that are part of addresses; what stands in a group is beside its neighbours. */
function partsOf(folder: string): string[] {
  return readdirSync(join(app, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => (/^\(.*\)$/.test(name) ? partsOf(join(folder, name)) : [name]));
}

const folders = readdirSync(app, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => join(entry.parentPath, entry.name).slice(app.length + 1));

test('what the app has a page for beside those of a kind is refused as a slug of that kind', () => {
  const beside = ['', ...folders].flatMap((folder) => {
    const parts = partsOf(folder);
    const dynamic = parts.find((part) => part.startsWith('['));
    const fixed = parts.filter((part) => part !== dynamic);
    return dynamic === undefined || fixed.length === 0 ? [] : [{ at: join(folder, dynamic), fixed }];
  });
  expect(beside.map(({ at }) => at).toSorted()).toEqual(Object.keys(kindAt).toSorted());
  const found: Partial<Record<Kind, string[]>> = {};
  for (const { at, fixed } of beside) {
    const kind = kindAt[at];
    if (kind) found[kind] = fixed.toSorted();
  }
  expect(found).toEqual(reservedSlugs);
});
