import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { InputFile } from './input-file.ts';

/**
 * The files as the engine can read them: its JSON reader refuses a byte order mark, so such files are copied
 * without it for as long as `work` runs. The copy keeps the file's name, for messages.
 */
export async function withoutByteOrderMarks<T>(
  files: readonly InputFile[],
  work: (readable: Map<InputFile, InputFile>) => Promise<T>,
): Promise<T> {
  const marked = files.filter(
    (file) => file.byteOrderMark && (file.format === 'json' || file.format === 'jsonl'),
  );
  if (marked.length === 0) return work(new Map(files.map((file) => [file, file])));
  const folder = await mkdtemp(join(tmpdir(), 'weft-load-'));
  try {
    const readable = new Map(files.map((file) => [file, file]));
    for (const [index, file] of marked.entries()) {
      const path = join(folder, `${index}.json`);
      await copyWithoutMark(file, path);
      readable.set(file, { ...file, path, gzip: false, byteOrderMark: false });
    }
    return await work(readable);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyWithoutMark(file: InputFile, path: string): Promise<void> {
  let first = true;
  const cut = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      yield first ? chunk.subarray(3) : chunk;
      first = false;
    }
  };
  if (!file.gzip) return pipeline(createReadStream(file.path, { start: 3 }), createWriteStream(path));
  return pipeline(createReadStream(file.path), createGunzip(), cut, createWriteStream(path));
}
