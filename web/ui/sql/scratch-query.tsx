'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import { SqlBench } from './sql-bench.tsx';

const keptAs = 'weft-query';

interface ScratchQueryProps {
  workspace: string;
  engine: Dialect['name'];
  runs: boolean;
  personal: boolean;
  /** What it begins with where nothing was typed before. */
  first: string;
}

/** A statement that belongs to no resource; this browser keeps it. */
export function ScratchQuery({ first, ...bench }: ScratchQueryProps) {
  const words = useTranslations('models.sql');
  const [sql, setSql] = useState(first);
  useEffect(() => {
    try {
      const kept = localStorage.getItem(keptAs);
      if (kept !== null && kept.trim() !== '') setSql(kept);
    } catch {
      // A browser that keeps nothing.
    }
  }, []);
  const change = (text: string) => {
    setSql(text);
    try {
      localStorage.setItem(keptAs, text);
    } catch {
      // As above.
    }
  };
  return <SqlBench {...bench} label={words('editor')} value={sql} onChange={change} />;
}
