import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import type { Generation } from '../dbt/context.ts';
import { eventProperties } from '../events/context.ts';
import { propertyName } from '../events/property-name.ts';
import { type Clock, comparisonSql, filterSql, windowStart } from '../template/filter.ts';
import { originOf, type RowsAsked, rowsOf } from '../traits/origin.ts';
import { pathsAsked } from '../workspace/columns-asked.ts';
import type { Comparison } from '../workspace/kinds/filter.ts';
import type { LeafOf, Segment } from '../workspace/kinds/segment.ts';
import { durationHours } from '../workspace/kinds/shared.ts';

/**
 * A question about the rows of a person: which rows, what of them, and the test of it. Questions of one relation are
 * answered by one scan of it.
 */
export interface Fact {
  /** What may follow FROM: rows that have a `person_id`. */
  relation: string;
  /** Which of the rows. */
  condition: string;
  /** What a row contributes: 1 where rows are counted, or a time. */
  of: string;
  aggregate: 'sum' | 'min' | 'max';
  /** SQL that holds for the aggregate of a person who has a row. */
  holds(value: string): string;
  /** True where one row is enough, whatever the aggregate says. */
  any: boolean;
}

export interface FactsOptions {
  /** A condition of `person_id` that all rows meet that are read; all by default. */
  rows?: string | undefined;
  /** Segments that are asked in one statement, whose facts may share a scan. */
  together?: readonly Segment[];
}

/** Facts about events and about the rows of entities. */
export class Facts {
  readonly #generation: Generation;
  readonly #clock: Clock;
  readonly #properties: ReadonlyMap<string, ColumnKind>;
  readonly #together: readonly Segment[];
  readonly #rows: readonly string[];

  constructor(generation: Generation, clock: Clock, { rows, together = [] }: FactsOptions = {}) {
    this.#generation = generation;
    this.#together = together;
    this.#rows = rows === undefined ? [] : [rows];
    this.#clock = clock;
    this.#properties = new Map(eventProperties(generation).map(({ name, kind }) => [name, kind]));
  }

  did(asked: LeafOf<'did'>): Fact {
    const least = asked.at_least ?? 1;
    return {
      ...this.#events(asked.did, asked, asked),
      holds: (n) => timesHold(n, least, asked.at_most),
      any: least === 1 && asked.at_most === undefined,
    };
  }

  /** The events that a person must not have. */
  didNot(asked: LeafOf<'did_not'>): Fact {
    return { ...this.#events(asked.did_not, asked, asked), holds: (n) => `${n} >= 1`, any: true };
  }

  moment(event: string, which: 'first' | 'last', asked: LeafOf<'first'> | LeafOf<'last'>): Fact {
    const { dialect } = this.#generation;
    const { where, within, before, gte, lt, between } = asked;
    const comparison: Comparison = { within, before, gte, lt, between };
    return {
      relation: this.#generation.ref('events'),
      condition: this.#eventCondition(event, { where }),
      of: dialect.ident('at'),
      aggregate: which === 'first' ? 'min' : 'max',
      holds: (at) => comparisonSql(dialect, at, comparison, 'timestamp', this.#clock),
      any: false,
    };
  }

  has(entity: string, asked: LeafOf<'has'> | LeafOf<'has_not'>): Fact {
    // One relation for all conditions of the entity, where they are asked together.
    const paths = [...pathsAsked(this.#together, entity), ...Object.keys(asked.where ?? {})];
    const origin = originOf(this.#generation, entity, paths);
    const rows = rowsOf(this.#generation, asked, origin, this.#clock);
    const least = 'at_least' in asked ? (asked.at_least ?? 1) : 1;
    const most = 'at_most' in asked ? asked.at_most : undefined;
    return {
      relation: origin.relation,
      condition: [rows, ...this.#rows].filter((part) => part !== 'true').join(' and ') || 'true',
      of: '1',
      aggregate: 'sum',
      holds: (n) => timesHold(n, least, most),
      any: least === 1 && most === undefined,
    };
  }

  /** Events in order: for each, the latest time at which the ones up to it were done within their gaps. */
  sequence(asked: LeafOf<'sequence'>): Fact {
    const steps = asked.sequence.map(({ did, where, within }, index) => ({
      condition: this.#eventCondition(did, { where, ...(index === 0 ? { within } : {}) }),
      gap: index === 0 ? undefined : within,
    }));
    const whole = asked.within === undefined ? 'true' : this.#since(asked.within);
    let relation = this.#moments(
      steps.map(({ condition }, index) => ({ name: `step_${index + 1}`, condition })),
      whole,
    );
    for (const [index, { gap }] of steps.entries()) {
      const done = `done_${index + 1}`;
      const expression =
        index === 0
          ? 'case when step_1 > 0 then moment end'
          : `case when step_${index + 1} > 0 and ${this.#follows(`done_${index}`, gap)} then moment end`;
      relation = `(select *, ${expression} as ${done} from ${relation} as m_${index + 1})`;
    }
    return {
      relation: `${relation} as sequences`,
      condition: `done_${steps.length} is not null`,
      of: '1',
      aggregate: 'sum',
      holds: (n) => `${n} >= 1`,
      any: true,
    };
  }

  /** The events of one name, told by another before or after them where that is asked. */
  #events(
    event: string,
    asked: RowsAsked,
    { after, before }: Pick<LeafOf<'did'>, 'after' | 'before'>,
  ): Pick<Fact, 'relation' | 'condition' | 'of' | 'aggregate'> {
    const condition = this.#eventCondition(event, asked);
    if (after === undefined && before === undefined) {
      return { relation: this.#generation.ref('events'), condition, of: '1', aggregate: 'sum' };
    }
    const flags = [{ name: 'asked', condition }];
    const tests: string[] = [];
    if (after) {
      flags.push({ name: 'earlier', condition: this.#eventCondition(after.did, { where: after.where }) });
      tests.push(this.#follows('case when earlier > 0 then moment end', after.within));
    }
    if (before) {
      flags.push({ name: 'later', condition: this.#eventCondition(before.did, { where: before.where }) });
      tests.push(this.#precedes('case when later > 0 then moment end', before.within));
    }
    const told = tests.map((test, index) => `${test} as told_${index + 1}`).join(', ');
    return {
      relation: `(select *, ${told} from ${this.#moments(flags, 'true')} as m) as told`,
      condition: ['asked > 0', ...tests.map((_, index) => `told_${index + 1}`)].join(' and '),
      of: 'asked',
      aggregate: 'sum',
    };
  }

  /** Per person and time, how many events each condition holds of: two events of one time are in no order. */
  #moments(flags: readonly { name: string; condition: string }[], also: string): string {
    const at = this.#generation.dialect.ident('at');
    const counts = flags.map(({ name, condition }) => `count(case when ${condition} then 1 end) as ${name}`);
    const some = flags.map(({ condition }) => `(${condition})`).join(' or ');
    const where = also === 'true' ? some : `(${some}) and ${also}`;
    return `(select person_id, ${at} as moment, ${counts.join(', ')} from ${this.#generation.ref('events')} where ${where} group by person_id, ${at})`;
  }

  /** Whether a time that an expression gives lies before this row's, at most the gap. */
  #follows(expression: string, gap: string | undefined): string {
    const { dialect } = this.#generation;
    const latest = `max(${expression}) over (partition by person_id order by moment rows between unbounded preceding and 1 preceding)`;
    const least = gap === undefined ? null : dialect.hoursBefore('moment', durationHours(gap));
    return least === null ? `${latest} is not null` : `coalesce(${latest} >= ${least}, false)`;
  }

  #precedes(expression: string, gap: string | undefined): string {
    const { dialect } = this.#generation;
    const earliest = `min(${expression}) over (partition by person_id order by moment rows between 1 following and unbounded following)`;
    return gap === undefined
      ? `${earliest} is not null`
      : `coalesce(${dialect.hoursBefore(earliest, durationHours(gap))} <= moment, false)`;
  }

  #since(window: string): string {
    const { dialect } = this.#generation;
    return `${dialect.ident('at')} >= ${windowStart(dialect, this.#clock, window)}`;
  }

  #eventCondition(event: string, { within, where }: RowsAsked): string {
    const { dialect, asOf } = this.#generation;
    const kindOf = (name: string) => this.#properties.get(name) ?? 'text';
    return [
      `event = ${dialect.literal(event)}`,
      ...(within === undefined ? [] : [this.#since(within)]),
      ...(asOf === undefined ? [] : [`${dialect.ident('at')} <= ${dialect.literal(asOf)}`]),
      ...this.#rows,
      ...(where === undefined
        ? []
        : [filterSql(dialect, where, (name) => dialect.ident(propertyName(name)), kindOf, this.#clock)]),
    ].join(' and ');
  }
}

const timesHold = (n: string, least: number, most: number | undefined): string =>
  most === undefined ? `${n} >= ${least}` : `${n} between ${least} and ${most}`;
