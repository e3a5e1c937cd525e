import type { ReactNode } from 'react';
import { Words } from '../../../../i18n/words.tsx';

export default function ModelsLayout({ children }: { children: ReactNode }) {
  // `sources` has the words of sample rows, which a preview shows.
  return <Words areas={['models', 'sources', 'editor']}>{children}</Words>;
}
