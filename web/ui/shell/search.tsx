'use client';

import { useHotkeys } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { PaletteProps } from './palette.tsx';
import css from './shell.module.css';

const load = () => import('./palette.tsx');
const Palette = dynamic(load, { ssr: false });

/** The header's search. Its palette is loaded with the first sign that somebody wants it: most pages are left without. */
export function Search(props: PaletteProps) {
  const words = useTranslations('shell');
  const [wanted, setWanted] = useState(false);
  const open = () => {
    setWanted(true);
    spotlight.open();
  };
  useHotkeys([
    ['mod+K', open],
    ['/', open],
  ]);
  useEffect(() => {
    const prepare = ({ key }: KeyboardEvent) => {
      if (key === 'Control' || key === 'Meta') void load();
    };
    document.addEventListener('keydown', prepare);
    return () => document.removeEventListener('keydown', prepare);
  }, []);
  return (
    <>
      <button
        type="button"
        className={css.search}
        onClick={open}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        aria-keyshortcuts="Control+K"
      >
        <IconSearch size={16} stroke={1.5} aria-hidden="true" />
        <span>{words('search')}</span>
        <kbd className={css.keys}>{words('keys')}</kbd>
      </button>
      {wanted ? <Palette {...props} /> : null}
    </>
  );
}
