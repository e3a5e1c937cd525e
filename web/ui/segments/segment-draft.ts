import type { Segment } from '../../../models/workspace/kinds/segment.ts';

/** A segment while it is being made: its tree may lack anything. */
export type SegmentDraft = Omit<Segment, 'where'> & { where?: unknown };

/** A name as a slug: lower case, digits and underscores, from a letter on; empty where nothing is left of it. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, 60)
    .replace(/_+$/, '');

export const isSlug = (text: string): boolean => /^[a-z][a-z0-9_]{0,62}$/.test(text);
