'use client';

import dynamic from 'next/dynamic';
import { Pending, PendingBlock } from '../skeletons.tsx';

/** The editor of SQL is large: it loads with the first field that needs one. */
export const SqlEditor = dynamic(() => import('./sql-editor.tsx'), {
  ssr: false,
  loading: () => (
    <Pending>
      <PendingBlock height={120} />
    </Pending>
  ),
});
