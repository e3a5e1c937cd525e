import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Generation } from '../../dbt/context.ts';
import type { Condition } from '../../workspace/kinds/segment.ts';
import { type Asked, asking, type Draft } from './population.ts';

/** One condition of a segment and what is left after it. */
export interface FunnelStep {
  condition: Condition;
  /** Persons for whom it holds by itself. */
  alone: number;
  /** Persons for whom it and every one before it hold. */
  left: number;
}

export interface Funnel {
  persons: number;
  steps: FunnelStep[];
}

/** How each condition of the outermost `all` narrows a segment, in one statement; another tree is one step. */
export async function funnel(
  warehouse: Warehouse,
  generation: Generation,
  { where }: Draft,
  { query = {}, ...asked }: Asked & { query?: QueryOptions } = {},
): Promise<Funnel> {
  const conditions = where === undefined ? [] : 'all' in where ? where.all : [where];
  const { compiler, with: parts, from } = asking(generation, asked);
  const flags = conditions.map((condition, index) => `${compiler.condition(condition)} as step_${index + 1}`);
  const counts = conditions.flatMap((_, index) => {
    const steps = conditions.slice(0, index + 1).map((_, step) => `step_${step + 1}`);
    return [
      `count(case when step_${index + 1} then 1 end) as alone_${index + 1}`,
      `count(case when ${steps.join(' and ')} then 1 end) as left_${index + 1}`,
    ];
  });
  const selected = flags.length === 0 ? 'p.weft_id' : flags.join(', ');
  const [row] = await warehouse.query(
    `${parts}select ${['count(*) as persons', ...counts].join(', ')} from (select ${selected} ${from()}) as steps`,
    query,
  );
  return {
    persons: Number(row?.persons ?? 0),
    steps: conditions.map((condition, index) => ({
      condition,
      alone: Number(row?.[`alone_${index + 1}`] ?? 0),
      left: Number(row?.[`left_${index + 1}`] ?? 0),
    })),
  };
}
