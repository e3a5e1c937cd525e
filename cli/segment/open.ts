import { withControl } from '../../connectors/control/connect.ts';
import { currentWorkspace } from '../../connectors/control/versions.ts';
import { ConfigError } from '../../connectors/errors.ts';
import { readSettings } from '../../connectors/settings.ts';
import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { type Generation, generation } from '../../models/dbt/context.ts';
import { segmentsAtFault } from '../../models/segments/context.ts';
import type { Segment } from '../../models/workspace/kinds/segment.ts';
import { nearest } from '../../models/workspace/nearest.ts';
import { Workspace } from '../../models/workspace/resource.ts';
import { readCatalog } from '../../workflows/refresh-models/catalog.ts';
import { interruptible } from '../platform/interruptible.ts';

export interface OpenWorkspace {
  workspace: Workspace;
  warehouse: Warehouse;
  /** For statements that run as they are. */
  context: Generation;
  /** For every statement: an interrupt ends it. */
  query: QueryOptions;
}

/** Runs `work` with the applied workspace and its warehouse open; an interrupt ends what runs there. */
export async function withWorkspace(
  command: string,
  work: (open: OpenWorkspace) => Promise<void>,
): Promise<void> {
  const settings = readSettings();
  await interruptible(settings, command, async (signal) => {
    const workspace = new Workspace((await withControl(settings, currentWorkspace)).resources);
    const warehouse = await openWarehouse(settings);
    try {
      const catalog = await readCatalog(warehouse, workspace);
      await work({
        workspace,
        warehouse,
        query: { signal },
        context: generation(workspace, catalog, warehouse.dialect, 'warehouse'),
      });
    } finally {
      await warehouse.close();
    }
  });
}

/** The segment of a slug, which can be asked of the warehouse as it is. Throws ConfigError with the nearest, or why not. */
export function askable({ workspace, context }: OpenWorkspace, slug: string): Segment {
  const segment = workspace.get('segment', slug);
  if (segment === undefined) {
    const meant = nearest(
      slug,
      workspace.all('segment').map((each) => each.slug),
    );
    throw new ConfigError(`no segment is called ${slug}`, {
      mend: meant ? `Did you mean ${meant}?` : 'Apply the workspace that declares it.',
    });
  }
  const fault = segmentsAtFault(context).get(slug);
  if (fault !== undefined) {
    throw new ConfigError(`the segment ${slug} cannot be asked: ${fault}`, {
      mend: 'Mend the column or the condition; until then the members of the last good refresh stay.',
    });
  }
  return segment;
}
