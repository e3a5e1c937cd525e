import type { ReactNode } from 'react';
import { Words } from '../../../../i18n/words.tsx';

export default function SyncsLayout({ children }: { children: ReactNode }) {
  return <Words areas={['syncs', 'destinations', 'editor']}>{children}</Words>;
}
