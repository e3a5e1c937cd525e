import type { ReactNode } from 'react';
import { Words } from '../../../../i18n/words.tsx';

export default function DestinationsLayout({ children }: { children: ReactNode }) {
  return <Words areas={['destinations', 'editor']}>{children}</Words>;
}
