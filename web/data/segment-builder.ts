import 'server-only';
import { nameOf } from '../../models/words/names.ts';
import type { Segment } from '../../models/workspace/kinds/segment.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import type { BuilderProps } from '../ui/segments/builder.tsx';
import type { Shelf } from '../ui/segments/review.tsx';
import type { SegmentDraft } from '../ui/segments/segment-draft.ts';
import { authorise, may } from './authorise.ts';
import { ownDraft, resourceState } from './resource-state.ts';
import { lastRefresh } from './runs.ts';
import { segmentCatalogue } from './segment-catalogue.ts';
import { segmentSizes } from './segments.ts';
import { currentWorkspace } from './workspace.ts';

/** What the builder begins with. */
export type BuilderStart = Omit<BuilderProps, 'workspace'>;

const distinct = (values: readonly (string | undefined)[]): string[] =>
  [...new Set(values)].filter((value) => value !== undefined).toSorted();

/** The folders, tags and owners that segments have. */
export function shelfOf(segments: readonly Segment[]): Shelf {
  return {
    folders: distinct(segments.map(({ folder }) => folder)),
    tags: distinct(segments.flatMap(({ tags }) => tags ?? [])),
    owners: distinct(segments.map(({ owner }) => owner)),
  };
}

async function surroundings(workspace: Workspace) {
  const [catalogue, refresh] = await Promise.all([segmentCatalogue(), lastRefresh()]);
  return { catalogue, shelf: shelfOf(workspace.all('segment')), asOf: refresh?.endedAt ?? null };
}

/** A segment in force for the builder; null where there is none. */
export async function editedSegment(slug: string): Promise<BuilderStart | 'forbidden' | null> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const state = await resourceState('segment', slug);
  if (state === null) return null;
  if (!state.editable) return 'forbidden';
  const [around, draft, sizes] = await Promise.all([
    surroundings(workspace),
    ownDraft('segment', slug),
    // A size that is not computed yet keeps nobody from editing.
    segmentSizes().catch(() => null),
  ]);
  return {
    ...around,
    ...{ slug, spec: state.resource, state, draft },
    members: sizes?.get(slug)?.size ?? null,
  };
}

/** A segment that is not there yet, empty or as a copy of another. */
export async function newSegment(
  from: string | null,
  called: (name: string) => string,
): Promise<BuilderStart | 'forbidden'> {
  await authorise('read');
  if (!(await may('segment.edit'))) return 'forbidden';
  const { workspace } = await currentWorkspace();
  const copied = from === null ? undefined : workspace.get('segment', from);
  const [around, draft] = await Promise.all([surroundings(workspace), ownDraft('segment', 'new')]);
  const spec: SegmentDraft =
    copied === undefined
      ? { kind: 'segment', slug: 'new', where: { all: [] } }
      : { ...copied, slug: 'new', name: called(nameOf(copied)).slice(0, 200) };
  return {
    ...around,
    ...{ slug: null, spec, state: null, members: null },
    // A copy begins as the copy, whatever else is under way.
    draft: copied === undefined ? draft : null,
  };
}
