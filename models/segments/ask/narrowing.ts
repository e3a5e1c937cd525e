import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Generation } from '../../dbt/context.ts';
import { type Condition, leafKey } from '../../workspace/kinds/segment.ts';
import { type Asked, asking, type Draft } from './population.ts';

/** What one condition of a tree, a leaf or a group, does where it stands. */
export interface Narrowed {
  condition: Condition;
  /** Persons for whom it holds by itself. */
  alone: number;
  /**
   * Persons who are left after it: of "all", those for whom it and all before it hold; of "any", those whom it or one
   * before it lets in; of "none", those whom neither it nor one before it takes out. Of a nested group, of those who
   * are left before the group.
   */
  left: number;
}

/** The most conditions of one statement: each is a column that is counted twice. */
const mostConditions = 80;

/** How each condition of a tree narrows it, outermost first, in one statement; null for a tree of too many conditions. */
export async function narrowing(
  warehouse: Warehouse,
  generation: Generation,
  { where }: Draft,
  { query = {}, ...asked }: Asked & { query?: QueryOptions } = {},
): Promise<{ persons: number; conditions: Narrowed[] } | null> {
  if (where === undefined) return null;
  const { compiler, with: parts, from } = asking(generation, asked);
  const flags: string[] = [];
  const counted: { condition: Condition; alone: string; left: string }[] = [];

  /** SQL of a condition over the flags; notes what it and those in it leave of who is left before it. */
  const walk = (condition: Condition, before: string): string => {
    if (leafKey(condition) !== undefined) {
      flags.push(compiler.condition(condition));
      return `f_${flags.length}`;
    }
    const none = 'not' in condition;
    const inner = none ? condition.not : condition;
    const children = 'any' in inner ? inner.any : 'all' in inner && !none ? inner.all : [inner];
    const every = 'all' in condition;
    const terms: string[] = [];
    for (const child of children) {
      const reached = every && terms.length > 0 ? `${before} and ${terms.join(' and ')}` : before;
      const place = counted.push({ condition: child, alone: '', left: '' }) - 1;
      const term = walk(child, reached);
      terms.push(term);
      const together = every ? `(${terms.join(' and ')})` : `(${terms.join(' or ')})`;
      const left = none ? `not ${together}` : together;
      counted[place] = { condition: child, alone: term, left: `${before} and ${left}` };
    }
    const whole = every ? `(${terms.join(' and ')})` : `(${terms.join(' or ')})`;
    return none ? `(not ${whole})` : whole;
  };

  if (leafKey(where) === undefined) walk(where, 'true');
  else {
    const term = walk(where, 'true');
    counted.push({ condition: where, alone: term, left: term });
  }
  if (counted.length > mostConditions) return null;
  const columns = counted.flatMap(({ alone, left }, index) => [
    `count(case when ${alone} then 1 end) as alone_${index}`,
    `count(case when ${left} then 1 end) as left_${index}`,
  ]);
  const selected = flags.map((flag, index) => `${flag} as f_${index + 1}`).join(', ');
  const [row] = await warehouse.query(
    `${parts}select ${['count(*) as persons', ...columns].join(', ')} from (select ${selected} ${from()}) as flagged`,
    query,
  );
  return {
    persons: Number(row?.persons ?? 0),
    conditions: counted.map(({ condition }, index) => ({
      condition,
      alone: Number(row?.[`alone_${index}`] ?? 0),
      left: Number(row?.[`left_${index}`] ?? 0),
    })),
  };
}
