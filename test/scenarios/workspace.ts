import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestWeft } from '../fixtures/weft.ts';

/** Makes `files` (YAML by name) the workspace of the home, and applies it, whatever it makes of the persons. */
export async function applyWorkspace(weft: TestWeft, files: Record<string, string>): Promise<void> {
  const folder = join(weft.home, 'workspace');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, yaml] of Object.entries(files)) writeFileSync(join(folder, `${name}.yml`), yaml);
  await weft.answer('apply', '--yes', '--without-identity-plan');
}
