import type { DuckDBDataChunk } from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';

/** Bytes of a text's entry in a vector: its length, then itself where it is short, or four bytes of it and a pointer. */
const entryBytes = 16;
const shortBytes = 12;
const pointerAt = 8;

/** The least that a page of memory has. */
const pageBytes = 4096n;

/** A text that is not in its entry: its bytes from `from` up to `to`. */
interface FarText {
  index: number;
  from: bigint;
  to: bigint;
}

/**
 * The texts of a column of a chunk, null where there is none. The driver fetches each longer text by a call into the
 * engine, which takes longer than all else that is done with a row; here one call fetches those that lie near one
 * another. What lies between two of them can be read: shorter than a page, it is on a page that one of them is on too.
 */
export function textsOf({ chunk, rowCount }: DuckDBDataChunk, column: number): (string | null)[] {
  const vector = bindings.data_chunk_get_vector(chunk, column);
  const entries = bufferOf(bindings.vector_get_data(vector, rowCount * entryBytes));
  const isValid = validityOf(vector, rowCount);
  const texts: (string | null)[] = new Array(rowCount).fill(null);
  const far: FarText[] = [];
  for (let index = 0; index < rowCount; index += 1) {
    if (!isValid(index)) continue;
    const entry = index * entryBytes;
    const length = entries.readUInt32LE(entry);
    if (length > shortBytes) {
      const from = entries.readBigUInt64LE(entry + pointerAt);
      far.push({ index, from, to: from + BigInt(length) });
    } else texts[index] = entries.toString('utf8', entry + 4, entry + 4 + length);
  }
  for (const near of nearOnes(far)) {
    const pointer = entries.byteOffset + near.first.index * entryBytes + pointerAt;
    const { from } = near.first;
    const bytes = bufferOf(bindings.get_data_from_pointer(entries.buffer, pointer, Number(near.to - from)));
    for (const text of near.texts)
      texts[text.index] = bytes.toString('utf8', Number(text.from - from), Number(text.to - from));
  }
  return texts;
}

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer<ArrayBuffer> => {
  if (!(buffer instanceof ArrayBuffer)) throw new TypeError('the engine shares no memory between threads');
  return Buffer.from(buffer, byteOffset, byteLength);
};

/** Tells which values of a vector there are. */
function validityOf(vector: Parameters<typeof bindings.vector_get_data>[0], rows: number) {
  // Null where all are, which the types do not tell.
  const bits: Uint8Array | null = bindings.vector_get_validity(vector, Math.ceil(rows / 64) * 8);
  return (index: number): boolean => bits === null || ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
}

/** Texts in groups of which each is less than a page from the one before. */
function nearOnes(texts: FarText[]): { first: FarText; to: bigint; texts: FarText[] }[] {
  const groups: { first: FarText; to: bigint; texts: FarText[] }[] = [];
  texts.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  for (const text of texts) {
    const last = groups.at(-1);
    if (last && text.from - last.to < pageBytes) {
      last.texts.push(text);
      if (text.to > last.to) last.to = text.to;
    } else groups.push({ first: text, to: text.to, texts: [text] });
  }
  return groups;
}
