import type { ReactNode } from 'react';
import { Words } from '../../i18n/words.tsx';
import { Motif } from '../../ui/motif.tsx';
import css from './entry.module.css';

/** The way in: a card alone on the page. */
export default function EntryLayout({ children }: { children: ReactNode }) {
  return (
    <Words areas={['signIn']}>
      <main className={css.page}>
        <div className={css.brand}>
          <Motif />
          <span>Weft</span>
        </div>
        <div className={css.card}>{children}</div>
      </main>
    </Words>
  );
}
