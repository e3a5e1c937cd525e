import 'server-only';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { destinations } from '../../connectors/destinations/registry.ts';
import { describeDestinations } from '../../models/workspace/check-destinations.ts';
import { type ParsedResource, parseResource, problemsOfEdit } from '../../models/workspace/parse-resource.ts';
import type { Kind } from '../../models/workspace/resource.ts';
import { withControl } from './control.ts';

/** A spec as a resource of the name it is saved under, that fits the workspace; or what is wrong with it. */
export async function checkedSpec(kind: Kind, slug: string, spec: unknown): Promise<ParsedResource> {
  const parsed = parseResource(kind, { ...(spec as object), kind, slug });
  if (parsed.resource === null) return parsed;
  const problems = problemsOfEdit(await withControl(workspaceInForce), parsed.resource, {
    destinationTypes: describeDestinations(destinations),
  });
  return problems.length > 0 ? { resource: null, problems } : parsed;
}
