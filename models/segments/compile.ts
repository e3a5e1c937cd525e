import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { consentColumn } from '../consents/columns.ts';
import type { Generation } from '../dbt/context.ts';
import { profileKind } from '../profiles/context.ts';
import { clockOf } from '../template/clock.ts';
import { distanceKm } from '../template/distance.ts';
import { type Clock, comparisonSql } from '../template/filter.ts';
import { finish } from '../template/render.ts';
import { traitColumnKind } from '../traits/columns.ts';
import type { Comparison } from '../workspace/kinds/filter.ts';
import type { Condition, Leaf, Segment } from '../workspace/kinds/segment.ts';
import { type Fact, Facts, type FactsOptions } from './facts.ts';
import { statementOf } from './own-statement.ts';

/** The model of a segment that a statement of the data team's own gives. */
export const segmentModel = (slug: string): string => `segment_own_${slug}`;

/**
 * How facts are asked: each by itself, as a set of persons, which is fastest for one segment; or as columns of tables
 * that one scan per relation makes, which is fastest for many.
 */
export type FactMode = 'sets' | 'columns';

export interface CompilerOptions extends FactsOptions {
  mode: FactMode;
}

/** A table of facts, one row per person: what may follow FROM, and the alias by which conditions know it. */
export interface FactTable {
  alias: string;
  sql: string;
}

/** Turns conditions into SQL over `p`, a row of customer_360. */
export class Compiler {
  readonly #generation: Generation;
  readonly #clock: Clock;
  readonly #facts: Facts;
  readonly #mode: FactMode;
  /** By relation: the columns asked of it, by what they are. */
  readonly #tables = new Map<
    string,
    { alias: string; columns: Map<string, string>; conditions: Set<string> }
  >();

  constructor(generation: Generation, { mode, ...facts }: CompilerOptions = { mode: 'sets' }) {
    this.#generation = generation;
    this.#clock = clockOf(generation);
    this.#facts = new Facts(generation, this.#clock, facts);
    this.#mode = mode;
  }

  /** True or false for each person, never null. */
  condition(node: Condition): string {
    if ('all' in node) return `(${node.all.map((child) => this.condition(child)).join(' and ')})`;
    if ('any' in node) return `(${node.any.map((child) => this.condition(child)).join(' or ')})`;
    if ('not' in node) return `not ${this.condition(node.not)}`;
    return this.#leaf(node);
  }

  /** The persons of a segment. */
  segment({ slug, where, sql }: Pick<Segment, 'slug' | 'where' | 'sql'>): string {
    if (where !== undefined) return this.condition(where);
    // In a refresh its statement is a model; asked by itself it may be a draft.
    const own =
      this.#mode === 'columns'
        ? this.#generation.ref(segmentModel(slug))
        : `(\n${statementOf(this.#generation, sql ?? '')}\n) as own`;
    return `(p.weft_id in (select weft_id from ${own}))`;
  }

  #leaf(node: Leaf): string {
    if ('profile' in node)
      return this.#compared(node.profile, node, profileKind(this.#generation, node.profile));
    if ('trait' in node)
      return this.#compared(node.trait, node, traitColumnKind(this.#generation, node.trait));
    if ('segment' in node) {
      const segment = this.#generation.workspace.get('segment', node.segment);
      if (segment === undefined) throw new TypeError(`no segment is called ${node.segment}`);
      return this.segment(segment);
    }
    if ('consent' in node) return `p.${this.#generation.dialect.ident(consentColumn(node.consent))}`;
    if ('near' in node) return `coalesce(${this.#distance(node)} <= ${node.km}, false)`;
    const fact = factOf(this.#facts, node);
    const held = this.#mode === 'sets' ? this.#inSet(fact) : this.#inColumn(fact);
    return 'did_not' in node || 'has_not' in node ? `not ${held}` : held;
  }

  /** What a leaf looked at, as one SQL value for the person whose row `p` is and whose id is given. */
  seen(node: Leaf, personId: string): { sql: string; kind: ColumnKind | null } {
    const { dialect } = this.#generation;
    if ('profile' in node)
      return { sql: `p.${dialect.ident(node.profile)}`, kind: profileKind(this.#generation, node.profile) };
    if ('trait' in node) {
      return { sql: `p.${dialect.ident(node.trait)}`, kind: traitColumnKind(this.#generation, node.trait) };
    }
    if ('segment' in node || 'consent' in node) return { sql: this.#leaf(node), kind: 'boolean' };
    if ('near' in node) return { sql: this.#distance(node), kind: 'double' };
    const { relation, condition, aggregate, of } = factOf(this.#facts, node);
    const kind = aggregate === 'sum' ? 'integer' : 'timestamp';
    const value = aggregate === 'sum' ? `coalesce(sum(${of}), 0)` : `${aggregate}(${of})`;
    return { sql: `(select ${value} from ${relation} where ${condition} and person_id = ${personId})`, kind };
  }

  /** The tables that the conditions compiled so far name, in `columns` mode; each is joined by `person_id`. */
  factTables(): FactTable[] {
    return [...this.#tables].map(([relation, { alias, columns, conditions }]) => {
      const some = conditions.has('true') ? 'true' : [...conditions].map((one) => `(${one})`).join(' or ');
      const selected = [...columns].map(([sql, name]) => `${sql} as ${name}`).join(', ');
      return {
        alias,
        sql: `(select person_id, ${selected} from ${relation} where ${some} group by person_id)`,
      };
    });
  }

  #compared(column: string, comparison: Comparison, kind: ColumnKind | null): string {
    const { dialect } = this.#generation;
    return `coalesce(${comparisonSql(dialect, `p.${dialect.ident(column)}`, comparison, kind, this.#clock)}, false)`;
  }

  #distance({ near, latitude, longitude }: Extract<Leaf, { near: unknown }>): string {
    const { dialect } = this.#generation;
    const own = (name: string) => dialect.cast(`p.${dialect.ident(name)}`, 'double');
    const place = (degrees: number) => dialect.literal(degrees);
    return distanceKm(
      { latitude: own(latitude), longitude: own(longitude) },
      { latitude: place(near.latitude), longitude: place(near.longitude) },
    );
  }

  #inSet({ relation, condition, of, aggregate, holds, any }: Fact): string {
    const tested = any ? '' : ` group by person_id having ${holds(`${aggregate}(${of})`)}`;
    return `(p.person_id in (select person_id from ${relation} where ${condition}${tested}))`;
  }

  #inColumn({ relation, condition, of, aggregate, holds }: Fact): string {
    const table = this.#tables.get(relation) ?? {
      alias: `facts_${this.#tables.size + 1}`,
      columns: new Map<string, string>(),
      conditions: new Set<string>(),
    };
    this.#tables.set(relation, table);
    table.conditions.add(condition);
    const value = `${aggregate}(case when ${condition} then ${of} end)`;
    const name = table.columns.get(value) ?? `fact_${table.columns.size + 1}`;
    table.columns.set(value, name);
    return `coalesce(${holds(`${table.alias}.${name}`)}, false)`;
  }
}

function factOf(
  facts: Facts,
  node: Exclude<
    Leaf,
    { profile: string } | { trait: string } | { segment: string } | { consent: string } | { near: unknown }
  >,
): Fact {
  if ('did' in node) return facts.did(node);
  if ('did_not' in node) return facts.didNot(node);
  if ('first' in node) return facts.moment(node.first, 'first', node);
  if ('last' in node) return facts.moment(node.last, 'last', node);
  if ('sequence' in node) return facts.sequence(node);
  return 'has' in node ? facts.has(node.has, node) : facts.has(node.has_not, node);
}

/** One set-based statement with the persons for whom a tree of conditions holds: `weft_id`, `person_id`, each once. */
export function segmentSql(generation: Generation, where: Condition): string {
  const condition = new Compiler(generation).condition(where);
  const text = `select p.weft_id, p.person_id\nfrom ${generation.ref('customer_360')} as p\nwhere ${condition}\n`;
  return finish(generation.target, text);
}
