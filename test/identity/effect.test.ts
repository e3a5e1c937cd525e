import { expect, test } from 'vitest';
import { resolveRecords } from '../../models/identity/effect/resolve.ts';
import { nameOf, type OracleRecord, type OracleType, resolve } from './oracle.ts';

/** A generator of its own, so that a seed tells a failure again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const types: OracleType[] = [
  { type: 'user', limit: 1, maxRecords: null },
  { type: 'mail', limit: 2, maxRecords: null },
  { type: 'phone', limit: null, maxRecords: null },
];

const grouped = (groups: Iterable<string[]>): string[] =>
  [...groups].map((names) => names.toSorted().join(' ')).toSorted();

test.each(Array.from({ length: 300 }, (_, seed) => seed))(
  'records of random history %i are grouped as the oracle groups them',
  (seed) => {
    const next = numbers(seed + 1);
    const records = Array.from(
      { length: 2 + next(12) },
      (_, place): OracleRecord => ({
        source: 's',
        key: String(place),
        time: Date.UTC(2026, 0, 1 + next(6), next(24)),
        values: types.flatMap(({ type }): [string, string][] =>
          next(3) === 0 ? [] : [[type, String(next(4))]],
        ),
      }),
    );
    const clusters = new Map<string, string[]>();
    for (const [name, cluster] of resolve(records, types).cluster)
      clusters.set(cluster, [...(clusters.get(cluster) ?? []), name]);
    const groups = resolveRecords(
      records.map((record) => ({
        name: nameOf(record),
        at: record.time,
        values: record.values.map(([type, value]) => ({ type, value })),
      })),
      types.map(({ type, limit }, priority) => ({ type, limit, priority })),
      'day',
    );
    expect(grouped(groups)).toEqual(grouped(clusters.values()));
  },
);
