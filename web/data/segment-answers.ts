import 'server-only';
import { z } from 'zod';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import { breakdown } from '../../models/segments/ask/breakdown.ts';
import { compare } from '../../models/segments/ask/compare.ts';
import { liveCount } from '../../models/segments/ask/count.ts';
import { sampleMembers } from '../../models/segments/ask/members.ts';
import { narrowing } from '../../models/segments/ask/narrowing.ts';
import { mostOverlapped, overlap } from '../../models/segments/ask/overlap.ts';
import type { Draft } from '../../models/segments/ask/population.ts';
import { turnover } from '../../models/segments/ask/turnover.ts';
import { nameOf } from '../../models/words/names.ts';
import { fieldName } from '../../models/workspace/field-path.ts';
import { columnName, slug } from '../../models/workspace/kinds/shared.ts';
import { dependentsOf } from '../../models/workspace/uses.ts';
import { authorise } from './authorise.ts';
import { callPerson, goldenColumns, nameColumns } from './golden.ts';
import { beforeRefresh } from './not-computed.ts';
import { lastRefresh } from './runs.ts';
import { askDraft, type DraftInput, draftInput } from './segment-asking.ts';
import { type Use, useOf } from './uses.ts';
import { textOf, textOrNull } from './values.ts';
import { builtColumns, isBuilt } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** An exact count that takes longer than this gives way to one of a sample. */
const patienceMs = 900;

export interface SizeAnswer {
  members: number;
  persons: number;
  /** How far off `members` may be; 0 for an exact count. */
  error: number;
  /** When the data was last computed. */
  asOf: string | null;
  /** By the condition's field, such as `where.all[0]`; none of a tree of very many. */
  rows: Record<string, { alone: number; left: number }>;
}

/** How many people a draft holds now, and what each of its conditions leaves. Null where nothing can be counted yet. */
export async function draftSize(input: DraftInput, signal: AbortSignal): Promise<SizeAnswer | null> {
  await authorise('read');
  if (!(await isBuilt('weft.customer_360'))) throw beforeRefresh();
  const refresh = await lastRefresh();
  return askDraft(input, signal, async ({ warehouse, context, draft, finished, query }) => {
    const size = await liveCount(warehouse, context, draft, { budgetMs: patienceMs, query });
    const narrowed = size.oneIn === 1 ? await narrowing(warehouse, context, draft, { query }) : null;
    const rows = (narrowed?.conditions ?? []).map(({ condition, alone, left }) => [
      fieldName(finished.places.get(condition) ?? []),
      { alone, left },
    ]);
    return {
      ...{ members: size.members, persons: size.persons, error: size.error },
      asOf: refresh?.endedAt ?? null,
      rows: Object.fromEntries(rows),
    };
  });
}

export interface SampleAnswer {
  columns: { name: string; title: string }[];
  people: { weftId: string; name: string; values: Record<string, string | null> }[];
}

const sampleSize = 12;

/** Some of the people of a draft, without what the reader may not see. */
export async function draftMembers(input: DraftInput, signal: AbortSignal): Promise<SampleAnswer | null> {
  const actor = await authorise('read');
  const { workspace } = await currentWorkspace();
  const built = new Set((await builtColumns('weft.customer_360')).map(({ name }) => name));
  const golden = goldenColumns(workspace).filter(
    ({ name, personal }) => built.has(name) && (!personal || actor.permissions.has('personal.read')),
  );
  const names = golden.map(({ name }) => name);
  const called = nameColumns(names);
  const columns = golden.filter(({ name }) => !called.includes(name)).slice(0, 3);
  return askDraft(input, signal, async ({ warehouse, context, draft, query }) => {
    const found = await sampleMembers(warehouse, context, draft, {
      columns: names,
      limit: sampleSize,
      query,
    });
    return {
      columns: columns.map(({ name, title }) => ({ name, title })),
      people: found.map((row) => {
        const weftId = textOf(row.weft_id);
        const values = Object.fromEntries(names.map((name) => [name, textOrNull(row[name])]));
        return {
          weftId,
          name: callPerson(values, weftId),
          values: Object.fromEntries(columns.map(({ name }) => [name, values[name] ?? null])),
        };
      }),
    };
  });
}

export const breakdownInput = draftInput.extend({ column: columnName });

export interface BreakdownAnswer {
  parts: { value: string | null; members: number }[];
  others: { values: number; members: number };
}

/** The people of a draft by the values of a column that the reader may see. */
export async function draftBreakdown(
  { column, ...input }: z.output<typeof breakdownInput>,
  signal: AbortSignal,
): Promise<BreakdownAnswer | null> {
  const actor = await authorise('read');
  const { workspace } = await currentWorkspace();
  const built = (await builtColumns('weft.customer_360')).some(({ name }) => name === column);
  const hidden = new PersonalColumns(workspace).ofPerson(column) && !actor.permissions.has('personal.read');
  if (!built || hidden) return null;
  return askDraft(input, signal, async ({ warehouse, context, draft, query }) => {
    const found = await breakdown(warehouse, context, draft, { column, limit: 12, query });
    return {
      parts: found.parts.map(({ value, members }) => ({ value: textOrNull(value), members })),
      others: found.others,
    };
  });
}

export const overlapInput = draftInput.extend({
  others: z
    .array(slug)
    .min(1)
    .max(mostOverlapped - 1),
});

export interface OverlapAnswer {
  /** The draft first. */
  segments: { slug: string; name: string; size: number }[];
  /** People in exactly these, by their places in `segments`; most first. */
  regions: { of: number[]; people: number }[];
}

/** How a draft shares its people with segments in force. */
export async function draftOverlap(
  { others, ...input }: z.output<typeof overlapInput>,
  signal: AbortSignal,
): Promise<OverlapAnswer | null> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const chosen = [...new Set(others)]
    .filter((other) => other !== input.slug)
    .flatMap((other) => workspace.get('segment', other) ?? []);
  if (chosen.length === 0) return null;
  return askDraft(input, signal, async ({ warehouse, context, draft, query }) => {
    const drafts: Draft[] = [draft, ...chosen];
    const found = await overlap(warehouse, context, drafts, { query });
    return {
      segments: drafts.map(({ slug: name }, index) => ({
        slug: name,
        name: index === 0 ? '' : nameOf(chosen[index - 1] ?? { slug: name }),
        size: found.sizes[name] ?? 0,
      })),
      regions: found.regions.map(({ segments, persons }) => ({
        of: segments.map((name) => drafts.findIndex((one) => one.slug === name)),
        people: persons,
      })),
    };
  });
}

export interface CompareAnswer {
  members: number;
  persons: number;
  numbers: { column: string; members: number; everyone: number; deviations: number }[];
  shares: { column: string; value: string; members: number; everyone: number; errors: number }[];
}

const mostDifferences = 8;

/** What sets the people of a draft apart from everyone. */
export async function draftComparison(input: DraftInput, signal: AbortSignal): Promise<CompareAnswer | null> {
  await authorise('read');
  return askDraft(input, signal, async ({ warehouse, context, draft, query }) => {
    const { numbers, shares, ...counts } = await compare(warehouse, context, draft, { query });
    return {
      ...counts,
      numbers: numbers.slice(0, mostDifferences),
      shares: shares.slice(0, mostDifferences),
    };
  });
}

export interface ReviewAnswer {
  /** Null before the first refresh, or where nothing of it can be counted. */
  turnover: { before: number; after: number; enter: number; leave: number } | null;
  /** Syncs that send something else after the next refresh. */
  syncs: Use[];
  /** Segments and lists that change with it. */
  others: Use[];
}

/** What putting a draft in force would change. */
export async function draftReview(input: DraftInput, signal: AbortSignal): Promise<ReviewAnswer> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const inForce = workspace.get('segment', input.slug);
  const users = inForce === undefined ? [] : dependentsOf(workspace, inForce);
  const built = await isBuilt('weft.segment_members');
  return {
    turnover: built
      ? await askDraft(input, signal, ({ warehouse, context, draft, query }) =>
          turnover(warehouse, context, draft, { query }),
        )
      : null,
    syncs: users.filter(({ kind }) => kind === 'sync').map(useOf),
    others: users.filter(({ kind }) => kind !== 'sync').map(useOf),
  };
}
