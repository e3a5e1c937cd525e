import { checkConsents } from './check-consents.ts';
import { checkDestinations, type DestinationTypes } from './check-destinations.ts';
import { checkEntities } from './check-entities.ts';
import { checkFuzzy } from './check-fuzzy.ts';
import { checkIdentity, checkSources } from './check-identity.ts';
import { checkLists } from './check-lists.ts';
import { checkPlaceholders } from './check-placeholders.ts';
import { checkSegments } from './check-segments.ts';
import { checkSyncs } from './check-syncs.ts';
import { checkTests } from './check-tests.ts';
import { checkTraits } from './check-traits.ts';
import { reservedSlugs } from './kinds/reserved-slugs.ts';
import { Names } from './names.ts';
import { type Finding, locate, type Problem } from './problem.ts';
import { type Resource, type ResourceId, resourceId, type Workspace } from './resource.ts';
import type { YamlDocument } from './yaml-file.ts';

/** The document that declares each resource. */
export type Places = ReadonlyMap<ResourceId, YamlDocument>;

export interface CheckOptions {
  /** What destinations there are; without it their settings and a sync's options are taken as they are. */
  destinationTypes?: DestinationTypes;
  /** Resources that are declared but could not be read; a reference to one is no problem of its own. */
  broken?: ReadonlySet<ResourceId>;
}

/** One thing that is wrong with one resource. */
export type Found = readonly [resource: Resource, finding: Finding];

/** Everything that is wrong with the resources of a workspace as a whole: references, cycles, destinations. */
export function checkWorkspace(
  workspace: Workspace,
  places: Places = new Map(),
  { destinationTypes, broken }: CheckOptions = {},
): Problem[] {
  const names = new Names(workspace, broken);
  const found: Found[] = [
    ...checkSingles(workspace),
    ...checkSlugs(workspace),
    ...checkSources(workspace, names),
    ...checkIdentity(workspace, names),
    ...checkFuzzy(workspace, names),
    ...checkEntities(workspace, names),
    ...checkTraits(workspace, names),
    ...checkSegments(workspace, names),
    ...checkLists(workspace, names),
    ...checkSyncs(workspace, names),
    ...checkConsents(workspace, names),
    ...checkTests(workspace, names),
    ...checkPlaceholders(workspace),
    ...(destinationTypes === undefined ? [] : checkDestinations(workspace, destinationTypes)),
  ];
  return found.map(([resource, finding]) => {
    const id = resourceId(resource);
    return locate(finding, places.get(id), id);
  });
}

/** A workspace has one set of identity rules, and describes itself once. */
function* checkSingles(workspace: Workspace): Iterable<Found> {
  for (const kind of ['identity', 'workspace'] as const) {
    const [first, ...others] = workspace.all(kind);
    for (const other of others) {
      const message = `there can be only one resource of kind ${kind}; "${first?.slug}" is one already`;
      yield [other, { path: ['kind'], message }];
    }
  }
}

/** A resource has a page of its own in the app, at an address that its slug ends. */
function* checkSlugs(workspace: Workspace): Iterable<Found> {
  for (const resource of workspace.resources) {
    const { kind, slug } = resource;
    const reserved = reservedSlugs[kind] ?? [];
    if (!reserved.includes(slug)) continue;
    const message = `a ${kind} cannot be called "${slug}": a page of the app has this address; choose another slug, such as "${slug}_${kind}"`;
    yield [resource, { path: ['slug'], message, expected: `none of ${reserved.join(', ')}` }];
  }
}
