/** Names of resources for people: their own, or their slug as words. */

export const humanise = (slug: string): string => {
  const words = slug.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const nameOf = (resource: { slug: string; name?: string | undefined }): string =>
  resource.name ?? humanise(resource.slug);
