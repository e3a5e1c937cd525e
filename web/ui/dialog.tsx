'use client';

import { Modal } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import css from './dialog.module.css';

/** A dialog over the page. A click outside neither closes it nor loses what was typed. */
export function Dialog({
  title,
  size = 'lg',
  opened = true,
  onClose,
  children,
}: {
  title: string;
  size?: string;
  opened?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const words = useTranslations('common');
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size} closeOnClickOutside={false}>
      <Modal.Overlay />
      <Modal.Content>
        {/* Not Mantine's header: outside the page's main part that would be a second banner. */}
        <div className={css.head}>
          <Modal.Title className={css.title}>{title}</Modal.Title>
          <Modal.CloseButton aria-label={words('close')} />
        </div>
        <Modal.Body className={css.body}>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
