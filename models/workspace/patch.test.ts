import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeWorkspace } from './export.ts';
import { patchOf } from './patch.ts';
import { type Resource, schemas } from './resource.ts';
import { toYaml } from './to-yaml.ts';

const segment = (slug: string, at_least: number): Resource =>
  schemas.segment.parse({ kind: 'segment', slug, where: { did: 'order', at_least } });

test('git applies the patch to exported files: changed, new and removed ones', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-patch-'));
  try {
    const git = (...words: string[]) => execFileSync('git', ['-C', folder, ...words], { encoding: 'utf8' });
    git('init', '--quiet');
    await writeWorkspace([segment('kept', 1), segment('changed', 2), segment('gone', 3)], folder);
    const patch = patchOf([
      { before: segment('kept', 1), after: segment('kept', 1) },
      { before: segment('changed', 2), after: segment('changed', 5) },
      { before: segment('gone', 3), after: null },
      { before: null, after: segment('made_here', 4) },
    ]);
    writeFileSync(join(folder, 'app.patch'), patch);
    git('apply', 'app.patch');
    const read = (file: string) => readFileSync(join(folder, 'segments', file), 'utf8');
    expect(read('kept.yml')).toBe(toYaml(segment('kept', 1)));
    expect(read('changed.yml')).toBe(toYaml(segment('changed', 5)));
    expect(read('made-here.yml')).toBe(toYaml(segment('made_here', 4)));
    expect(() => read('gone.yml')).toThrow('ENOENT');
    expect(patch).not.toContain('kept.yml');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
