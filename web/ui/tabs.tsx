'use client';

import { usePathname } from 'next/navigation';
import { Go } from './go.tsx';
import css from './tabs.module.css';

export interface Tab {
  name: string;
  href: string;
  count?: string;
}

/** Tabs are pages: each has its address, and the current one is told by it. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const pathname = usePathname();
  return (
    <nav className={css.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <Go
          key={tab.href}
          className={css.tab}
          href={tab.href}
          scroll={false}
          aria-current={pathname === tab.href || pathname.startsWith(`${tab.href}/`) ? 'page' : undefined}
        >
          {tab.name}
          {tab.count === undefined ? null : <span className={css.count}>{tab.count}</span>}
        </Go>
      ))}
    </nav>
  );
}
