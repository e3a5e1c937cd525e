const slugPattern = /^[a-z][a-z0-9_]{0,62}$/;

export const isSlug = (text: string): boolean => slugPattern.test(text);

/** A slug that a name suggests; empty where it holds no letter that a slug may have. */
export const slugOfName = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll('ß', 'ss')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 63)
    .replace(/_+$/, '');
