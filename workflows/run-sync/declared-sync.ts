import { ConfigError, NotFound } from '../../connectors/errors.ts';
import type { Destination } from '../../models/workspace/kinds/destination.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';
import { nearest } from '../../models/workspace/nearest.ts';
import type { Workspace } from '../../models/workspace/resource.ts';

/** The sync of a name. Throws NotFound with the nearest one there is. */
export const declaredSync = (workspace: Workspace, slug: string): Sync =>
  workspace.get('sync', slug) ?? unknown(workspace, 'sync', slug);

/** The destination of a name. Throws NotFound with the nearest one there is. */
export const declaredDestination = (workspace: Workspace, slug: string): Destination =>
  workspace.get('destination', slug) ?? unknown(workspace, 'destination', slug);

function unknown(workspace: Workspace, kind: 'sync' | 'destination', slug: string): never {
  const meant = nearest(
    slug,
    workspace.all(kind).map((each) => each.slug),
  );
  throw new NotFound(`no ${kind} is called ${slug}`, {
    mend: meant ? `Did you mean ${meant}?` : 'Apply the workspace that declares it.',
  });
}

/** The destination that a sync goes to. Throws ConfigError where it is not declared. */
export function destinationFor(workspace: Workspace, sync: Sync): Destination {
  const destination = workspace.get('destination', sync.to.destination);
  if (destination) return destination;
  throw new ConfigError(`sync ${sync.slug} goes to a destination that is not there: ${sync.to.destination}`, {
    mend: 'Apply the workspace that declares it.',
  });
}
