import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatExact } from './format.ts';
import { Go } from './go.tsx';
import css from './pager.module.css';

interface PagerProps {
  page: number;
  pageSize: number;
  total: number;
  /** What is counted: "people". */
  noun: string;
  href: (page: number) => string;
  aside?: ReactNode;
}

function Step({ href, children }: { href: string | null; children: ReactNode }) {
  return href === null ? (
    <span className={css.off} aria-disabled="true">
      {children}
    </span>
  ) : (
    <Go className={css.step} href={href}>
      {children}
    </Go>
  );
}

/** Which rows these are, of how many, and the way to the others. */
export function Pager({ page, pageSize, total, noun, href, aside }: PagerProps) {
  const last = Math.max(1, Math.ceil(total / pageSize));
  const first = Math.min((page - 1) * pageSize + 1, total);
  return (
    <nav className={css.pager} aria-label={`Pages of ${noun}`}>
      <span>
        {formatExact(first)}–{formatExact(Math.min(page * pageSize, total))} of {formatExact(total)} {noun}
        {aside ? <> · {aside}</> : null}
      </span>
      {last > 1 ? (
        <span className={css.steps}>
          <Step href={page > 1 ? href(page - 1) : null}>
            <IconChevronLeft size={16} stroke={1.5} aria-hidden="true" /> Previous
          </Step>
          <Step href={page < last ? href(page + 1) : null}>
            Next <IconChevronRight size={16} stroke={1.5} aria-hidden="true" />
          </Step>
        </span>
      ) : null}
    </nav>
  );
}
