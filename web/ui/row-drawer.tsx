'use client';

import { Drawer } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import css from './row-drawer.module.css';

interface RowDrawerProps {
  title: string;
  /** Address of the page without it. */
  closed: string;
  children: ReactNode;
}

/** A row's account beside the list that it is from; the address keeps which one is open. */
export function RowDrawer({ title, closed, children }: RowDrawerProps) {
  const words = useTranslations('common');
  const router = useRouter();
  return (
    <Drawer.Root
      opened
      onClose={() => router.replace(closed, { scroll: false })}
      position="right"
      size={560}
      trapFocus={false}
      lockScroll={false}
      classNames={{ inner: css.inner, content: css.content }}
    >
      <Drawer.Content>
        {/* Not Mantine's header: outside the page's main part that would be a second banner. */}
        <div className={css.head}>
          <Drawer.Title className={css.title}>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label={words('closeRow')} />
        </div>
        <Drawer.Body className={css.body}>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
