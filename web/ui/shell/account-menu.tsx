'use client';

import { Menu, MenuDivider, MenuDropdown, MenuItem, MenuLabel, MenuTarget } from '@mantine/core';
import { IconCheck, IconLogout, IconUserCog } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { Role } from '../../../connectors/control/people-schema.ts';
import { type Locale, localeCookie, localeNames, locales } from '../../i18n/locales.ts';
import { mayLeave } from '../leave-guard.ts';
import { pathsOf } from '../paths.ts';
import { signOut } from '../sign-out.tsx';
import css from './account-menu.module.css';

export interface Account {
  name: string;
  email: string;
  role: Role;
}

/** At most two letters that stand for somebody. */
const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((word, index, all) => (index === 0 || index === all.length - 1 ? [[...word][0] ?? ''] : []))
    .join('')
    .toUpperCase();

/** Who is signed in, their language, and the way out. */
export function AccountMenu({
  workspace,
  account,
  locale,
}: {
  workspace: string;
  account: Account;
  locale: Locale;
}) {
  const words = useTranslations('shell');
  const router = useRouter();
  const choose = (one: Locale) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not there on plain http
    document.cookie = `${localeCookie}=${one}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
  };
  return (
    <Menu position="bottom-end" width={260}>
      <MenuTarget>
        <button
          type="button"
          className={css.avatar}
          aria-label={`${initials(account.name)}: ${words('account')}`}
          title={account.email}
        >
          {initials(account.name)}
        </button>
      </MenuTarget>
      <MenuDropdown>
        <div className={css.who}>
          <strong title={account.name}>{account.name}</strong>
          <span title={account.email}>{account.email}</span>
          <span>{words(`roles.${account.role}`)}</span>
        </div>
        <MenuDivider />
        <MenuItem
          leftSection={<IconUserCog size={16} stroke={1.5} aria-hidden="true" />}
          onClick={() => {
            if (mayLeave()) router.push(pathsOf(workspace).settings('account'));
          }}
        >
          {words('yourAccount')}
        </MenuItem>
        <MenuLabel>{words('language')}</MenuLabel>
        {locales.map((one) => (
          <MenuItem
            key={one}
            lang={one}
            leftSection={
              one === locale ? (
                <IconCheck size={16} stroke={1.5} aria-hidden="true" />
              ) : (
                <span className={css.blank} />
              )
            }
            aria-current={one === locale}
            onClick={() => choose(one)}
          >
            {localeNames[one]}
          </MenuItem>
        ))}
        <MenuDivider />
        <MenuItem
          leftSection={<IconLogout size={16} stroke={1.5} aria-hidden="true" />}
          onClick={() => {
            if (mayLeave()) void signOut();
          }}
        >
          {words('signOut')}
        </MenuItem>
      </MenuDropdown>
    </Menu>
  );
}
