import type { ReactNode } from 'react';
import { Words } from '../../../../i18n/words.tsx';

export default function SourcesLayout({ children }: { children: ReactNode }) {
  return <Words areas={['sources', 'editor']}>{children}</Words>;
}
