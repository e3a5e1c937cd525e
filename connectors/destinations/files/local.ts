import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AuthError, ConfigError, messageOf, Unavailable, type WeftError } from '../../errors.ts';
import { readSettings } from '../../settings.ts';
import type { LocalConfig } from './config.ts';
import type { Storage } from './storage.ts';

/** A folder of this machine. A relative one starts at the folder of runtime state, `WEFT_HOME`. */
export function localFolder(config: LocalConfig): Storage {
  const folder = resolve(readSettings().home, config.folder);
  return {
    async put(stagedFile, path, signal) {
      const target = join(folder, path);
      await putWhole(stagedFile, target, signal).catch((error) => {
        throw fileError(error, target) ?? error;
      });
    },
    async probe() {
      const file = join(folder, `.weft-connection-test-${randomUUID()}`);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(file, '');
        await rm(file);
      } catch (error) {
        throw fileError(error, folder) ?? error;
      }
    },
  };
}

/** Copies beside the target and renames, so that a reader sees the old file or the new one, and never a part. */
async function putWhole(stagedFile: string, target: string, signal: AbortSignal): Promise<void> {
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  const mark = `.${basename(target)}.`;
  const isOurs = (name: string) =>
    name.startsWith(mark) && name.endsWith('.tmp') && name.length === mark.length + 36 + '.tmp'.length;
  // What a killed attempt left. Should that attempt still live, its rename fails and this one's file stands.
  for (const name of (await readdir(folder)).filter(isOurs)) await rm(join(folder, name), { force: true });
  const temporary = join(folder, `${mark}${randomUUID()}.tmp`);
  try {
    await copyFile(stagedFile, temporary);
    await sync(temporary);
    signal.throwIfAborted();
    await rename(temporary, target);
    await sync(folder);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a failed file operation means to a person, or undefined where it is no such failure. */
export function fileError(error: unknown, path: string): WeftError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const message = `${path} could not be written: ${messageOf(error)}`;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Unavailable(message, {
        mend: 'Free space on that disk; sending is tried again.',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AuthError(message, {
        mend: 'Let the user that runs Weft write into that folder.',
        cause: error,
      });
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
    case 'ENAMETOOLONG':
    case 'ELOOP':
      return new ConfigError(message, { mend: 'Correct `folder` or `path`.', cause: error });
    case 'ENOENT':
    case 'EIO':
    case 'EBUSY':
    case 'EMFILE':
    case 'ENFILE':
    case 'ESTALE':
    case 'ETIMEDOUT':
      return new Unavailable(message, { cause: error });
  }
  // DuckDB has no codes; its IO errors are the disk's.
  if (!error.message.startsWith('IO Error:')) return undefined;
  return new Unavailable(message, { mend: 'Check the disk and its free space.', cause: error });
}
