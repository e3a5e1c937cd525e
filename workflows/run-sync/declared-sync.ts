import { ConfigError } from '../../connectors/errors.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import { nearest } from '../../models/workspace/nearest.ts';
import type { Workspace } from '../../models/workspace/resource.ts';

/** The sync of a name. Throws ConfigError with the nearest one there is. */
export function declaredSync(workspace: Workspace, slug: string): Sync {
  const sync = workspace.get('sync', slug);
  if (sync) return sync;
  const meant = nearest(
    slug,
    workspace.all('sync').map((each) => each.slug),
  );
  throw new ConfigError(`no sync is called ${slug}`, {
    mend: meant ? `Did you mean ${meant}?` : 'Apply the workspace that declares it.',
  });
}
