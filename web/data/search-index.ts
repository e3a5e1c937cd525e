import 'server-only';
import { nameOf } from '../../models/words/names.ts';
import { pathsOf, resourcePath } from '../ui/paths.ts';
import type { Indexed } from '../ui/shell/indexed.ts';
import { authorise } from './authorise.ts';
import { currentWorkspace } from './workspace.ts';

/** Every resource that has a page, for the command palette and the breadcrumb. */
export async function searchIndex(): Promise<Indexed[]> {
  await authorise('read');
  const { slug: workspaceSlug, workspace } = await currentWorkspace();
  const paths = pathsOf(workspaceSlug);
  return workspace.resources.flatMap((resource) => {
    const href = resourcePath(paths, resource.kind, resource.slug);
    if (href === null || resource.kind === 'identity') return [];
    return [{ kind: resource.kind, slug: resource.slug, name: nameOf(resource), href }];
  });
}
