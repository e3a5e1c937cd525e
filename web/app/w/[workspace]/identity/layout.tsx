import type { ReactNode } from 'react';
import { Words } from '../../../../i18n/words.tsx';

export default function IdentityLayout({ children }: { children: ReactNode }) {
  return <Words areas={['identity', 'editor']}>{children}</Words>;
}
