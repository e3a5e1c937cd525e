'use client';

import dynamic from 'next/dynamic';
import { PendingBlock } from '../skeletons.tsx';

/** The chart's library is large: it loads with the first page that draws one. */
export const IdentityChart = dynamic(() => import('./identity-chart.tsx'), {
  ssr: false,
  loading: () => <PendingBlock height={340} />,
});
