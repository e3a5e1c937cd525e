'use client';

import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Go } from '../go.tsx';
import { Motif } from '../motif.tsx';
import { type NavItem, navigation } from './nav-items.ts';
import css from './shell.module.css';

function Item({ item, current }: { item: NavItem; current: boolean }) {
  const words = useTranslations('shell');
  const Icon = item.icon;
  const name = words(`nav.${item.id}`);
  return (
    <li>
      <Go
        className={css.item}
        href={item.href}
        aria-current={current ? 'page' : undefined}
        title={words('goWith', { name, key: item.key.toUpperCase() })}
      >
        <Icon size={20} stroke={1.5} aria-hidden="true" />
        <span className={css.label}>{name}</span>
      </Go>
    </li>
  );
}

export function Nav({ workspace, onNavigate }: { workspace: string; onNavigate: () => void }) {
  const words = useTranslations('shell');
  const pathname = usePathname();
  const { groups, foot } = navigation(workspace);
  const overview = groups[0]?.items[0]?.href;
  // An area is the part after /w/{workspace}; the overview has none.
  const area = (path: string) => path.split('/')[3];
  const current = (href: string) => area(pathname) === area(href);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: closes the drawer behind a link that was followed by any means
    // biome-ignore lint/a11y/noStaticElementInteractions: the links inside are what one acts on
    <div style={{ display: 'contents' }} onClick={onNavigate}>
      <Go className={css.brand} href={overview ?? '/'} aria-label={words('brand')}>
        <Motif />
        <span className={css.label}>Weft</span>
      </Go>
      <nav className={css.nav} aria-label={words('main')}>
        {groups.map((group) => (
          <div key={group.id ?? 'top'}>
            {group.id ? <p className={css.groupName}>{words(`groups.${group.id}`)}</p> : null}
            <ul className={css.group} aria-label={words(group.id ? `groups.${group.id}` : 'start')}>
              {group.items.map((item) => (
                <Item key={item.href} item={item} current={current(item.href)} />
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className={css.foot}>
        <ul className={css.group} aria-label={words('workspace')}>
          {foot.map((item) => (
            <Item key={item.href} item={item} current={current(item.href)} />
          ))}
        </ul>
      </div>
    </div>
  );
}
