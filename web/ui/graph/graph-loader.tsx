'use client';

import dynamic from 'next/dynamic';
import type { ComponentProps } from 'react';
import { Pending, PendingBlock } from '../skeletons.tsx';
import type { Graph as Drawn } from './graph.tsx';

const Graph = dynamic(() => import('./graph.tsx').then((module) => module.Graph), {
  ssr: false,
  loading: () => (
    <Pending>
      <PendingBlock height={420} />
    </Pending>
  ),
});

/** The picture's own code comes after the page. */
export const GraphLoader = (props: ComponentProps<typeof Drawn>) => <Graph {...props} />;
