'use client';

import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import type { Indexed } from '../shell/indexed.ts';

const Tour = dynamic(() => import('./tour.tsx').then((module) => module.Tour), { ssr: false });

/** The tour, loaded where the address asks for it. */
export function TourWhenAsked(props: { workspace: string; index: readonly Indexed[] }) {
  return useSearchParams().has('tour') ? <Tour {...props} /> : null;
}
