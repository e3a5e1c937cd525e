'use client';

import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { debounce, parseAsInteger, parseAsString, useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { PendingLine } from './pending-line.tsx';
import css from './search-field.module.css';

/** Filters the list below it. What is typed stays in the field and in the address; the list follows. */
export function SearchField({ label, placeholder }: { label: string; placeholder: string }) {
  const words = useTranslations('common');
  const [pending, startTransition] = useTransition();
  const [{ q }, setQuery] = useQueryStates(
    { q: parseAsString.withDefault(''), page: parseAsInteger.withDefault(1) },
    { shallow: false, startTransition, history: 'replace' },
  );
  const search = (text: string) =>
    setQuery(
      { q: text === '' ? null : text, page: null },
      { limitUrlUpdates: text === '' ? undefined : debounce(250) },
    );
  return (
    <>
      {pending ? <PendingLine /> : null}
      <TextInput
        className={css.field}
        type="search"
        value={q}
        onChange={(event) => search(event.currentTarget.value)}
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        leftSection={<IconSearch size={16} stroke={1.5} aria-hidden="true" />}
        rightSection={
          q === '' ? null : (
            <CloseButton size="sm" aria-label={words('clearSearch')} onClick={() => search('')} />
          )
        }
      />
    </>
  );
}
