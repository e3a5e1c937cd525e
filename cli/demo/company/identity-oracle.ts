import { createHash } from 'node:crypto';

/**
 * An independent check of what identity resolution can get out of the demo company: plain union-find over
 * normalised values, one value after the other in the order of the identity rules, holding back those that
 * would break a limit. It is written for reading, and only for the tests.
 */

/** A row with identifiers; `values` hold type and normalised text, `day` is YYYY-MM-DD. */
export interface IdentityRecord {
  person: number;
  day: string;
  values: readonly (readonly [IdentifierType, string])[];
}

/** Strongest first; `limit` is how many values one person may have, `most` how many records may carry one. */
const rules = {
  user_id: { limit: 1, most: Infinity },
  loyalty_id: { limit: Infinity, most: Infinity },
  email: { limit: 3, most: 500 },
  phone: { limit: 5, most: 200 },
  card_hash: { limit: Infinity, most: Infinity },
  device_id: { limit: Infinity, most: 5000 },
  anonymous_id: { limit: Infinity, most: 5000 },
} as const;

export type IdentifierType = keyof typeof rules;
const types: IdentifierType[] = [
  'user_id',
  'loyalty_id',
  'email',
  'phone',
  'card_hash',
  'device_id',
  'anonymous_id',
];

interface Value {
  type: IdentifierType;
  text: string;
  day: string;
  hash: string;
  carriers: number[];
}

type Held = Map<IdentifierType, Set<string>>;

/** The cluster of each record (the number of one of its members), and how many values were held back. */
export function resolve(records: readonly IdentityRecord[]): { clusters: number[]; heldBack: number } {
  const parent = records.map((_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[i] = root;
    return root;
  };
  const values = valuesOf(records);
  const held: Held[] = records.map(() => new Map());
  for (const { type, text, carriers } of values) for (const i of carriers) addTo(held[i], type, text);

  let heldBack = 0;
  for (const stage of types) {
    const limited = types.slice(0, types.indexOf(stage) + 1);
    const breaks = (sets: Held) => limited.some((type) => (sets.get(type)?.size ?? 0) > rules[type].limit);
    const full = new Set(records.map((_, i) => find(i)).filter((root) => breaks(held[root] ?? new Map())));
    for (const { carriers } of values.filter((value) => value.type === stage)) {
      const roots = [...new Set(carriers.map(find))].filter((root) => !full.has(root));
      const [first, ...others] = roots;
      const union: Held = new Map();
      for (const root of roots)
        for (const [type, texts] of held[root] ?? []) for (const text of texts) addTo(union, type, text);
      if (first === undefined || breaks(union)) heldBack++;
      else {
        for (const other of others) parent[other] = first;
        held[first] = union;
      }
    }
  }
  return { clusters: records.map((_, i) => find(i)), heldBack };
}

/** Kept values in the order in which they are taken: type, first seen, md5. */
function valuesOf(records: readonly IdentityRecord[]): Value[] {
  const values = new Map<string, Value>();
  for (const [i, record] of records.entries()) {
    for (const [type, text] of record.values) {
      const key = `${type}:${text}`;
      const value = values.get(key);
      if (value === undefined) {
        const hash = createHash('md5').update(key).digest('hex');
        values.set(key, { type, text, day: record.day, hash, carriers: [i] });
      } else {
        value.carriers.push(i);
        if (record.day < value.day) value.day = record.day;
      }
    }
  }
  return [...values.values()]
    .filter(({ type, carriers }) => carriers.length <= rules[type].most)
    .sort(
      (a, b) =>
        types.indexOf(a.type) - types.indexOf(b.type) || compare(a.day, b.day) || compare(a.hash, b.hash),
    );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function addTo(held: Held | undefined, type: IdentifierType, text: string): void {
  const texts = held?.get(type);
  if (texts === undefined) held?.set(type, new Set([text]));
  else texts.add(text);
}

/** Pairwise: the share of joined pairs that are one person, and of one person's pairs that are joined. */
export function score(records: readonly IdentityRecord[], clusters: readonly number[]) {
  const persons = records.map((record) => record.person);
  const both = pairs(records.map((_, i) => `${clusters[i]}/${persons[i]}`));
  return { precision: both / pairs(clusters), recall: both / pairs(persons) };
}

function pairs(groups: readonly unknown[]): number {
  const sizes = new Map<unknown, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

export function normalEmail(email: string): string | null {
  const [local = '', domain = ''] = email.trim().toLowerCase().split('@');
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) || ['test', 'none', 'noreply'].includes(local)) return null;
  const box = local.replace(/\+.*/, '');
  return `${domain === 'gmail.com' ? box.replaceAll('.', '') : box}@${domain}`;
}

const codes: Record<string, string> = { DE: '49', GB: '44', FR: '33', NL: '31', US: '1' };

export function normalPhone(phone: string, country: string): string | null {
  const code = codes[country];
  const digits = phone
    .replace('(0)', '')
    .replace(/[^\d+]/g, '')
    .replace(/^00/, '+');
  if (/^\+?0*$/.test(digits)) return null;
  if (digits.startsWith('+')) return digits;
  if (code === undefined) return null;
  return code === '1' ? `+1${digits.slice(-10)}` : `+${code}${digits.replace(/^0/, '')}`;
}
