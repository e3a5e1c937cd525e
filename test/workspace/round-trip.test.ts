import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diffWorkspace } from '../../models/workspace/diff.ts';
import { writeWorkspace } from '../../models/workspace/export.ts';
import { loadWorkspace } from '../../models/workspace/load.ts';
import { type Resource, schemas } from '../../models/workspace/resource.ts';
import { writeStarter } from '../../models/workspace/starter.ts';
import { anyWorkspace } from './any-workspace.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-export-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function textsIn(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = files.map(
    async (file) => [file.slice(root.length + 1), await readFile(file, 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}

test('what is exported loads as it was, and exports again byte for byte', async () => {
  const seed = Number(process.env.WEFT_TEST_SEED ?? Date.now() % 2 ** 31);
  console.log(`round-trip seed ${seed} (set WEFT_TEST_SEED to repeat)`);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(anyWorkspace, async (workspace) => {
      run += 1;
      const [first, second] = [join(folder, `${run}-a`), join(folder, `${run}-b`)];
      await writeWorkspace(workspace.resources, first);
      const loaded = await loadWorkspace(first);
      expect(diffWorkspace(workspace.resources, loaded.workspace.resources)).toEqual([]);
      expect(new Set(loaded.workspace.resources)).toEqual(new Set(workspace.resources));
      await writeWorkspace(loaded.workspace.resources, second);
      expect(await textsIn(second)).toEqual(await textsIn(first));
    }),
    { seed, numRuns: 60 },
  );
}, 20_000);

const trait = (slug: string): Resource => schemas.trait.parse({ kind: 'trait', slug, formula: '1' });

test('a folder with files in it is left alone, unless told otherwise', async () => {
  await mkdir(join(folder, '.git'));
  await writeFile(join(folder, 'notes.txt'), 'mine');
  await expect(writeWorkspace([trait('a')], folder)).rejects.toThrow(/is not empty/);
  expect(await textsIn(folder)).toEqual({ 'notes.txt': 'mine' });

  await mkdir(join(folder, 'traits'));
  await writeFile(join(folder, 'traits/a.yml'), 'old');
  await writeFile(join(folder, 'traits/gone.yml'), 'old');
  const result = await writeWorkspace([trait('a'), trait('b_c')], folder, { force: true });
  expect(result).toEqual({ written: ['traits/a.yml', 'traits/b-c.yml'], others: ['traits/gone.yml'] });
  const text = "kind: trait\nslug: a\nformula: '1'\n";
  expect(await textsIn(folder)).toMatchObject({
    'notes.txt': 'mine',
    'traits/gone.yml': 'old',
    'traits/a.yml': text.replaceAll("'", '"'),
  });
});

test('nothing is written outside the folder, not even through a link', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'weft-outside-'));
  await symlink(outside, join(folder, 'traits'));
  await expect(writeWorkspace([trait('a')], folder, { force: true })).rejects.toThrow(
    /a link to a folder outside/,
  );
  expect(await readdir(outside)).toEqual([]);
  await rm(outside, { recursive: true });
});

test('the starter validates as it is, and survives an export', async () => {
  await writeStarter(join(folder, 'mine'));
  const { workspace } = await loadWorkspace(join(folder, 'mine'));
  expect(workspace.resources.map(({ kind }) => kind).sort()).toEqual(['identity', 'source', 'workspace']);
  await writeWorkspace(workspace.resources, join(folder, 'again'));
  const again = await loadWorkspace(join(folder, 'again'));
  expect(diffWorkspace(workspace.resources, again.workspace.resources)).toEqual([]);
  await expect(writeStarter(join(folder, 'mine'))).rejects.toThrow(/is not empty/);
});
