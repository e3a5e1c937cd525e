'use client';

import { ModalTitle, VisuallyHidden } from '@mantine/core';
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
import { pathsOf } from '../paths.ts';
import type { Indexed } from './indexed.ts';
import { navigation } from './nav-items.ts';
import css from './shell.module.css';

/** Shown at most for each kind: the rest is found by typing on. */
const perGroup = 6;

const matches = (query: string, ...texts: string[]): boolean => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => texts.some((text) => text.toLowerCase().includes(word)));
};

/** Search over pages and resources; whatever was typed can also be looked for among people. */
export default function Palette({ workspace, index }: { workspace: string; index: readonly Indexed[] }) {
  const words = useTranslations('shell');
  const router = useRouter();
  const [query, setQuery] = useState('');
  const { groups, foot } = navigation(workspace);
  const pages = [...groups.flatMap((group) => group.items), ...foot].filter((page) =>
    matches(query, words(`nav.${page.id}`)),
  );
  const found = index.filter((entry) => matches(query, entry.name, entry.slug, entry.kind));
  const kinds = [...new Set(found.map((entry) => entry.kind))];
  const person = query.trim();
  return (
    <SpotlightRoot
      query={query}
      onQueryChange={setQuery}
      scrollable
      maxHeight={440}
      transitionProps={{ duration: 120 }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      classNames={{ actionsGroup: css.paletteGroup }}
      shortcut={['mod + K', '/']}
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
              onClick={() => router.push(pathsOf(workspace).profiles({ q: person }))}
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
                onClick={() => router.push(page.href)}
              />
            ))}
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
                  onClick={() => router.push(entry.href)}
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
