import type { Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../../connectors/warehouses/dialect.ts';
import type { Identity } from '../../workspace/kinds/identity.ts';
import { type Decision, listDecisions } from '../decisions.ts';
import { fuzzyType, sameType } from '../graph/joined-links.ts';
import type { RecordName } from '../record-name.ts';
import { identityTable } from '../tables.ts';
import { priorityOf } from './held-back.ts';

/** A record on a path or in a tree. Times are ISO 8601 UTC. */
export interface RecordNode extends RecordName {
  recordedAt: string | null;
  /** Number of the run that first saw it. */
  seenRun: number;
}

/** By what two records were joined. */
export type Rule =
  | {
      by: 'identifier';
      type: string;
      value: string;
      priority: number | null;
      normalize: string;
      of: string[] | null;
      doubtful: boolean;
    }
  | { by: 'decision'; id: string; decidedBy: string | null; decidedAt: string | null; why: string | null }
  | { by: 'pair'; id: string; probability: number | null; weight: number | null };

/** When a join came about: with the later of its two records. */
export interface When {
  recordedAt: string | null;
  run: { number: number; id: string | null; at: string | null };
}

export const recordNode = (row: Row): RecordNode => ({
  source: String(row.source),
  key: String(row.record_key),
  recordedAt: row.recorded_at === null ? null : String(row.recorded_at),
  seenRun: Number(row.seen_run),
});

/** A join as the graph has it: two records and the value that both carry. */
export interface Joint {
  one: RecordNode;
  other: RecordNode;
  type: string;
  value: string;
  doubtful: boolean;
}

/** The rule and the time of each join, in order. Decisions, pairs and runs are read once for all of them. */
export async function rulesOf(
  warehouse: Warehouse,
  identity: Identity,
  joints: readonly Joint[],
): Promise<{ rule: Rule; when: When }[]> {
  const decisions = joints.some(({ type }) => type === sameType) ? await listDecisions(warehouse) : [];
  const pairs = await pairsOf(
    warehouse,
    joints.filter(({ type }) => type === fuzzyType),
  );
  const runs = await runsOf(
    warehouse,
    joints.map(({ one, other }) => Math.max(one.seenRun, other.seenRun)),
  );
  return joints.map((joint) => {
    const { one, other } = joint;
    const number = Math.max(one.seenRun, other.seenRun);
    return {
      rule: ruleOf(identity, joint, decisions, pairs),
      when: {
        recordedAt: later(one.recordedAt, other.recordedAt),
        run: runs.get(number) ?? { number, id: null, at: null },
      },
    };
  });
}

const later = (one: string | null, other: string | null): string | null => {
  if (one === null || other === null) return one ?? other;
  return Date.parse(one) >= Date.parse(other) ? one : other;
};

function ruleOf(
  identity: Identity,
  { type, value, doubtful }: Joint,
  decisions: readonly Decision[],
  pairs: ReadonlyMap<string, Row>,
): Rule {
  if (type === sameType) {
    const found = decisions.find(({ id }) => id === value);
    return {
      by: 'decision',
      id: value,
      decidedBy: found?.by ?? null,
      decidedAt: found?.at ?? null,
      why: found?.why ?? null,
    };
  }
  if (type === fuzzyType) {
    const pair = pairs.get(value);
    return {
      by: 'pair',
      id: value,
      probability: pair ? Number(pair.match_probability) : null,
      weight: pair ? Number(pair.match_weight) : null,
    };
  }
  const declared = identity.types.find((each) => each.type === type);
  return {
    by: 'identifier',
    type,
    value,
    priority: priorityOf(identity, type),
    normalize: declared?.normalize ?? 'plain',
    of: declared?.of ?? null,
    doubtful,
  };
}

/** The fuzzy pairs of some joins, by the value of their link. */
async function pairsOf(warehouse: Warehouse, joints: readonly Joint[]): Promise<Map<string, Row>> {
  const { dialect } = warehouse;
  if (joints.length === 0 || (await warehouse.columns(`${weftSchema}.identity_pairs`)).length === 0)
    return new Map();
  const found = new Map<string, Row>();
  for (let at = 0; at < joints.length; at += 200) {
    const some = joints.slice(at, at + 200);
    const wanted = some
      .flatMap(({ one, other, value }) => [[value, one, other] as const, [value, other, one] as const])
      .map(([value, ...records]) => {
        const [a, b] = records.map(({ source, key }) => [dialect.literal(source), dialect.literal(key)]);
        return `select ${dialect.literal(value)} as value, ${a?.[0]} as s, ${a?.[1]} as k, ${b?.[0]} as other_s, ${b?.[1]} as other_k`;
      });
    const rows = await warehouse.query(
      `select w.value, p.match_probability, p.match_weight from (${wanted.join(' union all ')}) as w
       join ${identityTable(dialect, 'pairs')} as p
         on p.source = w.s and p.record_key = w.k and p.other_source = w.other_s and p.other_record_key = w.other_k`,
    );
    for (const row of rows) found.set(String(row.value), row);
  }
  return found;
}

async function runsOf(
  warehouse: Warehouse,
  numbers: readonly number[],
): Promise<Map<number, { number: number; id: string; at: string }>> {
  const { dialect } = warehouse;
  const wanted = [...new Set(numbers)];
  if (wanted.length === 0) return new Map();
  const rows = await warehouse.query(
    `select run_number, run_id, ${dialect.ident('at')} as run_at from ${identityTable(dialect, 'runs')} where run_number in (${wanted.join(', ')})`,
  );
  return new Map(
    rows.map((row) => [
      Number(row.run_number),
      { number: Number(row.run_number), id: String(row.run_id), at: String(row.run_at) },
    ]),
  );
}
