import fc from 'fast-check';

/** One record of the list of people. Records that share an e-mail address or a device are one person. */
export interface Entry {
  id: string;
  email: string;
  device: string | null;
  name: string;
  vip: 'yes' | 'no' | 'maybe';
  /** Seconds since the beginning; no two are equal, so that "most recent" has one answer. */
  updated: number;
}

/** What a destination should hold of one person. */
export interface Expected {
  email: string;
  name: string;
  vip: string;
}

/** The persons of a list, by plain union-find, apart from the SQL. */
export function personsOf(entries: Iterable<Entry>): Expected[] {
  const parent = new Map<string, string>();
  const find = (name: string): string => {
    const above = parent.get(name) ?? name;
    return above === name ? name : find(above);
  };
  const all = [...entries];
  for (const { id, email, device } of all) {
    for (const value of [`email ${email}`, device === null ? null : `device ${device}`])
      if (value !== null) parent.set(find(value), find(`record ${id}`));
  }
  const groups = new Map<string, Entry[]>();
  for (const entry of all) {
    const root = find(`record ${entry.id}`);
    groups.set(root, [...(groups.get(root) ?? []), entry]);
  }
  return [...groups.values()].flatMap((group) => {
    const [newest] = group.toSorted((a, b) => b.updated - a.updated);
    const vip = group.map((entry) => entry.vip).sort();
    return newest ? [{ email: newest.email, name: newest.name, vip: vip.at(-1) ?? '' }] : [];
  });
}

/** A handful of records whose values nobody outside it has; a round writes some of them anew. */
const world = fc.array(
  fc.record({
    key: fc.integer({ min: 0, max: 5 }),
    // Nobody is ever without one: who leaves a segment stays at a destination that is not mirrored.
    email: fc.integer({ min: 0, max: 4 }),
    device: fc.option(fc.integer({ min: 0, max: 2 }), { freq: 2 }),
    name: fc.constantFrom('Ann', 'Bea', "O'Brien"),
    vip: fc.constantFrom('yes' as const, 'no' as const),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Writes random records into a list, as one day would; the same seed writes the same. */
export function addWorlds(into: Map<string, Entry>, day: number, seed: number, count: number): void {
  let written = 0;
  fc.sample(world, { seed: seed + day, numRuns: count }).forEach((records, index) => {
    for (const { key, email, device, ...rest } of records) {
      written += 1;
      into.set(`w${index}:${key}`, {
        ...rest,
        id: `w${index}:${key}`,
        email: `w${index}.${email}@shop.example`,
        device: device === null ? null : `w${index}/${device}`,
        updated: day * 100_000 + 10_000 + written,
      });
    }
  });
}

/**
 * A story of people with names of their own, as its records are on a day. `a` is the oldest record of each, so that
 * the person who has it keeps the id.
 */
export function storyOn(day: number): Entry[] {
  const entries: Entry[] = [];
  const entry = (id: string, more: Partial<Entry> = {}) =>
    entries.push({
      id,
      email: `${id}@shop.example`,
      device: null,
      name: id,
      vip: 'no',
      updated: entries.length,
      ...more,
    });
  const from = (first: number, device: string) => (day >= first ? device : null);
  const until = (last: number, device: string) => (day <= last ? device : null);
  const vip = (first: number) => (day >= first ? ('yes' as const) : ('no' as const));

  // On day 2 one member merges into a person who is none.
  entry('merge.a', { device: from(2, 'merge') });
  entry('merge.b', { device: from(2, 'merge'), vip: 'yes' });
  // On day 4 two members become one; the one whose id goes has been a member for longer.
  entry('both.a', { device: from(4, 'both'), vip: vip(2) });
  entry('both.b', { device: from(4, 'both'), vip: 'yes' });
  // On day 3, which segments miss, c merges into b, and on day 4 b into a.
  entry('chain.a', { email: day >= 4 ? 'chain.b@shop.example' : 'chain.a@shop.example' });
  entry('chain.b', { device: from(3, 'chain') });
  entry('chain.c', { device: from(3, 'chain'), vip: 'yes' });
  // One person until day 3, two from day 4.
  entry('split.a', { device: until(3, 'split'), vip: 'yes' });
  entry('split.b', { device: until(3, 'split'), vip: 'yes' });
  // The same, on the day that segments miss.
  entry('missed.a', { device: until(2, 'missed'), vip: 'yes' });
  entry('missed.b', { device: until(2, 'missed'), vip: 'yes' });
  // Two from day 2; what becomes of b two days later has nothing to do with a.
  entry('later.a', { device: until(1, 'later'), vip: vip(2) });
  entry('later.b', { device: until(1, 'later'), vip: vip(4) });
  // On day 5 they merge while the segment is defined anew, for which `asked` enters.
  entry('anew.a', { device: from(5, 'anew') });
  entry('anew.b', { device: from(5, 'anew'), vip: 'yes' });
  entry('asked', { vip: 'maybe' });
  return entries;
}
