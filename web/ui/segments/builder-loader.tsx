'use client';

import dynamic from 'next/dynamic';
import { Pending, PendingBlock } from '../skeletons.tsx';
import type { BuilderProps } from './builder.tsx';

const Loaded = dynamic(() => import('./builder.tsx').then((module) => module.SegmentBuilder), {
  ssr: false,
  loading: () => (
    <Pending>
      <PendingBlock height={560} />
    </Pending>
  ),
});

/** The builder is large, and its rows get their ids in the browser: it loads with the first page that needs it. */
export const SegmentBuilder = (props: BuilderProps) => <Loaded {...props} />;
