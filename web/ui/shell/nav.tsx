'use client';

import { usePathname } from 'next/navigation';
import { Go } from '../go.tsx';
import { Motif } from '../motif.tsx';
import { type NavItem, navigation } from './nav-items.ts';
import css from './shell.module.css';

function Item({ item, current }: { item: NavItem; current: boolean }) {
  const Icon = item.icon;
  return (
    <li>
      <Go
        className={css.item}
        href={item.href}
        aria-current={current ? 'page' : undefined}
        title={`${item.name} (G ${item.key.toUpperCase()})`}
      >
        <Icon size={20} stroke={1.5} aria-hidden="true" />
        <span className={css.label}>{item.name}</span>
      </Go>
    </li>
  );
}

export function Nav({ workspace, onNavigate }: { workspace: string; onNavigate: () => void }) {
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
      <Go className={css.brand} href={overview ?? '/'} aria-label="Weft, overview">
        <Motif />
        <span className={css.label}>Weft</span>
      </Go>
      <nav className={css.nav} aria-label="Main">
        {groups.map((group) => (
          <div key={group.name ?? 'top'}>
            {group.name ? <p className={css.groupName}>{group.name}</p> : null}
            <ul className={css.group} aria-label={group.name ?? 'Start'}>
              {group.items.map((item) => (
                <Item key={item.href} item={item} current={current(item.href)} />
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className={css.foot}>
        <ul className={css.group} aria-label="Workspace">
          {foot.map((item) => (
            <Item key={item.href} item={item} current={current(item.href)} />
          ))}
        </ul>
      </div>
    </div>
  );
}
