'use client';

import { NativeSelect } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { parseAsString, useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { PendingLine } from '../pending-line.tsx';
import { SearchField } from '../search-field.tsx';
import type { Shelf } from './review.tsx';
import css from './segment-filters.module.css';

/** What narrows the list of segments; kept in the address. */
export function SegmentFilters({ shelf }: { shelf: Shelf }) {
  const words = useTranslations('segments.list');
  const [pending, startTransition] = useTransition();
  const [chosen, choose] = useQueryStates(
    { folder: parseAsString, tag: parseAsString, owner: parseAsString },
    { shallow: false, startTransition, history: 'replace' },
  );
  const fields = [
    { key: 'folder' as const, options: shelf.folders },
    { key: 'tag' as const, options: shelf.tags },
    { key: 'owner' as const, options: shelf.owners },
  ];
  return (
    <div className={css.filters}>
      {pending ? <PendingLine /> : null}
      <SearchField label={words('search')} placeholder={words('searchHint')} />
      {fields.map(({ key, options }) =>
        options.length === 0 && chosen[key] === null ? null : (
          <NativeSelect
            key={key}
            aria-label={words(key)}
            className={css.choice}
            value={chosen[key] ?? ''}
            data={[
              { value: '', label: words(`any_${key}`) },
              ...[...new Set([...options, ...(chosen[key] === null ? [] : [chosen[key]])])].map((option) => ({
                value: option,
                label: option,
              })),
            ]}
            onChange={(event) => void choose({ [key]: event.currentTarget.value || null })}
          />
        ),
      )}
    </div>
  );
}
