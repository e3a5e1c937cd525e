'use client';

import { useTranslations } from 'next-intl';
import { isSlug } from './slug-of-name.ts';

/** Tells why something new cannot be saved under a slug; null where it can. */
export function useSlugFault(taken: readonly string[]): (slug: string) => string | null {
  const words = useTranslations('editor.about');
  return (slug) =>
    !isSlug(slug) ? words('slugFault') : taken.includes(slug) ? words('taken', { slug }) : null;
}
