import { type Segment, walkConditions } from '../workspace/kinds/segment.ts';
import type { Workspace } from '../workspace/resource.ts';

/** A segment and every one that it is made of, itself first. */
export function withNested(workspace: Workspace, segment: Segment): Segment[] {
  const found = new Map<string, Segment>();
  const add = (one: Segment): void => {
    if (found.has(one.slug)) return;
    found.set(one.slug, one);
    if (one.where === undefined) return;
    walkConditions(one.where, (condition) => {
      const other = 'segment' in condition ? workspace.get('segment', condition.segment) : undefined;
      if (other) add(other);
    });
  };
  add(segment);
  return [...found.values()];
}
