import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileOf } from '../../models/workspace/export.ts';
import { loadWorkspace } from '../../models/workspace/load.ts';
import { formatProblem, WorkspaceError } from '../../models/workspace/problem.ts';
import { toYaml } from '../../models/workspace/to-yaml.ts';
import { anyWorkspace } from './any-workspace.ts';

/** What slips into a file: letters lost, lines moved, text from elsewhere. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat({ max: 12 }),
  insert: fc.constantFrom(
    '',
    ' ',
    '\n',
    '\t',
    '- ',
    ': ',
    '{',
    ']',
    '"',
    "'",
    '&a ',
    '*a',
    '!x ',
    '---\n',
    '|',
    '\0',
    'é',
    '1',
  ),
});

test('a damaged workspace loads, or says where each problem is; nothing else is ever thrown', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-damage-'));
  const seed = Number(process.env.WEFT_TEST_SEED ?? Date.now() % 2 ** 31);
  console.log(`damaged-files seed ${seed} (set WEFT_TEST_SEED to repeat)`);
  let run = 0;
  let broken = 0;
  await fc.assert(
    fc.asyncProperty(
      anyWorkspace,
      fc.array(damage, { minLength: 1, maxLength: 4 }),
      async (workspace, slips) => {
        run += 1;
        const root = join(folder, String(run));
        for (const [index, resource] of workspace.resources.entries()) {
          const file = join(root, fileOf(resource));
          await mkdir(dirname(file), { recursive: true });
          let text = toYaml(resource);
          for (const { at, remove, insert } of index % 3 === run % 3 ? slips : []) {
            const place = Math.floor(at * text.length);
            text = text.slice(0, place) + insert + text.slice(place + remove);
          }
          await writeFile(file, text);
        }
        try {
          await loadWorkspace(root);
        } catch (error) {
          broken += 1;
          if (!(error instanceof WorkspaceError)) throw error;
          for (const problem of error.problems) {
            expect(formatProblem(problem)).toMatch(/^[\w/-]+\.yml:\d+:\d+ \S/);
          }
        }
      },
    ),
    { seed, numRuns: 100 },
  );
  await rm(folder, { recursive: true, force: true });
  // Most damage is seen; were it none, the test would test nothing.
  expect(broken).toBeGreaterThan(run / 2);
}, 20_000);
