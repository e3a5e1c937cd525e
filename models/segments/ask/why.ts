import type { QueryOptions, Value, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Generation } from '../../dbt/context.ts';
import {
  type Condition,
  type ConditionPath,
  leafKey,
  walkConditions,
} from '../../workspace/kinds/segment.ts';
import { type Asked, asking, type Draft } from './population.ts';

/** One condition of a segment as it was for one person. */
export interface Verdict {
  path: ConditionPath;
  condition: Condition;
  holds: boolean;
  /** Whether it looks at something itself; a group does not. */
  leaf: boolean;
  /** What a leaf looked at: the column's value, the number of rows, the time; null also for what is not set. */
  seen: Value;
}

export interface Why {
  member: boolean;
  /** Groups and leaves, outermost first. */
  verdicts: Verdict[];
}

/** Why a person is in a segment or not: every condition with the value that it saw. Null for an unknown person. */
export async function why(
  warehouse: Warehouse,
  generation: Generation,
  draft: Draft,
  { weftId, query = {}, ...asked }: Asked & { weftId: string; query?: QueryOptions },
): Promise<Why | null> {
  const { dialect } = generation;
  const { compiler, with: parts, from } = asking(generation, asked);
  const [person] = await warehouse.query(
    `select person_id from ${generation.ref('customer_360')} where weft_id = $1`,
    { ...query, values: [weftId] },
  );
  if (person === undefined) return null;
  const found: { path: ConditionPath; condition: Condition }[] = [];
  if (draft.where !== undefined)
    walkConditions(draft.where, (condition, path) => found.push({ path, condition }), ['where']);
  const columns = found.flatMap(({ condition }, index) => {
    const holds = `${compiler.condition(condition)} as holds_${index}`;
    if (leafKey(condition) === undefined) return [holds];
    const seen = compiler.seen(condition as never, String(person.person_id));
    return [holds, `${seen.sql} as seen_${index}`];
  });
  const member = `${compiler.segment(draft)} as member`;
  const [row] = await warehouse.query(
    `${parts}select ${[member, ...columns].join(', ')} ${from(`p.weft_id = ${dialect.literal(weftId)}`)}`,
    query,
  );
  if (row === undefined) return null;
  return {
    member: row.member === true,
    verdicts: found.map(({ path, condition }, index) => ({
      path,
      condition,
      leaf: leafKey(condition) !== undefined,
      holds: row[`holds_${index}`] === true,
      seen: row[`seen_${index}`] ?? null,
    })),
  };
}
