'use client';

import dynamic from 'next/dynamic';
import { Pending, PendingBlock } from '../skeletons.tsx';

/** The chart's library is large: it loads with the first page that draws one. */
export const RefreshChart = dynamic(() => import('./refresh-chart.tsx'), {
  ssr: false,
  loading: () => (
    <Pending>
      <PendingBlock height={340} />
    </Pending>
  ),
});
