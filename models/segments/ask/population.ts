import type { Generation } from '../../dbt/context.ts';
import { asOf } from '../../dbt/past.ts';
import type { Segment } from '../../workspace/kinds/segment.ts';
import { Compiler } from '../compile.ts';

/** Whom a question is about: a segment as it is declared, or a draft of one. */
export type Draft = Pick<Segment, 'slug' | 'where' | 'sql'>;

/** What statements about segments are built from. */
export interface Asking {
  generation: Generation;
  compiler: Compiler;
  /** The statement's WITH with the space behind it, where a past time is asked. */
  with: string;
  /** The same, open for a further part. */
  withMore: string;
  /** `customer_360 as p` under the conditions of the population. */
  from(also?: string): string;
}

export interface Asked {
  /** A past time: traits are computed as they were then, under today's identity and definitions. */
  at?: Date;
  /** One person in so many, by the integer surrogate, which is given in the order of resolution. */
  oneIn?: number;
}

const sampledOf = (personId: string, oneIn: number): string => `mod(${personId}, ${oneIn}) = 0`;

/** Who was known at a past time. */
const known = ({ dialect }: Generation, at: Date | undefined): string[] =>
  at === undefined ? [] : [`(p.first_seen is null or p.first_seen <= ${dialect.literal(at)})`];

/** How many persons a question is about, `persons`: all of them, whatever sample is asked. */
export function populationSql(now: Generation, { at }: Asked = {}): string {
  const where = known(now, at).join(' and ');
  return `select count(*) as persons from ${now.ref('customer_360')} as p${where && ` where ${where}`}`;
}

export function asking(now: Generation, { at, oneIn = 1 }: Asked = {}): Asking {
  const past = at === undefined ? undefined : asOf(now.workspace, now.catalog, now.dialect, at, now.aside);
  const generation = past?.generation ?? now;
  const population = [...known(now, at), ...(oneIn === 1 ? [] : [sampledOf('p.person_id', oneIn)])];
  return {
    generation,
    compiler: new Compiler(generation, {
      mode: 'sets',
      ...(oneIn === 1 ? {} : { rows: sampledOf('person_id', oneIn) }),
    }),
    with: past === undefined ? '' : `with ${past.parts}\n`,
    withMore: past === undefined ? 'with ' : `with ${past.parts},\n`,
    from(also) {
      const conditions = also === undefined ? population : [...population, also];
      const where = conditions.length === 0 ? '' : `\nwhere ${conditions.join(' and ')}`;
      return `from ${generation.ref('customer_360')} as p${where}`;
    },
  };
}
