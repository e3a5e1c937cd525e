'use client';

import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { KeyScope } from '../../../connectors/control/people-schema.ts';
import { createApiKey } from '../../data/actions/people.ts';
import { ProblemNote } from '../notes.tsx';
import css from './settings.module.css';
import { ShownOnce } from './shown-once.tsx';
import { useAct } from './use-act.ts';

/** What a key may be let do, by the words for it. */
const offered = {
  read: 'read',
  'sync.run': 'sync-run',
  refresh: 'refresh',
  'segment.edit': 'segment-edit',
  'sync.edit': 'sync-edit',
  'data.edit': 'data-edit',
} as const;
const lifetimes = [30, 90, 365];

const isScope = (text: string): text is keyof typeof offered => Object.hasOwn(offered, text);

export function KeyForm() {
  const words = useTranslations('settings');
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<KeyScope[]>(['read', 'sync.run']);
  const [days, setDays] = useState('365');
  const { pending, problem, secret, act } = useAct();
  return (
    <>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          act(() => createApiKey({ name, scopes, days: days === 'forever' ? null : Number(days) }));
        }}
      >
        <TextInput
          className={css.grow}
          label={words('keyName')}
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <MultiSelect
          className={css.grow}
          label={words('scopes')}
          data={Object.entries(offered).map(([value, word]) => ({ value, label: words(`scope.${word}`) }))}
          value={scopes}
          onChange={(chosen) => setScopes(chosen.filter(isScope))}
        />
        <Select
          label={words('days')}
          data={[
            ...lifetimes.map((count) => ({ value: String(count), label: words('inDays', { days: count }) })),
            { value: 'forever', label: words('forever') },
          ]}
          value={days}
          allowDeselect={false}
          onChange={(value) => value !== null && setDays(value)}
        />
        <Button type="submit" loading={pending} disabled={name.trim() === '' || scopes.length === 0}>
          {words('createKey')}
        </Button>
      </form>
      {problem === null ? null : <ProblemNote problem={problem} />}
      {secret === null ? null : <ShownOnce words={words('keyOnce')} label={words('key')} secret={secret} />}
    </>
  );
}
