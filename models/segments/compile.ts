import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import type { Generation } from '../dbt/context.ts';
import { eventProperties, propertyName } from '../events/context.ts';
import { goldenKind } from '../profiles/context.ts';
import { clockOf } from '../template/clock.ts';
import { type Clock, comparisonSql, filterSql, windowStart } from '../template/filter.ts';
import { finish } from '../template/render.ts';
import { traitColumnKind } from '../traits/columns.ts';
import type { Comparison, Filter } from '../workspace/kinds/filter.ts';
import type { Condition } from '../workspace/kinds/segment.ts';

export const segmentModel = (slug: string): string => `segment_${slug}`;

/** A sub-select that counts a person's events, joined once however many people are asked. */
interface EventCount {
  alias: string;
  sql: string;
}

class Compiler {
  readonly counts: EventCount[] = [];
  readonly #generation: Generation;
  readonly #clock: Clock;
  readonly #properties: Map<string, ColumnKind>;

  constructor(generation: Generation) {
    this.#generation = generation;
    this.#clock = clockOf(generation);
    this.#properties = new Map(eventProperties(generation).map(({ name, kind }) => [name, kind]));
  }

  /** A condition over `p`, a row of customer_360: true or false, never null. */
  condition(node: Condition): string {
    if ('all' in node) return `(${node.all.map((child) => this.condition(child)).join(' and ')})`;
    if ('any' in node) return `(${node.any.map((child) => this.condition(child)).join(' or ')})`;
    if ('not' in node) return `not ${this.condition(node.not)}`;
    if ('profile' in node) return this.#compared(node.profile, node, this.#profileKind(node.profile));
    if ('trait' in node)
      return this.#compared(node.trait, node, traitColumnKind(this.#generation, node.trait));
    if ('did' in node) {
      const n = `coalesce(${this.#count(node.did, node.within, node.where)}.n, 0)`;
      const least = `${n} >= ${node.at_least ?? 1}`;
      return node.at_most === undefined ? `(${least})` : `(${least} and ${n} <= ${node.at_most})`;
    }
    if ('did_not' in node) return `(${this.#count(node.did_not, node.within, node.where)}.n is null)`;
    return `(p.weft_id in (select weft_id from ${this.#generation.ref(segmentModel(node.segment))}))`;
  }

  #compared(column: string, comparison: Comparison, kind: ColumnKind | null): string {
    const { dialect } = this.#generation;
    return `coalesce(${comparisonSql(dialect, `p.${dialect.ident(column)}`, comparison, kind, this.#clock)}, false)`;
  }

  #profileKind(column: string): ColumnKind {
    if (column === 'first_seen' || column === 'last_seen') return 'timestamp';
    const golden = this.#generation.workspace.identity?.golden[column];
    return golden ? goldenKind(this.#generation, golden.from) : 'text';
  }

  #count(event: string, within: string | undefined, where: Filter | undefined): string {
    const { dialect } = this.#generation;
    const conditions = [`event = ${dialect.literal(event)}`];
    if (within !== undefined)
      conditions.push(`${dialect.ident('at')} >= ${windowStart(dialect, this.#clock, within)}`);
    if (where) {
      const kindOf = (name: string) => this.#properties.get(name) ?? 'text';
      conditions.push(
        filterSql(dialect, where, (name) => dialect.ident(propertyName(name)), kindOf, this.#clock),
      );
    }
    const alias = `events_${this.counts.length + 1}`;
    const sql = `(select person_id, count(*) as n from ${this.#generation.ref('events')} where ${conditions.join(' and ')} group by person_id)`;
    this.counts.push({ alias, sql });
    return alias;
  }
}

/** One set-based statement with the persons of a tree of conditions: `weft_id`, `person_id`, each once. */
export function segmentSql(generation: Generation, where: Condition): string {
  const compiler = new Compiler(generation);
  const condition = compiler.condition(where);
  const joins = compiler.counts.map(
    ({ alias, sql }) => `left join ${sql} as ${alias} on ${alias}.person_id = p.person_id\n`,
  );
  const { target } = generation;
  const text = `select p.weft_id, p.person_id\nfrom ${generation.ref('customer_360')} as p\n${joins.join('')}where ${condition}\n`;
  return finish(target, text);
}
