import type { ReactNode } from 'react';
import { Words } from '../../../../i18n/words.tsx';

export default function SegmentsLayout({ children }: { children: ReactNode }) {
  return <Words areas={['segments', 'editor']}>{children}</Words>;
}
