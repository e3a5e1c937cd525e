import type { Kind } from '../resource.ts';

/**
 * Slugs that a resource of a kind may not have: the app shows a page of its own at that address, where the resource
 * could not be opened. A test holds this list against the folders of the app.
 */
export const reservedSlugs: Partial<Record<Kind, readonly string[]>> = {
  source: ['catalogue', 'new', 'upload'],
  entity: ['new'],
  trait: ['ask', 'new'],
  segment: ['ask', 'lists', 'new'],
  list: ['new'],
  destination: ['new', 'oauth'],
  sync: ['new', 'rejects', 'row'],
};
