import 'server-only';
import { destinations } from '../../connectors/destinations/registry.ts';
import { describeDestinations } from '../../models/workspace/check-destinations.ts';
import { type ParsedResource, parseResource, problemsOfEdit } from '../../models/workspace/parse-resource.ts';
import type { Kind } from '../../models/workspace/resource.ts';
import { authorise } from './authorise.ts';
import { currentWorkspace } from './workspace.ts';

/** A spec as a resource of the name it is saved under, that fits the workspace; or what is wrong with it. */
export async function checkedResource(kind: Kind, name: string, spec: unknown): Promise<ParsedResource> {
  await authorise('read');
  const parsed = parseResource(kind, { ...Object(spec), kind, slug: name });
  if (parsed.resource === null) return parsed;
  const { workspace } = await currentWorkspace();
  const problems = problemsOfEdit(workspace, parsed.resource, {
    destinationTypes: describeDestinations(destinations),
  });
  return problems.length > 0 ? { resource: null, problems } : parsed;
}
