'use client';

import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import Form from 'next/form';
import { useTranslations } from 'next-intl';
import css from './search-field.module.css';

/** Goes to the life of the row whose key is typed. */
export function FindRow({ action }: { action: string }) {
  const find = useTranslations('common')('findRow');
  return (
    <Form action={action} className={css.find}>
      <TextInput
        className={css.field}
        type="search"
        name="q"
        required
        aria-label={find}
        placeholder={find}
        autoComplete="off"
        spellCheck={false}
        leftSection={<IconSearch size={16} stroke={1.5} aria-hidden="true" />}
      />
    </Form>
  );
}
