import 'server-only';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { type ConditionNode, conditionTree, namesOf } from '../../models/words/conditions.ts';
import { nameOf } from '../../models/words/names.ts';
import { segmentSentence } from '../../models/words/segment-sentence.ts';
import { toYaml } from '../../models/workspace/to-yaml.ts';
import { usersOfSegment } from '../../models/workspace/uses.ts';
import { authorise } from './authorise.ts';
import { lastRefresh } from './runs.ts';
import { type Use, useOf } from './uses.ts';
import { numberOf, textOf } from './values.ts';
import { dialect, row, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

export interface SegmentDefinition {
  slug: string;
  name: string;
  description: string | null;
  sentence: string;
  folder: string | null;
  tags: string[];
  owner: string | null;
  yaml: string;
  /** Null for a segment that a statement gives. */
  tree: ConditionNode | null;
  sql: string | null;
  usedBy: Use[];
}

/** Every declared segment in words; the sizes are the warehouse's, read apart. */
export const segmentDefinitions = cache(async (): Promise<SegmentDefinition[]> => {
  await authorise('read');
  const { workspace, zone } = await currentWorkspace();
  const refresh = await lastRefresh();
  const [language, words] = await Promise.all([getLocale(), getTranslations('segments')]);
  const names = namesOf(workspace);
  const definitions = workspace.all('segment').map((segment) => {
    const tree =
      segment.where === undefined
        ? null
        : conditionTree(segment.where, names, { asOf: refresh?.startedAt ?? null, zone }, language);
    return {
      slug: segment.slug,
      name: nameOf(segment),
      description: segment.description ?? null,
      sentence: tree === null ? words('ofStatement') : segmentSentence(tree, language),
      tree,
      ...{ folder: segment.folder ?? null, tags: segment.tags ?? [], owner: segment.owner ?? null },
      yaml: toYaml(segment),
      sql: segment.sql ?? null,
      usedBy: usersOfSegment(workspace, segment.slug).map(useOf),
    };
  });
  return definitions.toSorted((one, other) => one.name.localeCompare(other.name));
});

export async function segmentDefinition(slug: string): Promise<SegmentDefinition | null> {
  return (await segmentDefinitions()).find((segment) => segment.slug === slug) ?? null;
}

export interface SegmentSize {
  size: number;
  /** People who entered and left in the last refresh; null where it is not known which that was. */
  entered: number | null;
  left: number | null;
}

/** Members of each segment, and who came and went in the last refresh. A segment without rows is empty. */
export const segmentSizes = cache(async (): Promise<Map<string, SegmentSize> & { everyone: number }> => {
  await authorise('read');
  const refresh = await lastRefresh();
  const sql = dialect();
  const [sizes, changes, everyone] = await Promise.all([
    rows('select segment, count(*) as people from weft.segment_members group by segment'),
    refresh === null
      ? []
      : rows(
          `select segment, change, count(*) as people from weft.segment_changes
           where ${sql.ident('at')} >= ${sql.literal(new Date(refresh.startedAt))} group by segment, change`,
        ),
    row('select count(*) as people from weft.identity_persons'),
  ]);
  const found = new Map<string, SegmentSize>();
  const none = refresh === null ? null : 0;
  const entry = (slug: string): SegmentSize => {
    const present = found.get(slug) ?? { size: 0, entered: none, left: none };
    found.set(slug, present);
    return present;
  };
  const { workspace } = await currentWorkspace();
  for (const segment of workspace.all('segment')) entry(segment.slug);
  for (const row of sizes) entry(textOf(row.segment)).size = numberOf(row.people);
  for (const row of changes) {
    const size = entry(textOf(row.segment));
    if (row.change === 'entered') size.entered = numberOf(row.people);
    else size.left = numberOf(row.people);
  }
  return Object.assign(found, { everyone: numberOf(everyone.people) });
});
