import { createHash } from 'node:crypto';

/**
 * An independent reading of the identity rules: one record and one value at a time, with plain sets, written
 * apart from the SQL. It is slow and obvious; the SQL must agree with it in every detail.
 */
export interface OracleType {
  type: string;
  limit: number | null;
  maxRecords: number | null;
  /** Types of equal priority share a stage; by default each has one of its own, in their order. */
  priority?: number;
}

export interface OracleRecord {
  source: string;
  key: string;
  /** Milliseconds. */
  time: number;
  /** [type, value], each once. */
  values: [string, string][];
}

export interface Resolution {
  /** Record → cluster, both by record name. */
  cluster: Map<string, string>;
  /** `rule type value`. */
  conflicts: Set<string>;
  /** `type value`, of those carried by too many records. */
  dropped: Set<string>;
}

export const nameOf = (record: { source: string; key: string }): string =>
  JSON.stringify([record.source, record.key]);
const day = 86_400_000;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const tie = (type: string, value: string): string => md5(`${type.length}:${type}|${value}`);

export function resolve(records: readonly OracleRecord[], types: readonly OracleType[]): Resolution {
  const carriers = new Map<string, OracleRecord[]>();
  for (const record of records) {
    for (const [type, value] of record.values) {
      const name = JSON.stringify([type, value]);
      carriers.set(name, [...(carriers.get(name) ?? []), record]);
    }
  }
  const maxRecords = new Map(types.map((type) => [type.type, type.maxRecords]));
  const kept = [...carriers].filter(([name, carrying]) => {
    const [type] = JSON.parse(name) as [string, string];
    return carrying.length <= (maxRecords.get(type) ?? Number.POSITIVE_INFINITY);
  });

  const cluster = new Map(records.map((record) => [nameOf(record), nameOf(record)]));
  const members = new Map(records.map((record) => [nameOf(record), [record]]));
  const keptNames = new Set(kept.map(([name]) => name));
  const valuesOf = (clusters: Iterable<string>, type: string): Set<string> => {
    const values = new Set<string>();
    for (const each of clusters) {
      for (const record of members.get(each) ?? []) {
        for (const [itsType, value] of record.values) {
          if (itsType === type && keptNames.has(JSON.stringify([itsType, value]))) values.add(value);
        }
      }
    }
    return values;
  };
  const conflicts = new Set<string>();

  const priorityOf = (type: OracleType) => type.priority ?? types.indexOf(type);
  const priorities = [...new Set(types.map(priorityOf))].sort((a, b) => a - b);
  for (const priority of priorities) {
    const stage = types.filter((type) => priorityOf(type) === priority).map(({ type }) => type);
    const limited = types.filter((type) => type.limit !== null && priorityOf(type) <= priority);
    const breaks = (clusters: Iterable<string>): boolean => {
      const all = [...clusters];
      return limited.some((type) => valuesOf(all, type.type).size > (type.limit ?? 0));
    };
    const full = new Set([...members.keys()].filter((each) => breaks([each])));
    const values = kept
      .map(([name, carrying]) => ({
        value: (JSON.parse(name) as [string, string])[1],
        type: (JSON.parse(name) as [string, string])[0],
        carrying,
      }))
      .filter(({ type }) => stage.includes(type))
      .map((each) => ({
        ...each,
        seen: Math.floor(Math.min(...each.carrying.map((record) => record.time)) / day),
        tie: tie(each.type, each.value),
      }))
      .sort((a, b) => a.seen - b.seen || (a.tie < b.tie ? -1 : 1));
    const atStart = new Map(cluster);
    for (const { type, value, carrying } of values) {
      const before = new Set(carrying.map((record) => atStart.get(nameOf(record)) ?? ''));
      if (before.size > 1 && [...before].some((each) => full.has(each)))
        conflicts.add(`full ${type} ${value}`);
      const rest = new Set(
        carrying.map((record) => cluster.get(nameOf(record)) ?? '').filter((each) => !full.has(each)),
      );
      if (rest.size < 2) continue;
      if (breaks(rest)) {
        conflicts.add(`limit ${type} ${value}`);
        continue;
      }
      const [root = '', ...others] = rest;
      for (const other of others) {
        for (const record of members.get(other) ?? []) {
          cluster.set(nameOf(record), root);
          members.get(root)?.push(record);
        }
        members.delete(other);
      }
    }
  }
  const dropped = new Set(
    [...carriers.keys()]
      .filter((name) => !keptNames.has(name))
      .map((name) => (JSON.parse(name) as [string, string]).join(' ')),
  );
  return { cluster, conflicts, dropped };
}

interface Person {
  id: string;
  createdRun: number;
}

/** What lasts from run to run: who each record was, when it was first seen, and when each id was made. */
export class Ledger {
  readonly person = new Map<string, string>();
  readonly seen = new Map<string, number>();
  persons = new Map<string, Person>();

  /** Applies one run; returns its log as `change weft_id previous`. */
  run(
    runNumber: number,
    runId: string,
    records: readonly OracleRecord[],
    { cluster }: Resolution,
  ): Set<string> {
    const log = new Set<string>();
    const known = new Map(this.person);
    for (const record of records)
      if (!this.seen.has(nameOf(record)) || !known.has(nameOf(record)))
        this.seen.set(nameOf(record), runNumber);
    const older = (a: OracleRecord, b: OracleRecord): number =>
      (this.seen.get(nameOf(a)) ?? 0) - (this.seen.get(nameOf(b)) ?? 0) ||
      a.time - b.time ||
      compare(a.source, b.source) ||
      compare(a.key, b.key);
    const aged = [...records].sort(older);
    const anchors = new Map<string, OracleRecord>();
    for (const record of aged) {
      const old = known.get(nameOf(record));
      if (old !== undefined && !anchors.has(old)) anchors.set(old, record);
    }
    const groups = new Map<string, OracleRecord[]>();
    for (const record of aged) {
      const root = cluster.get(nameOf(record)) ?? '';
      groups.set(root, [...(groups.get(root) ?? []), record]);
    }
    const winner = new Map<string, string>();
    for (const root of groups.keys()) {
      const claims = [...anchors]
        .filter(([, record]) => cluster.get(nameOf(record)) === root)
        .map(([id, record]) => ({ id, record }));
      claims.sort(
        (a, b) =>
          (this.persons.get(a.id)?.createdRun ?? 0) - (this.persons.get(b.id)?.createdRun ?? 0) ||
          older(a.record, b.record),
      );
      if (claims[0]) winner.set(root, claims[0].id);
    }
    const kept = new Set(winner.values());
    const persons = new Map<string, Person>();
    this.person.clear();
    for (const [root, group] of groups) {
      const oldest = group[0];
      if (!oldest) continue;
      const old = winner.get(root);
      const id = old ?? md5(`${runId}|${md5(`${oldest.source.length}:${oldest.source}|${oldest.key}`)}`);
      const before = new Set(
        group.map((record) => known.get(nameOf(record))).filter((each) => each !== undefined),
      );
      if (old === undefined && before.size === 0) log.add(`created ${id} -`);
      for (const each of before) {
        if (each === id) continue;
        const anchor = anchors.get(each);
        const moved = anchor !== undefined && cluster.get(nameOf(anchor)) === root && !kept.has(each);
        log.add(`${moved ? 'merged' : old === undefined ? 'split' : 'moved'} ${id} ${each}`);
      }
      for (const record of group) this.person.set(nameOf(record), id);
      persons.set(id, { id, createdRun: this.persons.get(id)?.createdRun ?? runNumber });
    }
    for (const id of this.persons.keys()) if (!anchors.has(id)) log.add(`retired ${id} -`);
    this.persons = persons;
    return log;
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
