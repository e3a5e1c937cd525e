import { isRemoval, type OutgoingRow } from './define.ts';
import { jsonText } from './values.ts';

/** Rows of a batch that go out together, `start` rows in; or one that cannot, and why. */
export type Part = { start: number; rows: readonly OutgoingRow[] } | { start: number; fault: string };

/**
 * A batch as what single requests may hold: rows that are all written, all deleted or all archived, and, where the
 * vendor has such a bound, of no more than so many bytes of JSON.
 */
export function partsOf(rows: readonly OutgoingRow[], mostBytes?: number): Part[] {
  const first = rows[0];
  if (first === undefined) return [];
  if (mostBytes === undefined && rows.every((row) => asks(row) === asks(first))) return [{ start: 0, rows }];
  const parts: Part[] = [];
  let begun = 0;
  let bytes = 0;
  const end = (at: number) => {
    if (at > begun) parts.push({ start: begun, rows: rows.slice(begun, at) });
    begun = at;
    bytes = 0;
  };
  rows.forEach((row, index) => {
    const before = rows[index - 1];
    if (before !== undefined && asks(before) !== asks(row)) end(index);
    if (mostBytes === undefined) return;
    const size = sizeOf(row);
    if (size > mostBytes) {
      end(index);
      parts.push({ start: index, fault: tooLarge(row, size, mostBytes) });
      begun = index + 1;
      return;
    }
    if (bytes + size > mostBytes) end(index);
    bytes += size;
  });
  end(rows.length);
  return parts;
}

const asks = (row: OutgoingRow) => (isRemoval(row) ? row.operation : 'write');

/** Room for the key and what stands around the fields. */
const frame = 64;

const sizeOf = (row: OutgoingRow): number =>
  Buffer.byteLength(row.json ?? jsonText(row.fields)) + Buffer.byteLength(row.key) + frame;

function tooLarge(row: OutgoingRow, size: number, most: number): string {
  const [largest] = Object.entries(row.fields)
    .map(([name, value]) => ({ name, bytes: Buffer.byteLength(jsonText(value ?? null)) }))
    .sort((a, b) => b.bytes - a.bytes);
  const field = largest === undefined ? '' : `; its largest field is ${largest.name}, ${largest.bytes} bytes`;
  return `the row has ${size} bytes as JSON, and the destination takes at most ${most}${field}`;
}
