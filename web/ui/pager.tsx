import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFormats } from '../i18n/use-formats.ts';
import { Go } from './go.tsx';
import css from './pager.module.css';

interface PagerProps {
  page: number;
  pageSize: number;
  total: number;
  /** What is counted, as it follows "of 3": "people". */
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
  const format = useFormats();
  const words = useTranslations('common.pager');
  const last = Math.max(1, Math.ceil(total / pageSize));
  const first = Math.min((page - 1) * pageSize + 1, total);
  return (
    <nav className={css.pager} aria-label={words('label', { noun })}>
      <span>
        {words('range', {
          first: format.exact(first),
          last: format.exact(Math.min(page * pageSize, total)),
          total: format.exact(total),
          noun,
        })}
        {aside ? <> · {aside}</> : null}
      </span>
      {last > 1 ? (
        <span className={css.steps}>
          <Step href={page > 1 ? href(page - 1) : null}>
            <IconChevronLeft size={16} stroke={1.5} aria-hidden="true" /> {words('previous')}
          </Step>
          <Step href={page < last ? href(page + 1) : null}>
            {words('next')} <IconChevronRight size={16} stroke={1.5} aria-hidden="true" />
          </Step>
        </span>
      ) : null}
    </nav>
  );
}
