import type { Filter } from './kinds/filter.ts';
import { type Condition, type Segment, walkConditions } from './kinds/segment.ts';

/** Every condition of the segments that are trees, groups included. */
function conditionsOf(segments: readonly Segment[]): Condition[] {
  const found: Condition[] = [];
  for (const { where } of segments) {
    if (where !== undefined) walkConditions(where, (condition) => void found.push(condition));
  }
  return found;
}

const names = (filters: readonly (Filter | undefined)[]): string[] => [
  ...new Set(filters.flatMap((filter) => Object.keys(filter ?? {}))),
];

/** The columns that segments ask of an entity, its own and by paths over joins. */
export const pathsAsked = (segments: readonly Segment[], entity: string): string[] =>
  names(
    conditionsOf(segments).flatMap((node) => {
      const of = 'has' in node ? node.has : 'has_not' in node ? node.has_not : undefined;
      return of === entity && 'where' in node ? [node.where] : [];
    }),
  );

/** The properties of events that segments ask of. */
export const propertiesAsked = (segments: readonly Segment[]): string[] =>
  names(
    conditionsOf(segments).flatMap((node) => {
      if ('sequence' in node) return node.sequence.map(({ where }) => where);
      if ('did' in node || 'did_not' in node) return [node.where, node.after?.where, node.before?.where];
      return 'first' in node || 'last' in node ? [node.where] : [];
    }),
  );
