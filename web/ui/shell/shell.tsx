'use client';

import { AppShell, AppShellHeader, AppShellMain, AppShellNavbar, Burger } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Locale } from '../../i18n/locales.ts';
import { TourWhenAsked } from '../tour/tour-when-asked.tsx';
import { type Account, AccountMenu } from './account-menu.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import type { Indexed } from './indexed.ts';
import { Nav } from './nav.tsx';
import { SchemeToggle } from './scheme-toggle.tsx';
import { Search } from './search.tsx';
import css from './shell.module.css';
import { Shortcuts } from './shortcuts.tsx';

interface ShellProps {
  workspace: string;
  index: readonly Indexed[];
  /** Who is signed in; null where that could not be read. */
  account: Account | null;
  locale: Locale;
  children: ReactNode;
}

/** Navigation, header and the page between them. Below 1200 pixels the navigation is icons, below 768 a drawer. */
export function Shell({ workspace, index, account, locale, children }: ShellProps) {
  const words = useTranslations('shell');
  const [drawer, { toggle, close }] = useDisclosure(false);
  useHotkeys([['Escape', close]]);
  return (
    <AppShell
      layout="alt"
      header={{ height: 48 }}
      navbar={{
        width: { base: 232, sm: 56, lg: 232 },
        breakpoint: 'sm',
        collapsed: { mobile: !drawer },
      }}
      transitionDuration={0}
    >
      <a className={css.skip} href="#content">
        {words('skip')}
      </a>
      <AppShellNavbar className={css.navbar} id="navigation">
        <Nav workspace={workspace} onNavigate={close} />
      </AppShellNavbar>
      <AppShellHeader className={css.header}>
        <Burger
          opened={drawer}
          onClick={toggle}
          hiddenFrom="sm"
          size="sm"
          aria-label={words('navigation')}
          aria-controls="navigation"
        />
        <Breadcrumb workspace={workspace} index={index} />
        <Search workspace={workspace} index={index} role={account?.role ?? null} />
        <SchemeToggle />
        {account === null ? null : <AccountMenu workspace={workspace} account={account} locale={locale} />}
      </AppShellHeader>
      <AppShellMain className={css.main} id="content" tabIndex={-1}>
        {children}
      </AppShellMain>
      <TourWhenAsked workspace={workspace} index={index} />
      <Shortcuts workspace={workspace} />
    </AppShell>
  );
}
