import type { Row } from '../../../connectors/warehouses/connection.ts';
import type { Fuzzy } from '../../../models/workspace/kinds/fuzzy.ts';

/**
 * An independent reading of fuzzy matching: every two records, one after the other, with the parameters that the
 * warehouse estimated. It knows the comparisons of tests alone: equal, by Levenshtein, by days, by difference.
 */
export interface ScoredPair {
  pair: string;
  weight: number;
  probability: number;
}

export const pairName = (row: Row): string =>
  JSON.stringify([row.source, row.record_key, row.other_source, row.other_record_key]);

export function scorePairsSlowly(
  fuzzy: Fuzzy,
  features: readonly Row[],
  parameters: readonly Row[],
): ScoredPair[] {
  const parameter = (comparison: string, level: number) =>
    parameters.find((row) => row.comparison === comparison && Number(row.level) === level);
  const prior = Number(parameter('~prior', 0)?.m);
  const sorted = [...features].sort((a, b) =>
    compare([a.source, a.record_key].join('\0'), [b.source, b.record_key].join('\0')),
  );
  const blocks = fuzzy.block_on.map((rule) => {
    const keyed = new Map<string, Row[]>();
    for (const row of sorted) {
      const parts = rule.map((column) =>
        typeof column === 'string'
          ? row[column]
          : row[column.column] === null
            ? null
            : String(row[column.column]).slice(0, column.first),
      );
      if (parts.includes(null)) continue;
      const key = JSON.stringify(parts);
      keyed.set(key, [...(keyed.get(key) ?? []), row]);
    }
    return [...keyed.values()].filter((block) => block.length <= fuzzy.max_block);
  });
  const scored = new Map<string, ScoredPair>();
  for (const block of blocks.flat()) {
    for (const [place, one] of block.entries()) {
      for (const other of block.slice(place + 1)) {
        if (!fuzzy.within_source && one.source === other.source) continue;
        let weight = Math.log2(prior / (1 - prior));
        for (const [name, comparison] of Object.entries(fuzzy.compare)) {
          const level = levelOf(comparison, one[name], other[name]);
          if (level < 0) continue;
          const row = parameter(name, level);
          weight += Math.log2(Number(row?.m) / Number(row?.u));
          if (comparison.term_frequency && one[name] === other[name]) {
            const known = features.filter((feature) => feature[name] !== null);
            const share = known.filter((feature) => feature[name] === one[name]).length / known.length;
            weight += Math.log2(Number(row?.u) / share);
          }
        }
        const pair = pairName({
          source: one.source ?? '',
          record_key: one.record_key ?? '',
          other_source: other.source ?? '',
          other_record_key: other.record_key ?? '',
        });
        scored.set(pair, { pair, weight, probability: 1 / (1 + 2 ** -weight) });
      }
    }
  }
  return [...scored.values()];
}

function levelOf(comparison: Fuzzy['compare'][string], one: unknown, other: unknown): number {
  if (one === null || other === null) return -1;
  const [left, right] = [String(one), String(other)];
  const holds = [
    left === right,
    ...comparison.levenshtein.map((most) => levenshtein(left, right) <= most),
    ...comparison.days.map((most) => Math.abs(Date.parse(left) - Date.parse(right)) / 86_400_000 <= most),
    ...comparison.difference.map((most) => Math.abs(Number(left) - Number(right)) <= most),
  ];
  const first = holds.indexOf(true);
  return first < 0 ? 0 : holds.length - first;
}

function levenshtein(left: string, right: string): number {
  let before = Array.from({ length: right.length + 1 }, (_, place) => place);
  for (const [row, letter] of [...left].entries()) {
    const here = [row + 1];
    for (const [column, other] of [...right].entries()) {
      here.push(
        Math.min(
          (before[column] ?? 0) + (letter === other ? 0 : 1),
          (before[column + 1] ?? 0) + 1,
          (here[column] ?? 0) + 1,
        ),
      );
    }
    before = here;
  }
  return before[right.length] ?? 0;
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
