/**
 * Expectation maximisation written apart from the SQL, over every two records of a block: m of columns that are equal
 * or not, with u known. Returns each column's m by the block that held each of `blocks` equal.
 */
export function estimateSlowly(
  records: readonly Record<string, unknown>[],
  columns: readonly string[],
  blocks: readonly string[],
  u: ReadonlyMap<string, number>,
): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const block of blocks) {
    const active = columns.filter((column) => column !== block);
    const patterns = new Map<string, number>();
    for (const [place, one] of records.entries()) {
      for (const other of records.slice(place + 1)) {
        if (one[block] !== other[block]) continue;
        const pattern = active.map((column) => (one[column] === other[column] ? '1' : '0')).join('');
        patterns.set(pattern, (patterns.get(pattern) ?? 0) + 1);
      }
    }
    let m = active.map(() => 0.9);
    let share = 0.05;
    for (let round = 0; round < 200; round += 1) {
      let [pairs, matches] = [0, 0];
      const equal = active.map(() => 0);
      for (const [pattern, count] of patterns) {
        const odds = active.reduce(
          (product, column, place) => {
            const [mine, theirs] = [m[place] ?? 0, u.get(column) ?? 0];
            return product * (pattern[place] === '1' ? mine / theirs : (1 - mine) / (1 - theirs));
          },
          share / (1 - share),
        );
        const matching = (odds / (1 + odds)) * count;
        pairs += count;
        matches += matching;
        for (const place of active.keys())
          if (pattern[place] === '1') equal[place] = (equal[place] ?? 0) + matching;
      }
      m = equal.map((count) => count / matches);
      share = matches / pairs;
    }
    for (const [place, column] of active.entries())
      found.set(column, [...(found.get(column) ?? []), m[place] ?? 0]);
  }
  return found;
}
