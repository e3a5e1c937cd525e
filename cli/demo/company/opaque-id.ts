import { mix32 } from './random.ts';

/**
 * Ids that are unique by construction and still say nothing about whose they are: each is a bijection of
 * (person, n), so no set of used ids has to be kept, however many persons there are.
 */

/** Persons are numbered below 2^24, which leaves 8 bits of a 32-bit id to number what one person has. */
export const MAX_PERSONS = 2 ** 24;
const MAX_PER_PERSON = 256;

/** One for each kind of id, so that two kinds of the same person and number do not look alike. */
const idKinds = {
  user: 0x1f3d5b79,
  contact: 0x2e8ba2c1,
  loyalty: 0x35a7c9eb,
  order: 0x47d1e3f5,
  transaction: 0x5b92d4a7,
  ticket: 0x6ac0f1e3,
  answer: 0x79b5d3c1,
  consent: 0x0c4e8a2f,
  device: 0x1b6d9f53,
  app: 0x2a7c5e91,
  webEvent: 0x398b7d4f,
  appEvent: 0x48ad6f13,
  emailEvent: 0x57cf8b25,
  card: 0x66d19a37,
} as const;

type IdKind = keyof typeof idKinds;

/** Ten digits, from a 32-bit bijection of person (below 2^24) and n (below 256). */
export function opaqueDigits(kind: IdKind, person: number, n: number): string {
  if (n >= MAX_PER_PERSON)
    throw new RangeError(`${kind} ${n} of person ${person}: at most ${MAX_PER_PERSON}`);
  return String(mix32((person * MAX_PER_PERSON + n) ^ idKinds[kind]) >>> 0).padStart(10, '0');
}

/** Sixteen hexadecimal digits, from a 64-bit bijection of person and n, both below 2^32. */
export function opaqueHex(kind: IdKind, person: number, n: number): string {
  return feistelHex(idKinds[kind], person, n);
}

/** What a payment terminal would keep of a card: 64 hexadecimal digits, as SHA-256 gives them. */
export function cardHash(person: number, n: number): string {
  let text = '';
  for (let part = 0; part < 4; part++) text += feistelHex(idKinds.card + part * 0x01000193, person, n);
  return text;
}

/**
 * A four-round Feistel network over two 32-bit halves (Luby and Rackoff 1988: any round function gives a
 * bijection), written as hexadecimal.
 */
function feistelHex(salt: number, high: number, low: number): string {
  let left = high;
  let right = low;
  for (let round = 1; round <= 4; round++) {
    const next = left ^ mix32(right ^ Math.imul(salt, round));
    left = right;
    right = next;
  }
  return hex32(left) + hex32(right);
}

const hex16 = Array.from({ length: 65536 }, (_, value) => value.toString(16).padStart(4, '0'));

function hex32(value: number): string {
  return `${hex16[value >>> 16]}${hex16[value & 0xffff]}`;
}
