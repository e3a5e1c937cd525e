import { createHash } from 'node:crypto';

/** A type of value, as a run knows it: values of the lesser priority are taken first. */
export interface ResolvedType {
  type: string;
  priority: number;
  /** Distinct values that one person may have; null for as many as there are. */
  limit: number | null;
}

export interface ResolvedRecord {
  /** What tells it apart. */
  name: string;
  /** Milliseconds; null where the record has no time. */
  at: number | null;
  /** The values that may join it: neither excluded nor dropped, each once. */
  values: readonly { type: string; value: string }[];
}

const grains = { second: 1000, hour: 3_600_000, day: 86_400_000 } as const;

const tieOf = (type: string, value: string): string =>
  createHash('md5')
    .update(`${[...type].length}:${type}|${value}`)
    .digest('hex');

interface Value {
  priority: number;
  seen: number;
  tie: string;
  carriers: number[];
}

/**
 * Which records are one person by the rules of a run (the order of stages, then of values by first sight and hash; a
 * value joins all that carry it, or nothing where that would break a limit of its stage or a stronger one). For the
 * few records of one component: a run does the same in SQL for all. Returns the groups, each by its records' names.
 */
export function resolveRecords(
  records: readonly ResolvedRecord[],
  types: readonly ResolvedType[],
  grain: keyof typeof grains,
): string[][] {
  const clusters = new Clusters(records, types);
  const values = valuesOf(records, types, grains[grain]);
  for (const priority of [...new Set(types.map((type) => type.priority))].sort((a, b) => a - b)) {
    const limited = types.filter((type) => type.limit !== null && type.priority <= priority);
    const full = new Set(
      records.map((_, at) => at).filter((at) => clusters.breaks([clusters.rootOf(at)], limited)),
    );
    for (const value of values) {
      if (value.priority !== priority) continue;
      // Who was over a limit when the stage began is joined to nobody in it.
      const roots = [
        ...new Set(value.carriers.filter((at) => !full.has(at)).map((at) => clusters.rootOf(at))),
      ];
      if (roots.length > 1 && !clusters.breaks(roots, limited)) clusters.join(roots);
    }
  }
  return clusters.groups();
}

function valuesOf(
  records: readonly ResolvedRecord[],
  types: readonly ResolvedType[],
  grain: number,
): Value[] {
  const priorities = new Map(types.map(({ type, priority }) => [type, priority]));
  const found = new Map<string, Value>();
  records.forEach((record, place) => {
    for (const { type, value } of record.values) {
      const priority = priorities.get(type);
      if (priority === undefined) continue;
      const name = `${type}\0${value}`;
      const known = found.get(name);
      const seen = record.at === null ? Number.POSITIVE_INFINITY : Math.floor(record.at / grain);
      if (known) {
        known.seen = Math.min(known.seen, seen);
        known.carriers.push(place);
      } else found.set(name, { priority, seen, tie: tieOf(type, value), carriers: [place] });
    }
  });
  return [...found.values()]
    .filter(({ carriers }) => carriers.length > 1)
    .sort((a, b) => (a.seen === b.seen ? (a.tie < b.tie ? -1 : 1) : a.seen < b.seen ? -1 : 1));
}

/** Groups of records that grow together, each with its distinct values of the types that have a limit. */
class Clusters {
  readonly #parents: number[];
  readonly #held: Map<string, Set<string>>[];
  readonly #names: string[];

  constructor(records: readonly ResolvedRecord[], types: readonly ResolvedType[]) {
    const limited = new Set(types.filter(({ limit }) => limit !== null).map(({ type }) => type));
    this.#parents = records.map((_, place) => place);
    this.#names = records.map(({ name }) => name);
    this.#held = records.map(({ values }) => {
      const held = new Map<string, Set<string>>();
      for (const { type, value } of values)
        if (limited.has(type)) held.set(type, (held.get(type) ?? new Set()).add(value));
      return held;
    });
  }

  rootOf(place: number): number {
    let root = place;
    for (let up = this.#parents[root]; up !== undefined && up !== root; up = this.#parents[root]) root = up;
    this.#parents[place] = root;
    return root;
  }

  breaks(roots: readonly number[], limited: readonly ResolvedType[]): boolean {
    return limited.some(({ type, limit }) => {
      const together = new Set(roots.flatMap((root) => [...(this.#held[root]?.get(type) ?? [])]));
      return together.size > (limit ?? Number.POSITIVE_INFINITY);
    });
  }

  join([root = 0, ...others]: readonly number[]): void {
    const held = this.#held[root];
    for (const other of others) {
      this.#parents[other] = root;
      for (const [type, values] of this.#held[other] ?? [])
        held?.set(type, new Set([...(held.get(type) ?? []), ...values]));
    }
  }

  groups(): string[][] {
    const groups = new Map<number, string[]>();
    this.#names.forEach((name, place) => {
      const root = this.rootOf(place);
      groups.set(root, [...(groups.get(root) ?? []), name]);
    });
    return [...groups.values()];
  }
}
