import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyFolder, writeInside } from './export.ts';
import { yamlFilesBelow } from './workspace-files.ts';

/** A first workspace, with comments, that validates as it is. */
const starterFolder = join(import.meta.dirname, 'starter');

/** Writes the starter into an empty folder; resolves to the files it wrote. */
export async function writeStarter(folder: string, options: { force?: boolean } = {}): Promise<string[]> {
  const root = await emptyFolder(folder, options.force);
  const files = await yamlFilesBelow(starterFolder);
  for (const file of files) await writeInside(root, file, await readFile(join(starterFolder, file), 'utf8'));
  return files;
}
