import { randomUUID } from 'node:crypto';
import { mkdir, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { ConfigError } from '../../connectors/errors.ts';
import { folderOf, type Resource } from './resource.ts';
import { toYaml } from './to-yaml.ts';
import { yamlFilesBelow } from './workspace-files.ts';

/** The file of a resource, relative to the workspace's folder: `segments/lapsing-high-value.yml`. */
export function fileOf({ kind, slug }: Resource): string {
  const folder = folderOf[kind];
  // At the root stand those of which there is one; the file is named for what it is.
  return folder === '.' ? `${kind}.yml` : `${folder}/${slug.replaceAll('_', '-')}.yml`;
}

export interface ExportResult {
  /** Files that were written, relative to the folder. */
  written: string[];
  /** YAML files that were there and are no part of the export; they are left as they are. */
  others: string[];
}

/**
 * Writes each resource to a file of its own, below a folder that is new or empty. With `force` the folder
 * may hold files, and those of the same names are replaced; nothing is ever removed.
 */
export async function writeWorkspace(
  resources: readonly Resource[],
  folder: string,
  { force = false }: { force?: boolean } = {},
): Promise<ExportResult> {
  const root = await emptyFolder(folder, force);
  const written = resources.map(fileOf).sort();
  for (const resource of resources) await writeInside(root, fileOf(resource), toYaml(resource));
  const there = new Set(written);
  return { written, others: (await yamlFilesBelow(root)).filter((file) => !there.has(file)) };
}

/** Makes a folder or takes an empty one, and resolves to its real path. What is hidden, such as .git, may be there. */
export async function emptyFolder(folder: string, force = false): Promise<string> {
  await mkdir(folder, { recursive: true });
  const inTheWay = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  if (inTheWay.length > 0 && !force) {
    throw new ConfigError(`The folder ${folder} is not empty`, {
      mend: 'Name an empty or a new folder, or give --force to replace the files of the same names.',
    });
  }
  return realpath(folder);
}

/** Writes a file of the folder whole or not at all; a reader never sees half of it. */
export async function writeInside(root: string, file: string, text: string): Promise<void> {
  const target = join(root, file);
  await mkdir(dirname(target), { recursive: true });
  const inside = await realpath(dirname(target));
  if (inside !== root && !inside.startsWith(root + sep)) {
    throw new ConfigError(`${dirname(file)} in ${root} is a link to a folder outside`, {
      mend: 'Remove the link, or export to another folder.',
    });
  }
  const draft = join(inside, `.${basename(file)}.${randomUUID()}`);
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await rename(draft, join(inside, basename(file)));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
