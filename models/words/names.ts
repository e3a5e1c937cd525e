/** Names of resources for people: their own, or their slug as words; of a path such as `product.brand` each part. */

export const humanise = (slug: string): string => {
  const words = slug.replaceAll(/[_.]/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const nameOf = (resource: { slug: string; name?: string | undefined }): string =>
  resource.name ?? humanise(resource.slug);

/** A column of a trait: the trait's own name, or with what this column of it says. */
export const columnName = (
  trait: { slug: string; name?: string | undefined },
  { suffix }: { suffix: string },
): string => (suffix === '' ? nameOf(trait) : `${nameOf(trait)}: ${humanise(suffix).toLowerCase()}`);
