import type { z } from 'zod';
import { consentSchema } from './kinds/consent.ts';
import { destinationSchema } from './kinds/destination.ts';
import { entitySchema } from './kinds/entity.ts';
import { identitySchema } from './kinds/identity.ts';
import { listSchema } from './kinds/list.ts';
import { segmentSchema } from './kinds/segment.ts';
import { sourceSchema } from './kinds/source.ts';
import { syncSchema } from './kinds/sync.ts';
import { testSchema } from './kinds/test.ts';
import { traitSchema } from './kinds/trait.ts';
import { workspaceSchema } from './kinds/workspace.ts';

/** Every kind of resource with its schema, in the order in which they depend on one another. */
export const schemas = {
  workspace: workspaceSchema,
  source: sourceSchema,
  identity: identitySchema,
  entity: entitySchema,
  consent: consentSchema,
  trait: traitSchema,
  segment: segmentSchema,
  list: listSchema,
  destination: destinationSchema,
  sync: syncSchema,
  test: testSchema,
} as const;

export type Kind = keyof typeof schemas;
export const kinds = Object.keys(schemas) as Kind[];
export const isKind = (text: unknown): text is Kind =>
  typeof text === 'string' && Object.hasOwn(schemas, text);

export type ResourceOf<K extends Kind> = z.infer<(typeof schemas)[K]>;
export type Resource = { [K in Kind]: ResourceOf<K> }[Kind];

/** `kind/slug`, the one name of a resource in a workspace. */
export type ResourceId = `${string}/${string}`;
export const resourceId = (resource: { kind: string; slug: string }): ResourceId =>
  `${resource.kind}/${resource.slug}`;

/** The folder of a workspace in which `export` and `init` put a kind's files. */
export const folderOf: Record<Kind, string> = {
  workspace: '.',
  source: 'sources',
  identity: '.',
  entity: 'entities',
  consent: 'consents',
  trait: 'traits',
  segment: 'segments',
  list: 'lists',
  destination: 'destinations',
  sync: 'syncs',
  test: 'tests',
};

/** A workspace whose resources were parsed and whose references were checked. */
export class Workspace {
  readonly resources: readonly Resource[];

  constructor(resources: readonly Resource[]) {
    this.resources = resources;
  }

  all<K extends Kind>(kind: K): ResourceOf<K>[] {
    return this.resources.filter((resource): resource is ResourceOf<K> & Resource => resource.kind === kind);
  }

  get<K extends Kind>(kind: K, slug: string): ResourceOf<K> | undefined {
    return this.all(kind).find((resource) => resource.slug === slug);
  }

  /** The workspace with a resource put in, in the place of the one of its kind and slug. */
  with(resource: Resource): Workspace {
    return new Workspace([...this.without(resource).resources, resource]);
  }

  without(resource: { kind: string; slug: string }): Workspace {
    const id = resourceId(resource);
    return new Workspace(this.resources.filter((one) => resourceId(one) !== id));
  }

  get identity(): ResourceOf<'identity'> | undefined {
    return this.all('identity')[0];
  }

  /** The IANA zone in which its days begin. */
  get zone(): string {
    return this.all('workspace')[0]?.zone ?? 'UTC';
  }
}
