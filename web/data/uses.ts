import { nameOf } from '../../models/words/names.ts';
import type { Kind, Resource } from '../../models/workspace/resource.ts';

/** A resource that reads another one. */
export interface Use {
  kind: Kind;
  slug: string;
  name: string;
}

export const useOf = (resource: Resource): Use => ({
  kind: resource.kind,
  slug: resource.slug,
  name: nameOf(resource),
});
