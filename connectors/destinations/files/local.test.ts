import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSettings } from '../../settings.ts';
import { filesConfig } from './config.ts';
import { fileError, localFolder } from './local.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-local-'));
});
afterEach(() => rm(folder, { recursive: true }));

const signal = new AbortController().signal;

test('replaces a file whole, and removes what a killed attempt left', async () => {
  const storage = localFolder({ storage: 'local', folder: join(folder, 'out') });
  await mkdir(join(folder, 'out/a'), { recursive: true });
  await writeFile(join(folder, 'out/a/.x.csv.00000000-0000-0000-0000-000000000000.tmp'), 'half');
  await writeFile(join(folder, 'out/a/.x.csv.notes.tmp'), 'somebody else’s');
  for (const text of ['first', 'second']) {
    await writeFile(join(folder, 'staged'), text);
    await storage.put(join(folder, 'staged'), 'a/x.csv', signal);
  }
  expect((await readdir(join(folder, 'out/a'))).sort()).toEqual(['.x.csv.notes.tmp', 'x.csv']);
  expect(await readFile(join(folder, 'out/a/x.csv'), 'utf8')).toBe('second');
});

test('leaves nothing when it fails or is aborted half way', async () => {
  const storage = localFolder({ storage: 'local', folder });
  await mkdir(join(folder, 'taken.csv'));
  await writeFile(join(folder, 'staged'), 'text');
  await expect(storage.put(join(folder, 'staged'), 'taken.csv', signal)).rejects.toMatchObject({
    name: 'ConfigError',
  });
  const stopped = AbortSignal.abort(new Error('stopped'));
  await expect(storage.put(join(folder, 'staged'), 'never.csv', stopped)).rejects.toThrow('stopped');
  expect((await readdir(folder)).sort()).toEqual(['staged', 'taken.csv']);
});

test('a relative folder is below the runtime state', async () => {
  const before = process.env.WEFT_HOME;
  process.env.WEFT_HOME = folder;
  try {
    expect(readSettings().home).toBe(folder);
    await writeFile(join(folder, 'staged'), 'text');
    await localFolder({ storage: 'local', folder: 'exports' }).put(join(folder, 'staged'), 'x.csv', signal);
    expect(await readdir(join(folder, 'exports'))).toEqual(['x.csv']);
  } finally {
    if (before === undefined) delete process.env.WEFT_HOME;
    else process.env.WEFT_HOME = before;
  }
});

test('a home folder written by its sign is refused, for nothing expands it', () => {
  expect(filesConfig.safeParse({ storage: 'local', folder: '~/exports' }).success).toBe(false);
});

test.each([
  ['ENOSPC', 'Unavailable'],
  ['EDQUOT', 'Unavailable'],
  ['EACCES', 'AuthError'],
  ['EROFS', 'AuthError'],
  ['ENOTDIR', 'ConfigError'],
  ['ENAMETOOLONG', 'ConfigError'],
  ['EIO', 'Unavailable'],
])('%s is %s', (code, name) => {
  expect(fileError(Object.assign(new Error(code), { code }), '/x')).toMatchObject({ name });
});

test('an error that is not of the disk stays what it is', () => {
  expect(fileError(new Error('a bug'), '/x')).toBeUndefined();
  expect(fileError(new Error('IO Error: No space left'), '/x')).toMatchObject({ name: 'Unavailable' });
});
