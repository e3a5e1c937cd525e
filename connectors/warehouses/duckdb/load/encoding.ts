import { isUtf8 } from 'node:buffer';
import type { ConfigError } from '../../../errors.ts';
import { fileFault } from './fault.ts';
import { contentOf, type InputFile } from './input-file.ts';

/** How many bytes a UTF-8 sequence has by its first byte; 0 for one that cannot start any. */
function sequenceLength(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte >= 0xc2 && byte < 0xe0) return 2;
  if (byte >= 0xe0 && byte < 0xf0) return 3;
  return byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
}

/** Bytes at the end that may be the start of a sequence which the next chunk completes. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) !== 0x80) return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

/** Position of the first byte that breaks UTF-8 in `bytes`, which is known to be broken. */
function firstInvalid(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    if (length === 0 || !isUtf8(bytes.subarray(at, at + length)) || at + length > bytes.length) return at;
    at += length;
  }
  return at;
}

/** Whether a file's first bytes are UTF-8. */
export const headIsUtf8 = ({ head, headIsAll }: InputFile): boolean =>
  isUtf8(headIsAll ? head : head.subarray(0, head.length - unfinished(head)));

/** The first place where a file is not UTF-8, with a guess at what it is instead; undefined where all is well. */
export async function encodingFault(file: InputFile): Promise<ConfigError | undefined> {
  let line = 1;
  let offset = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of contentOf(file)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = bytes.subarray(0, bytes.length - unfinished(bytes));
    if (!isUtf8(whole)) return faultAt(file, bytes, { line, offset });
    line += newlines(whole);
    offset += whole.length;
    rest = Buffer.from(bytes.subarray(whole.length));
  }
  return rest.length === 0 ? undefined : faultAt(file, rest, { line, offset });
}

function faultAt(file: InputFile, bytes: Buffer, start: { line: number; offset: number }): ConfigError {
  const at = firstInvalid(bytes);
  const byte = bytes[at] ?? 0;
  const line = start.line + newlines(bytes.subarray(0, at));
  const lineStart = bytes.lastIndexOf(0x0a, at) + 1;
  const hex = `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  const { guess, iconv } = guessEncoding(bytes.subarray(at));
  return fileFault(
    file,
    `the text is not UTF-8 (byte ${hex} at offset ${start.offset + at}; it looks like ${guess})`,
    { line, column: at - lineStart + 1, mend: `Convert it: iconv -f ${iconv} -t utf-8 ${file.name}` },
  );
}

function guessEncoding(bytes: Buffer): { guess: string; iconv: string } {
  const sample = bytes.subarray(0, 65_536);
  // 0x80 to 0x9F are control characters in Latin-1, and letters, quotes and the euro sign in Windows-1252.
  const windows = sample.some((byte) => byte >= 0x80 && byte <= 0x9f);
  return windows ? { guess: 'Windows-1252', iconv: 'windows-1252' } : { guess: 'Latin-1', iconv: 'latin1' };
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}
