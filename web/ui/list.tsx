import type { ReactNode } from 'react';
import css from './list.module.css';

/** A list with what narrows it above: its search at the left, its age at the right. */
export function List({
  search,
  aside,
  children,
}: {
  search?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={css.list}>
      {search || aside ? (
        <div className={css.toolbar}>
          {search}
          {aside ? <div className={css.aside}>{aside}</div> : null}
        </div>
      ) : null}
      {children}
    </div>
  );
}
