import 'server-only';
import { nameOf } from '../../models/words/names.ts';
import type { List } from '../../models/workspace/kinds/list.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { syncsOfList } from '../../models/workspace/uses.ts';
import type { ListEditorProps } from '../ui/segments/list-editor.tsx';
import { authorise, may } from './authorise.ts';
import { ownDraft, resourceState } from './resource-state.ts';
import { segmentCatalogue } from './segment-catalogue.ts';
import { segmentSizes } from './segments.ts';
import { type Use, useOf } from './uses.ts';
import { numberOf, textOf } from './values.ts';
import { isBuilt, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** People of a list by the last refresh. */
export interface ListSize {
  contacted: number;
  heldOut: number;
  /** By the part that claims them. */
  parts: Record<string, number>;
}

export interface ListSummary {
  slug: string;
  name: string;
  description: string | null;
  parts: string[];
  holdout: number | null;
  splits: Record<string, number> | null;
  usedBy: Use[];
}

const summaryOf = (workspace: Workspace, list: List): ListSummary => ({
  slug: list.slug,
  name: nameOf(list),
  description: list.description ?? null,
  parts: list.parts.map(({ segment }) => nameOf(workspace.get('segment', segment) ?? { slug: segment })),
  holdout: list.holdout ?? null,
  splits: list.splits ?? null,
  usedBy: syncsOfList(workspace, list.slug).map(useOf),
});

export async function listSummaries(): Promise<ListSummary[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  return workspace
    .all('list')
    .map((list) => summaryOf(workspace, list))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** The people of each list by the last refresh; of one that it did not build there are none. */
export async function listSizes(): Promise<Map<string, ListSize>> {
  await authorise('read');
  const found = new Map<string, ListSize>();
  if (!(await isBuilt('weft.list_members'))) return found;
  const counted = await rows(
    'select list, segment, held_out, count(*) as people from weft.list_members group by list, segment, held_out',
  );
  for (const row of counted) {
    const list = textOf(row.list);
    const size = found.get(list) ?? { contacted: 0, heldOut: 0, parts: {} };
    found.set(list, size);
    const people = numberOf(row.people);
    const segment = textOf(row.segment);
    size.parts[segment] = (size.parts[segment] ?? 0) + people;
    if (row.held_out === true) size.heldOut += people;
    else size.contacted += people;
  }
  return found;
}

export type ListStart = Omit<ListEditorProps, 'workspace'>;

/** A list for its editor: one in force, or a new one; null where there is none. */
export async function editedList(slug: string | null): Promise<ListStart | null> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const state = slug === null ? null : await resourceState('list', slug);
  if (slug !== null && state === null) return null;
  const mayEdit = await may('segment.edit');
  const [catalogue, draft, sizes, segmentCounts] = await Promise.all([
    // What the warehouse cannot say just now keeps nobody from the list.
    segmentCatalogue().catch(() => null),
    mayEdit ? ownDraft('list', slug ?? 'new') : null,
    listSizes().catch(() => null),
    segmentSizes().catch(() => null),
  ]);
  return {
    slug,
    spec: state?.resource ?? { kind: 'list', slug: 'new', parts: [], exclude: [] },
    ...{ state, draft, mayEdit },
    segments: workspace.all('segment').map((segment) => ({
      ...{ slug: segment.slug, name: nameOf(segment), size: segmentCounts?.get(segment.slug)?.size ?? null },
    })),
    orders: [...(catalogue?.traits ?? []), ...(catalogue?.profile ?? [])].filter(
      ({ kind }) => kind === 'number' || kind === 'time',
    ),
    taken: workspace.all('list').map((list) => list.slug),
    always: workspace.all('workspace')[0]?.exclude ?? [],
    size: slug === null ? null : (sizes?.get(slug) ?? null),
  };
}
