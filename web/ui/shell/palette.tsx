'use client';

import { ModalTitle, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import {
  SpotlightAction,
  SpotlightActionsGroup,
  SpotlightActionsList,
  SpotlightEmpty,
  SpotlightRoot,
  SpotlightSearch,
} from '@mantine/spotlight';
import { IconSearch, IconUserSearch } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Role } from '../../../connectors/control/people-schema.ts';
import { permissionsOf } from '../../data/permissions.ts';
import { mayLeave } from '../leave-guard.ts';
import { pathsOf } from '../paths.ts';
import { actsOf } from './acts.ts';
import type { Indexed } from './indexed.ts';
import { navigation } from './nav-items.ts';
import css from './shell.module.css';

/** Shown at most for each kind: the rest is found by typing on. */
const perGroup = 6;

const matches = (query: string, ...texts: string[]): boolean => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => texts.some((text) => text.toLowerCase().includes(word)));
};

export interface PaletteProps {
  workspace: string;
  index: readonly Indexed[];
  /** Of who is signed in: what they may not do is not offered. */
  role: Role | null;
}

/** Search over pages, resources and what can be begun; whatever was typed can also be looked for among people. */
export default function Palette({ workspace, index, role }: PaletteProps) {
  const words = useTranslations('shell');
  const router = useRouter();
  const { toggleColorScheme } = useMantineColorScheme();
  const [query, setQuery] = useState('');
  const { groups, foot } = navigation(workspace);
  const pages = [...groups.flatMap((group) => group.items), ...foot].filter((page) =>
    matches(query, words(`nav.${page.id}`)),
  );
  const allowed = role === null ? [] : permissionsOf[role];
  const acts = actsOf(workspace).filter(
    ({ id, permission }) => allowed.includes(permission) && matches(query, words(`palette.acts.${id}`)),
  );
  const scheme = matches(query, words('palette.acts.scheme'));
  const found = index.filter((entry) => matches(query, entry.name, entry.slug, entry.kind));
  const kinds = [...new Set(found.map((entry) => entry.kind))];
  const person = query.trim();
  const go = (href: string) => {
    if (mayLeave()) router.push(href);
  };
  return (
    <SpotlightRoot
      query={query}
      onQueryChange={setQuery}
      scrollable
      maxHeight={440}
      transitionProps={{ duration: 120 }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      classNames={{ actionsGroup: css.paletteGroup }}
      shortcut={null}
    >
      <VisuallyHidden>
        <ModalTitle>{words('search')}</ModalTitle>
      </VisuallyHidden>
      <SpotlightSearch
        placeholder={words('palette.placeholder')}
        aria-label={words('search')}
        leftSection={<IconSearch size={20} stroke={1.5} />}
      />
      <SpotlightActionsList>
        {person === '' ? null : (
          <SpotlightActionsGroup label={words('palette.people')}>
            <SpotlightAction
              label={words('palette.findPeople', { text: person })}
              leftSection={<IconUserSearch size={20} stroke={1.5} />}
              onClick={() => go(pathsOf(workspace).profiles({ q: person }))}
            />
          </SpotlightActionsGroup>
        )}
        {pages.length > 0 ? (
          <SpotlightActionsGroup label={words('palette.pages')}>
            {pages.map((page) => (
              <SpotlightAction
                key={page.href}
                label={words(`nav.${page.id}`)}
                leftSection={<page.icon size={20} stroke={1.5} />}
                onClick={() => go(page.href)}
              />
            ))}
          </SpotlightActionsGroup>
        ) : null}
        {acts.length > 0 || scheme ? (
          <SpotlightActionsGroup label={words('palette.do')}>
            {acts.map(({ id, href }) => (
              <SpotlightAction key={id} label={words(`palette.acts.${id}`)} onClick={() => go(href)} />
            ))}
            {scheme ? (
              <SpotlightAction label={words('palette.acts.scheme')} onClick={toggleColorScheme} />
            ) : null}
          </SpotlightActionsGroup>
        ) : null}
        {kinds.map((kind) => (
          <SpotlightActionsGroup key={kind} label={words(`kinds.${kind}`)}>
            {found
              .filter((entry) => entry.kind === kind)
              .slice(0, perGroup)
              .map((entry) => (
                <SpotlightAction
                  key={entry.href}
                  label={entry.name}
                  description={entry.name === entry.slug ? undefined : entry.slug}
                  onClick={() => go(entry.href)}
                />
              ))}
          </SpotlightActionsGroup>
        ))}
        {person === '' && pages.length === 0 ? (
          <SpotlightEmpty>{words('palette.none')}</SpotlightEmpty>
        ) : null}
      </SpotlightActionsList>
    </SpotlightRoot>
  );
}
