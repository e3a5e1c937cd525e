'use client';

import { ActionIcon, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import css from './shell.module.css';

/** Day or night. Both icons are in the page and CSS shows one, so that the server need not know which. */
export function SchemeToggle() {
  const words = useTranslations('shell');
  const { toggleColorScheme } = useMantineColorScheme();
  return (
    <ActionIcon
      size={30}
      onClick={toggleColorScheme}
      aria-label={words('scheme')}
      title={words('schemeTitle')}
    >
      <IconMoon className={css.whenLight} size={20} stroke={1.5} aria-hidden="true" />
      <IconSun className={css.whenDark} size={20} stroke={1.5} aria-hidden="true" />
    </ActionIcon>
  );
}
