import fc from 'fast-check';
import { expect, test } from 'vitest';
import { articulations } from './articulation.ts';
import { graphOf } from './person-graph.ts';
import { diameter, shortestPath } from './search.ts';

type Links = [record: number, value: number, doubtful: number][];

/** A graph of links in any order, each once. */
function graph(links: Links) {
  const sorted = [...new Map(links.map((link) => [`${link[0]} ${link[1]}`, link])).values()].sort(
    (a, b) => a[0] - b[0] || a[1] - b[1],
  );
  return {
    links: sorted,
    ...graphOf(Math.max(-1, ...sorted.map(([r]) => r)) + 1, Math.max(-1, ...sorted.map(([, v]) => v)) + 1, {
      records: sorted.map(([record]) => record),
      values: sorted.map(([, value]) => value),
      doubtful: sorted.map(([, , doubtful]) => doubtful),
    }),
  };
}

const anyLinks = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 1 })),
  { minLength: 1, maxLength: 20 },
) as fc.Arbitrary<Links>;

/** Joins between all pairs of records by Floyd and Warshall, apart from what is tested. */
function joinsBetween(links: Links, records: number): number[][] {
  const joins = Array.from({ length: records }, (_, one) =>
    Array.from({ length: records }, (_, other) =>
      one === other
        ? 0
        : links.some(([r, v]) => r === one && links.some(([s, w]) => s === other && w === v))
          ? 1
          : Number.POSITIVE_INFINITY,
    ),
  );
  for (let via = 0; via < records; via += 1)
    for (const row of joins)
      for (let to = 0; to < records; to += 1)
        row[to] = Math.min(row[to] ?? 0, (row[via] ?? 0) + (joins[via]?.[to] ?? 0));
  return joins;
}

/** Sizes of the groups of records that links connect, by naming each after the other's name until none changes. */
function groups(links: Links, names: readonly number[]): number[] {
  const group = new Map(names.map((name) => [name, name]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [r, v] of links)
      for (const [s, w] of links) {
        const least = Math.min(group.get(r) ?? 0, group.get(s) ?? 0);
        if (v !== w || (group.get(r) === least && group.get(s) === least)) continue;
        group.set(r, least).set(s, least);
        changed = true;
      }
  }
  const sizes = new Map<number, number>();
  for (const name of group.values()) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  return [...sizes.values()].sort((a, b) => b - a);
}

test('a shortest path is as short as any, runs along links, and avoids doubtful ones where it can', () => {
  fc.assert(
    fc.property(anyLinks, (given) => {
      const { links, ...made } = graph(given);
      const all = joinsBetween(links, made.records);
      const sure = joinsBetween(
        links.filter(([, , doubtful]) => doubtful === 0),
        made.records,
      );
      for (let from = 0; from < made.records; from += 1) {
        for (let to = 0; to < made.records; to += 1) {
          const path = shortestPath(made, [from], [to]);
          const best = Math.min(sure[from]?.[to] ?? 0);
          const joins = Number.isFinite(best) ? best : (all[from]?.[to] ?? 0);
          expect(path === null ? Number.POSITIVE_INFINITY : (path.length - 1) / 2).toBe(joins);
          path?.slice(1).forEach((node, index) => {
            const before = path[index] ?? 0;
            const [record, value] = before < made.records ? [before, node] : [node, before];
            expect(links.some(([r, v]) => r === record && v === value - made.records)).toBe(true);
          });
        }
      }
    }),
  );
});

test('articulations are the values whose removal leaves more groups, with the groups that are left', () => {
  fc.assert(
    fc.property(anyLinks, (given) => {
      const { links, ...made } = graph(given);
      const found = new Map(articulations(made).map(({ value, parts }) => [value, parts]));
      const names = [...new Set(links.map(([record]) => record))];
      for (let value = 0; value < made.values; value += 1) {
        const left = links.filter(([, each]) => each !== value);
        const held = new Set(links.filter(([, each]) => each === value).map(([record]) => record));
        // Only the groups that the value held together count.
        const whole = groups(links, names).length;
        const parts = found.get(value);
        expect(parts !== undefined).toBe(groups(left, names).length > whole);
        if (parts) {
          const together = names.filter((name) => {
            const reach = shortestPath(made, [name], held);
            return reach !== null;
          });
          expect(parts).toEqual(
            groups(
              left.filter(([record]) => together.includes(record)),
              together,
            ),
          );
        }
      }
    }),
  );
});

test('the diameter is exact where it says so, and never more than the truth', () => {
  fc.assert(
    fc.property(anyLinks, (given) => {
      const { links, ...made } = graph(given);
      const truth = Math.max(
        0,
        ...joinsBetween(links, made.records)
          .flat()
          .filter((joins) => Number.isFinite(joins)),
      );
      expect(diameter(made)).toEqual({ joins: truth, exact: true });
      const bound = diameter(made, 0);
      expect(bound.exact).toBe(false);
      expect(bound.joins).toBeLessThanOrEqual(truth);
    }),
  );
});

test('a chain of 50,000 records and a hub of 500,000 are searched without recursion', () => {
  const chain = graphOf(50_000, 49_999, {
    records: Array.from({ length: 99_998 }, (_, link) => Math.ceil(link / 2)),
    values: Array.from({ length: 99_998 }, (_, link) => Math.floor(link / 2)),
  });
  expect(shortestPath(chain, [0], [49_999])).toHaveLength(99_999);
  expect(diameter(chain)).toEqual({ joins: 49_999, exact: false });
  const cuts = articulations(chain);
  expect(cuts).toHaveLength(49_999);
  expect(cuts[0]?.parts).toEqual([25_000, 25_000]);

  const hub = graphOf(500_000, 1, {
    records: Array.from({ length: 500_000 }, (_, record) => record),
    values: new Uint8Array(500_000),
  });
  expect(shortestPath(hub, [7], [499_999])).toEqual([7, 500_000, 499_999]);
  expect(articulations(hub)[0]?.parts).toHaveLength(500_000);
});
