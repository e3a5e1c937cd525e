import 'server-only';
import { z } from 'zod';
import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';
import type { Generation } from '../../models/dbt/context.ts';
import type { Draft } from '../../models/segments/ask/population.ts';
import { segmentFaults } from '../../models/segments/faults.ts';
import { type Finished, finishedOf, type TreePath, without } from '../../models/segments/unfinished.ts';
import { checkSegments } from '../../models/workspace/check-segments.ts';
import { fieldName } from '../../models/workspace/field-path.ts';
import type { Condition, Segment } from '../../models/workspace/kinds/segment.ts';
import { slug } from '../../models/workspace/kinds/shared.ts';
import { Names } from '../../models/workspace/names.ts';
import { currentModels } from './computable.ts';
import { onWarehouse } from './warehouse.ts';

/** A segment as somebody is making it: anything may be missing from its tree. */
export const draftInput = z.object({
  /** A new segment has none yet. */
  slug: slug.catch('new_segment'),
  where: z.unknown().optional(),
  sql: z.string().max(200_000).optional(),
});
export type DraftInput = z.output<typeof draftInput>;

export interface AskableDraft {
  /** Undefined where nothing of it can be asked yet. */
  draft: Draft | undefined;
  finished: Finished;
  /** What is wrong with it as a whole, as where it is made of itself. */
  problems: string[];
}

/** What of a draft can be asked: its whole conditions, of columns that are there and values that they can hold. */
export function askableOf(context: Generation, { slug: name, where, sql }: DraftInput): AskableDraft {
  if (where === undefined) {
    const asked = sql !== undefined && sql.trim() !== '';
    return {
      draft: asked ? { slug: name, where: undefined, sql } : undefined,
      finished: { where: undefined, places: new Map(), unfinished: [] },
      problems: [],
    };
  }
  const whole = finishedOf(where);
  if (whole.where === undefined) return { draft: undefined, finished: whole, problems: [] };
  const { wrong, problems } = wrongIn(context, name, whole.where, whole.places);
  const finished = without(whole, wrong);
  const asked = finished.where !== undefined && problems.length === 0;
  return {
    draft: asked ? { slug: name, where: finished.where, sql: undefined } : undefined,
    finished,
    problems,
  };
}

/** Conditions that name what is not there, or compare a column with what it cannot hold. */
function wrongIn(
  context: Generation,
  name: string,
  where: Condition,
  places: ReadonlyMap<Condition, TreePath>,
): { wrong: Map<Condition, string>; problems: string[] } {
  const { workspace } = context;
  const segment: Segment = { kind: 'segment', slug: name, where };
  const proposed = workspace.with(segment);
  const found = [
    ...[...checkSegments(proposed, new Names(proposed))]
      .filter(([resource]) => resource === segment)
      .map(([, { path, message, nearest }]) => ({
        path,
        message: nearest === undefined ? message : `${message}. Did you mean "${nearest}"?`,
      })),
    ...segmentFaults(context, [segment]),
  ];
  // The checks go by the tree without what is unfinished; a leaf's own place in it leads back to the leaf.
  const leaves = leavesByField(where);
  const wrong = new Map<Condition, string>();
  const problems: string[] = [];
  for (const { path, message } of found) {
    const leaf = path
      .map((_, index) => leaves.get(fieldName(path.slice(0, path.length - index))))
      .find(Boolean);
    if (leaf === undefined) problems.push(message);
    else if (places.has(leaf)) wrong.set(leaf, message);
  }
  return { wrong, problems };
}

function leavesByField(where: Condition): Map<string, Condition> {
  const found = new Map<string, Condition>();
  const walk = (node: Condition, path: TreePath): void => {
    if ('all' in node) for (const [index, child] of node.all.entries()) walk(child, [...path, 'all', index]);
    else if ('any' in node)
      for (const [index, child] of node.any.entries()) walk(child, [...path, 'any', index]);
    else if ('not' in node) walk(node.not, [...path, 'not']);
    else found.set(fieldName(path), node);
  };
  walk(where, ['where']);
  return found;
}

/** Asks the warehouse about a draft, as far as it can be asked; null where nothing of it can. */
export async function askDraft<T>(
  input: DraftInput,
  signal: AbortSignal,
  ask: (asked: {
    warehouse: Warehouse;
    context: Generation;
    draft: Draft;
    query: QueryOptions;
    finished: Finished;
  }) => Promise<T>,
): Promise<T | null> {
  const context = await currentModels();
  const { draft, finished } = askableOf(context, input);
  if (draft === undefined) return null;
  return onWarehouse((warehouse, limits) =>
    ask({ warehouse, context, draft, finished, query: { ...limits, signal } }),
  );
}
