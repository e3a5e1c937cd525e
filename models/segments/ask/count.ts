import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Generation } from '../../dbt/context.ts';
import { wilsonInterval } from '../../statistics/wilson.ts';
import { type Asked, asking, type Draft, populationSql } from './population.ts';

/** How many persons a segment holds. */
export interface Size {
  members: number;
  /** Everyone of whom it was asked. */
  persons: number;
  /** How far off `members` may be, by its 95 % interval; 0 where every person was asked. */
  error: number;
  /** One person in so many was asked. */
  oneIn: number;
  milliseconds: number;
}

export interface CountOptions extends Asked {
  /** After so long the exact count is given up for one of a sample; without it every person is asked. */
  budgetMs?: number;
  query?: QueryOptions;
}

/** Filtered rather than counted by case, so that the engine passes over persons whom one condition rules out. */
export function countSql(generation: Generation, draft: Draft, asked: Asked = {}): string {
  const { compiler, with: parts, from } = asking(generation, asked);
  return `${parts}select count(*) as members ${from(compiler.segment(draft))}`;
}

/** The sample that answers a large workspace in a fraction of the time. */
const sampled = 50;

/** The size now, exact, or of a sample with its error where that would take longer than the budget. */
export async function liveCount(
  warehouse: Warehouse,
  generation: Generation,
  draft: Draft,
  { budgetMs, query = {}, ...asked }: CountOptions = {},
): Promise<Size> {
  const started = performance.now();
  const ask = async (oneIn: number, options: QueryOptions) => {
    const of = oneIn === 1 ? asked : { ...asked, oneIn };
    const [[members], [persons]] = await Promise.all([
      warehouse.query(countSql(generation, draft, of), options),
      warehouse.query(populationSql(generation, asked), options),
    ]);
    return { members: Number(members?.members ?? 0), persons: Number(persons?.persons ?? 0) };
  };
  const since = () => Math.round(performance.now() - started);
  if (budgetMs === undefined) {
    return { ...(await ask(1, query)), error: 0, oneIn: 1, milliseconds: since() };
  }
  // Within no time at all there is nothing to wait for.
  if (budgetMs > 0) {
    const budget = AbortSignal.timeout(budgetMs);
    const signal = query.signal === undefined ? budget : AbortSignal.any([query.signal, budget]);
    try {
      return { ...(await ask(1, { ...query, signal })), error: 0, oneIn: 1, milliseconds: since() };
    } catch (error) {
      if (!budget.aborted) throw error;
    }
  }
  const { members, persons } = await ask(sampled, query);
  return { ...estimate(members, persons, sampled), persons, oneIn: sampled, milliseconds: since() };
}

/**
 * Members of everyone from those of a sample, with the distance to the further end of their 95 % interval, which is
 * not 0 where the sample holds nobody.
 */
export function estimate(found: number, persons: number, oneIn: number): { members: number; error: number } {
  const asked = Math.max(Math.floor(persons / oneIn), found, 1);
  const { low, high } = wilsonInterval(found, asked);
  const share = found / asked;
  return {
    members: Math.round(share * persons),
    error: Math.ceil(Math.max(share - low, high - share) * persons),
  };
}
