import { createReadStream } from 'node:fs';
import { access, constants, open, realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf } from '../../../errors.ts';
import { fileFault } from './fault.ts';

export const fileFormats = ['csv', 'tsv', 'aligned', 'jsonl', 'json', 'parquet'] as const;
/** `aligned` is text whose columns stand apart by runs of spaces. */
export type FileFormat = (typeof fileFormats)[number];

/** A file that can be read, and what its first bytes show. */
export interface InputFile {
  /** As it was given, for messages. */
  name: string;
  /** Absolute, links resolved. */
  path: string;
  bytes: number;
  gzip: boolean;
  /** Undefined: delimited text, of which kind its lines will show. */
  format: FileFormat | undefined;
  /** The first bytes, unpacked and without a byte order mark. */
  head: Buffer;
  /** Whether `head` is the whole of it. */
  headIsAll: boolean;
  byteOrderMark: boolean;
}

const headBytes = 256 * 1024;

const extensions: Record<string, FileFormat> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
  parquet: 'parquet',
  pq: 'parquet',
};

/** Starts of files that people take for data files, and what to do with each. */
const foreign: [start: number[], what: string, mend: string][] = [
  [
    [0x50, 0x4b, 0x03, 0x04],
    'this is a ZIP archive or an Excel workbook',
    'Save the sheet as CSV, or unpack the archive.',
  ],
  [[0xd0, 0xcf, 0x11, 0xe0], 'this is an Excel workbook of the old kind', 'Save the sheet as CSV.'],
  [[0x42, 0x5a, 0x68], 'this is packed with bzip2', 'Unpack it with `bunzip2`.'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'this is packed with xz', 'Unpack it with `unxz`.'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'this is packed with zstd', 'Unpack it with `unzstd`.'],
  [[0x25, 0x50, 0x44, 0x46], 'this is a PDF', 'Export the data as CSV.'],
];

const parquetMagic = [...Buffer.from('PAR1')];

const nulShare = (bytes: Buffer): number =>
  bytes.length === 0 ? 0 : bytes.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0) / bytes.length;

const startsWith = (bytes: Buffer, start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

/** Looks at a file before the engine does. Throws ConfigError where it is no file, or not one that can be loaded. */
export async function inspectFile(given: string, format?: FileFormat): Promise<InputFile> {
  const { path, bytes } = await readableFile(given);
  const name = basename(given);
  const place = { name, path };
  const packed = await readHead(path);
  const gzip = startsWith(packed.head, [0x1f, 0x8b]);
  const { head, all } = gzip
    ? await unpackHead(path).catch((error: unknown) => {
        throw brokenGzip(place, error);
      })
    : packed;
  for (const [start, what, mend] of foreign) {
    if (startsWith(head, start)) throw fileFault(place, what, { mend });
  }
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) {
    throw fileFault(place, 'the text is UTF-16, where Weft reads UTF-8', {
      mend: 'Convert it with `iconv -f utf-16 -t utf-8`.',
    });
  }
  if (format !== 'parquet' && !startsWith(head, parquetMagic) && nulShare(head) > 0.1) {
    throw fileFault(place, 'this is no text: it looks like UTF-16 or like a binary file', {
      mend: 'Convert it with `iconv -f utf-16 -t utf-8`, or export the data as CSV.',
    });
  }
  const byteOrderMark = startsWith(head, [0xef, 0xbb, 0xbf]);
  const content = byteOrderMark ? head.subarray(3) : head;
  const extension = name.toLowerCase().replace(/\.gz$/, '').split('.').pop() ?? '';
  const found = format ?? extensions[extension] ?? formatByContent(content);
  if (gzip && found === 'parquet') {
    throw fileFault(place, 'this is a Parquet file packed with gzip', { mend: 'Unpack it with `gunzip`.' });
  }
  if (content.length === 0) {
    throw fileFault(place, 'the file is empty', { mend: 'A file without rows still needs a header line.' });
  }
  return { name, path, bytes, gzip, format: found, head: content, headIsAll: all, byteOrderMark };
}

async function readableFile(given: string): Promise<{ path: string; bytes: number }> {
  const place = { name: basename(given) || given, path: given };
  try {
    const path = await realpath(given);
    const found = await stat(path);
    if (found.isDirectory()) {
      throw fileFault(place, 'this is a folder', {
        mend: 'Name its files: `weft load FOLDER/*.csv`; `weft init --from FOLDER` loads a folder.',
      });
    }
    if (!found.isFile()) {
      throw fileFault(place, 'this is no regular file', { mend: 'Write the data to a file first.' });
    }
    await access(path, constants.R_OK);
    return { path, bytes: found.size };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw fileFault(place, 'there is no such file', { mend: `Check the path: ${given}`, cause: error });
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw fileFault(place, 'the file may not be read', {
        mend: `Give yourself the right: chmod u+r ${given}`,
        cause: error,
      });
    }
    throw error;
  }
}

async function readHead(path: string): Promise<{ head: Buffer; all: boolean }> {
  const handle = await open(path);
  try {
    const buffer = Buffer.alloc(headBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) break;
    }
    return { head: buffer.subarray(0, Math.min(length, headBytes)), all: length <= headBytes };
  } finally {
    await handle.close();
  }
}

async function unpackHead(path: string): Promise<{ head: Buffer; all: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of unpacked(path)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > headBytes) break;
  }
  return { head: Buffer.concat(chunks).subarray(0, headBytes), all: length <= headBytes };
}

async function* unpacked(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const unzip = createGunzip({ chunkSize: 1 << 20 });
  file.on('error', (error) => unzip.destroy(error));
  try {
    yield* chunksOf(file.pipe(unzip));
  } finally {
    file.destroy();
    unzip.destroy();
  }
}

async function* chunksOf(stream: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) yield chunk;
}

/** The file's bytes from its start, unpacked; for the rare times when Weft reads a file itself. */
export async function* contentOf(file: Pick<InputFile, 'name' | 'path' | 'gzip'>): AsyncGenerator<Buffer> {
  if (!file.gzip) return yield* chunksOf(createReadStream(file.path, { highWaterMark: 1 << 20 }));
  try {
    yield* unpacked(file.path);
  } catch (error) {
    throw brokenGzip(file, error);
  }
}

const brokenGzip = (file: Pick<InputFile, 'name' | 'path'>, cause: unknown) =>
  fileFault(file, `the gzip data is damaged or cut off (${messageOf(cause)})`, {
    mend: 'Check it with `gzip -t`, then fetch or pack it again.',
    cause,
  });

/** Unpacks a whole gzip file, as the engine takes one that is cut off for one that ends there. */
export async function checkGzip(file: InputFile, signal?: AbortSignal): Promise<void> {
  if (!file.gzip) return;
  for await (const _ of contentOf(file)) if (signal?.aborted) return;
}

function formatByContent(head: Buffer): FileFormat | undefined {
  if (startsWith(head, parquetMagic)) return 'parquet';
  const first = head.toString('latin1', 0, 4096).trimStart();
  if (first.startsWith('{')) return 'jsonl';
  if (/^\[\s*(\{|\])/.test(first)) return 'json';
  return undefined;
}
