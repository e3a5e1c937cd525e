'use client';

import { IconCheck, IconLogout, IconUserCog } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { Role } from '../../../connectors/control/people-schema.ts';
import { type Locale, localeCookie, localeNames, locales } from '../../i18n/locales.ts';
import { ActsMenu } from '../acts-menu.tsx';
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

const icon = { size: 16, stroke: 1.5, 'aria-hidden': true } as const;

interface AccountMenuProps {
  workspace: string;
  account: Account;
  locale: Locale;
}

/** Who is signed in, their language, and the way out. */
export function AccountMenu({ workspace, account, locale }: AccountMenuProps) {
  const words = useTranslations('shell');
  const router = useRouter();
  const choose = (one: Locale) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not there on plain http
    document.cookie = `${localeCookie}=${one}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
  };
  return (
    <ActsMenu
      width={260}
      button={
        <button
          type="button"
          className={css.avatar}
          aria-label={`${initials(account.name)}: ${words('account')}`}
          title={account.email}
        >
          {initials(account.name)}
        </button>
      }
      head={
        <div className={css.who}>
          <strong title={account.name}>{account.name}</strong>
          <span title={account.email}>{account.email}</span>
          <span>{words(`roles.${account.role}`)}</span>
        </div>
      }
      acts={[
        {
          label: words('yourAccount'),
          icon: <IconUserCog {...icon} />,
          href: pathsOf(workspace).settings('account'),
        },
        words('language'),
        ...locales.map((one) => ({
          ...{ label: localeNames[one], lang: one, current: one === locale, onSelect: () => choose(one) },
          icon: one === locale ? <IconCheck {...icon} /> : <span className={css.blank} />,
        })),
        null,
        {
          label: words('signOut'),
          icon: <IconLogout {...icon} />,
          onSelect: () => {
            if (mayLeave()) void signOut();
          },
        },
      ]}
    />
  );
}
