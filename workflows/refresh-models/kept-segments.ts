import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import { type Catalog, generation } from '../../models/dbt/context.ts';
import { segmentsAtFault } from '../../models/segments/context.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { usersOfSegment } from '../../models/workspace/uses.ts';
import type { BuildStep } from './predictions/fit-predictions.ts';

/**
 * A step that warns for each segment that could not be asked, and so keeps the members of the last good refresh: why,
 * and which syncs go on sending them.
 */
export function keptSegments(workspace: Workspace, catalog: Catalog, dialect: Dialect): BuildStep[] {
  const faults = segmentsAtFault(generation(workspace, catalog, dialect, 'warehouse'));
  return [...faults].map(([slug, why]) => {
    const syncs = usersOfSegment(workspace, slug).flatMap((user) => (user.kind === 'sync' ? user.slug : []));
    const sent = syncs.length === 0 ? '' : ` It is sent by ${syncs.join(', ')}.`;
    return {
      ...{
        id: `segment.${slug}`,
        name: `segment_${slug}`,
        kind: 'stage' as const,
        status: 'warned' as const,
      },
      ...{ startedAt: new Date().toISOString(), seconds: null, index: null, total: null },
      message: `not asked, and its members are those of the last good refresh: ${why}.${sent} Mend the column or the condition.`,
    };
  });
}
