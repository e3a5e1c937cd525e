import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, messageOf } from '../../connectors/errors.ts';
import type { Problem } from './problem.ts';
import { largestFile } from './yaml-file.ts';

/**
 * The YAML files below a folder, relative to it and sorted. Hidden files and folders are left out, and links
 * to folders are not followed, so that a link upwards does no harm.
 */
export async function yamlFilesBelow(folder: string): Promise<string[]> {
  return (await listFiles(folder)).filter((name) => /\.ya?ml$/i.test(name)).sort();
}

/** The files of a workspace; throws a ConfigError where there are none. */
export async function workspaceFiles(folder: string): Promise<string[]> {
  const files = await yamlFilesBelow(folder);
  if (files.length > 0) return files;
  // An empty folder is far more often a wrong path than the wish to remove everything.
  throw new ConfigError(`The folder ${folder} holds no YAML files`, {
    mend: `Check the path, or make a first workspace with \`./weft init ${folder}\`.`,
  });
}

async function listFiles(folder: string, under = ''): Promise<string[]> {
  const entries = await listEntries(join(folder, under));
  const found = entries
    .filter((entry) => !entry.name.startsWith('.'))
    .map(async (entry) => {
      const name = under === '' ? entry.name : `${under}/${entry.name}`;
      if (entry.isDirectory()) return listFiles(folder, name);
      const target = entry.isSymbolicLink()
        ? await stat(join(folder, name)).catch(() => undefined)
        : undefined;
      return target?.isDirectory() ? [] : [name];
    });
  return (await Promise.all(found)).flat();
}

async function listEntries(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw new ConfigError(`The workspace's folder ${folder} cannot be read: ${messageOf(error)}`, {
      mend: `Name a folder of YAML files, or make one with \`./weft init ${folder}\`.`,
      cause: error,
    });
  }
}

/** The text of one file, or what is wrong with it. */
export async function readText(folder: string, file: string): Promise<string | Problem> {
  const path = join(folder, file);
  try {
    const { size } = await stat(path);
    if (size > largestFile) {
      const message = `the file has ${size} bytes; a workspace file may have at most ${largestFile}`;
      return { file, field: '', message };
    }
    return decode(file, await readFile(path));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { file, field: '', message: `cannot be read: ${error.message}` };
  }
}

function decode(file: string, bytes: Buffer): string | Problem {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { file, line: lineOfBadByte(bytes), column: 1, field: '', message: 'the file is not UTF-8 text' };
  }
}

/** The first line that is not UTF-8: no byte of a longer character is a line feed, so lines decode on their own. */
function lineOfBadByte(bytes: Buffer): number {
  const strict = new TextDecoder('utf-8', { fatal: true });
  for (let line = 1, start = 0; ; line++) {
    const feed = bytes.indexOf(10, start);
    const end = feed === -1 ? bytes.length : feed;
    try {
      strict.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    if (feed === -1) return line;
    start = feed + 1;
  }
}
