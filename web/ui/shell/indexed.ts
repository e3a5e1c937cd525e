/** A resource as search and the breadcrumb know it. */
export interface Indexed {
  kind: string;
  slug: string;
  name: string;
  href: string;
}
