import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import type { Generation } from '../dbt/context.ts';
import { eventProperties } from '../events/context.ts';
import { profileKind } from '../profiles/context.ts';
import { instantIn } from '../template/instant.ts';
import { traitColumnKind, traitOfColumn } from '../traits/columns.ts';
import { originOf } from '../traits/origin.ts';
import type { Comparison, Filter, Scalar } from '../workspace/kinds/filter.ts';
import {
  type Condition,
  type ConditionPath,
  type Segment,
  walkConditions,
} from '../workspace/kinds/segment.ts';
import { nearest } from '../workspace/nearest.ts';
import { wayOf } from '../workspace/relations.ts';

/** What keeps one condition of a segment from being asked of this warehouse. */
export interface Fault {
  segment: string;
  path: ConditionPath;
  message: string;
}

/** What the columns of a comparison's rows are, and of what. */
interface Columns {
  what: string;
  names: readonly string[];
  /** Null where the engine decides; undefined for a column that is not there. */
  kindOf(name: string): ColumnKind | null | undefined;
}

const numbers: readonly ColumnKind[] = ['integer', 'decimal', 'double'];
const times: readonly ColumnKind[] = ['date', 'timestamp'];

/** What is wrong with comparing a column of a kind with a value; undefined where it can be. */
function mismatch(kind: ColumnKind, value: Scalar, zone: string): string | undefined {
  if (numbers.includes(kind) && typeof value !== 'number') return `holds numbers, not "${value}"`;
  if (kind === 'boolean' && typeof value !== 'boolean') return `is true or false, not "${value}"`;
  if (times.includes(kind) && (typeof value !== 'string' || instantIn(zone, value) === null))
    return `holds times, not "${value}"; write 2026-03-01 or 2026-03-01T12:00`;
  return undefined;
}

function comparisonFault(comparison: Comparison, kind: ColumnKind, zone: string): string | undefined {
  const { eq, neq, gt, gte, lt, lte, between, within, before } = comparison;
  const values = [
    eq,
    neq,
    gt,
    gte,
    lt,
    lte,
    ...(between ?? []),
    ...(comparison.in ?? []),
    ...(comparison.not_in ?? []),
  ];
  for (const value of values) {
    const wrong = value === undefined ? undefined : mismatch(kind, value, zone);
    if (wrong !== undefined) return wrong;
  }
  const window = within ?? before;
  // A text may hold times, which the engine reads.
  return window !== undefined && !times.includes(kind) && kind !== 'text'
    ? `is ${kind}, not a time, so "${window}" says nothing of it`
    : undefined;
}

class Checker {
  readonly #generation: Generation;
  readonly #zone: string;

  constructor(generation: Generation) {
    this.#generation = generation;
    this.#zone = generation.workspace.zone;
  }

  /** The faults of one condition by itself, each with its path from the condition. */
  *of(node: Condition): Iterable<[ConditionPath, string]> {
    if ('profile' in node) {
      yield* this.#compared(node.profile, node, profileKind(this.#generation, node.profile), 'profile');
    } else if ('trait' in node) {
      const lost = traitOfColumn(this.#generation.workspace, node.trait)?.slug ?? '';
      const why = this.#generation.aside.traits.get(lost);
      if (why !== undefined) yield [['trait'], `the trait "${lost}" cannot be computed: ${why}`];
      else yield* this.#compared(node.trait, node, traitColumnKind(this.#generation, node.trait), 'trait');
    } else if ('sequence' in node) {
      for (const [index, { where }] of node.sequence.entries())
        yield* this.#filter(where, this.#events(), ['sequence', index, 'where']);
    } else if ('has' in node || 'has_not' in node) {
      yield* this.#filter(node.where, this.#rows('has' in node ? node.has : node.has_not, node.where ?? {}), [
        'where',
      ]);
    } else if ('did' in node || 'did_not' in node || 'first' in node || 'last' in node) {
      yield* this.#filter(node.where, this.#events(), ['where']);
      if ('after' in node) yield* this.#filter(node.after?.where, this.#events(), ['after', 'where']);
      if ('before' in node && typeof node.before === 'object')
        yield* this.#filter(node.before.where, this.#events(), ['before', 'where']);
    }
  }

  *#compared(
    column: string,
    comparison: Comparison,
    kind: ColumnKind | null,
    key: string,
  ): Iterable<[ConditionPath, string]> {
    const wrong = kind === null ? undefined : comparisonFault(comparison, kind, this.#zone);
    if (wrong !== undefined) yield [[key], `${column} ${wrong}`];
  }

  *#filter(
    where: Filter | undefined,
    columns: Columns,
    path: ConditionPath,
  ): Iterable<[ConditionPath, string]> {
    for (const [name, asked] of Object.entries(where ?? {})) {
      const kind = columns.kindOf(name);
      if (kind === undefined) {
        const near = nearest(name, columns.names);
        const meant = near === undefined ? '' : `. Did you mean "${near}"?`;
        yield [[...path, name], `${columns.what} no column "${name}"${meant}`];
        continue;
      }
      const comparison = typeof asked === 'object' ? asked : { eq: asked };
      const wrong = kind === null ? undefined : comparisonFault(comparison, kind, this.#zone);
      if (wrong !== undefined) yield [[...path, name], `${name} ${wrong}`];
    }
  }

  #events(): Columns {
    const kinds = new Map(eventProperties(this.#generation).map(({ name, kind }) => [name, kind]));
    return {
      what: 'the event sources have',
      names: [...kinds.keys()],
      kindOf: (name) => kinds.get(name),
    };
  }

  #rows(slug: string, where: Filter): Columns {
    const { catalog, workspace } = this.#generation;
    const entity = workspace.get('entity', slug);
    const columnsOf = (name: string) => (catalog.get(`entity/${name}`) ?? []).map((column) => column.name);
    const names = columnsOf(slug);
    const there = Object.keys(where).filter((path) => {
      const way = entity && wayOf(workspace, entity, path);
      return way !== undefined && columnsOf(way.entity.slug).includes(way.column);
    });
    const origin = originOf(this.#generation, slug, there);
    return {
      what: `the entity "${slug}" has`,
      names,
      kindOf: (path) => (there.includes(path) ? origin.kindOf(path) : undefined),
    };
  }
}

/** What keeps segments from being asked: columns that are gone, and values that a column cannot be compared with. */
export function segmentFaults(generation: Generation, segments: readonly Segment[]): Fault[] {
  const checker = new Checker(generation);
  return segments.flatMap((segment) => {
    const found: Fault[] = [];
    if (segment.where === undefined) return found;
    walkConditions(
      segment.where,
      (condition, path) => {
        for (const [at, message] of checker.of(condition))
          found.push({ segment: segment.slug, path: [...path, ...at], message });
      },
      ['where'],
    );
    return found;
  });
}
