'use client';

import { IconChevronRight } from '@tabler/icons-react';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { humanise } from '../../../models/words/names.ts';
import type { Messages } from '../../i18n/locales.ts';
import { Go } from '../go.tsx';
import type { Indexed } from './indexed.ts';
import css from './shell.module.css';

type Words = ReturnType<typeof useTranslations<'shell'>>;

interface Crumb {
  name: string;
  href: string | null;
}

const areaName = (area: string, words: Words): string => {
  const id = `nav.${area}`;
  return words.has(id as 'nav.overview') ? words(id as 'nav.overview') : humanise(area);
};

const parts: readonly (keyof Messages['shell']['parts'])[] = [
  ...(['new', 'rejects', 'lists', 'lineage', 'query', 'catalogue', 'undo'] as const),
];

/** A part of the path that is a page and no resource by its word, any other as it is written. */
function partName(part: string, words: Words): string {
  const known = parts.find((one) => one === part);
  return known === undefined ? humanise(part) : words(`parts.${known}`);
}

/** Names of the path's parts: areas by their word, resources by their name, ids shortened. */
function crumbsOf(pathname: string, root: string, index: readonly Indexed[], words: Words): Crumb[] {
  const [area, ...rest] = pathname.slice(root.length).split('/').filter(Boolean).map(decodeURIComponent);
  if (area === undefined) return [{ name: words('nav.overview'), href: null }];
  const crumbs: Crumb[] = [{ name: areaName(area, words), href: `${root}/${area}` }];
  const [resource, tab, run, act] = rest;
  // These have tabs and no resources.
  if (resource === undefined || area === 'settings') return crumbs;
  if (area === 'identity') {
    // Below its tabs stand the graphs of people, and plans.
    if (tab !== undefined && resource === 'graph') crumbs.push({ name: tab.slice(0, 8), href: null });
    if (tab !== undefined && resource === 'plans')
      crumbs.push(
        { name: words('plans'), href: `${root}/identity/plans` },
        { name: words('plan', { id: tab.slice(0, 8) }), href: null },
      );
    return crumbs;
  }
  if (resource === 'runs') {
    if (tab !== undefined) crumbs.push({ name: words('run', { id: tab.slice(0, 8) }), href: null });
    return crumbs;
  }
  // Two lists of things that are no resources: tables of the warehouse, and what is written in SQL.
  if (area === 'sources' && resource === 'catalogue' && tab !== undefined) {
    return [
      ...crumbs,
      { name: words('catalogue'), href: `${root}/sources/catalogue` },
      { name: tab, href: null },
    ];
  }
  // Lists stand below segments.
  if (area === 'segments' && resource === 'lists') {
    crumbs.push({ name: words('parts.lists'), href: `${root}/segments/lists` });
    if (tab === undefined) return crumbs;
    const list = `${root}/segments/lists/${encodeURIComponent(tab)}`;
    const name = index.find(({ href }) => href === list)?.name ?? partName(tab, words);
    return [...crumbs, { name, href: null }];
  }
  if (area === 'models' && resource === 'sql') {
    crumbs.push({ name: 'SQL', href: `${root}/models/sql` });
    if (run !== undefined) crumbs.push({ name: humanise(run), href: null });
    return crumbs;
  }
  const known = index.find((entry) =>
    `${entry.href}/`.startsWith(`${root}/${area}/${encodeURIComponent(resource)}/`),
  );
  // Not a resource: the rows of all syncs.
  if (area === 'syncs' && resource === 'row' && tab === undefined) {
    return [...crumbs, { name: words('row'), href: null }];
  }
  crumbs.push({
    name: known?.name ?? (area === 'profiles' ? resource.slice(0, 8) : partName(resource, words)),
    href: `${root}/${area}/${encodeURIComponent(resource)}`,
  });
  if (tab !== 'runs' || run === undefined) return crumbs;
  const ofRun = `${root}/${area}/${encodeURIComponent(resource)}/runs/${encodeURIComponent(run)}`;
  crumbs.push({ name: words('run', { id: run.slice(0, 8) }), href: ofRun });
  if (act !== undefined) crumbs.push({ name: partName(act, words), href: null });
  return crumbs;
}

export function Breadcrumb({ workspace, index }: { workspace: string; index: readonly Indexed[] }) {
  const pathname = usePathname();
  const words = useTranslations('shell');
  const crumbs = crumbsOf(pathname, `/w/${workspace}`, index, words);
  return (
    <nav className={css.crumbs} aria-label={words('breadcrumb')}>
      <ol>
        {crumbs.map((crumb, place) => (
          <li key={crumb.name}>
            {place > 0 ? <IconChevronRight size={14} stroke={1.5} aria-hidden="true" /> : null}
            {crumb.href === null || place === crumbs.length - 1 ? (
              <span className={css.crumb} aria-current="page">
                {crumb.name}
              </span>
            ) : (
              <Go className={css.crumb} href={crumb.href}>
                {crumb.name}
              </Go>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
