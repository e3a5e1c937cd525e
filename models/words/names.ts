/** Names of resources for people: their own, or their slug as words; of a path such as `product.brand` each part. */

export const humanise = (slug: string): string => {
  const words = slug.replaceAll(/[_.]/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const nameOf = (resource: { slug: string; name?: string | undefined }): string =>
  resource.name ?? humanise(resource.slug);
