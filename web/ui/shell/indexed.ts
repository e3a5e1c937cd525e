import type { Kind } from '../../../models/workspace/resource.ts';

/** A resource as search and the breadcrumb know it. */
export interface Indexed {
  kind: Kind;
  slug: string;
  name: string;
  href: string;
}
