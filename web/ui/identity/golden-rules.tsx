'use client';

import { ActionIcon, Button, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { humanise } from '../../../models/words/names.ts';
import type { Identity } from '../../../models/workspace/kinds/identity.ts';
import { survivorship } from '../../../models/workspace/kinds/identity-choices.ts';
import css from './rules-editor.module.css';

type Golden = Identity['golden'];

interface GoldenRulesProps {
  golden: Golden;
  columns: readonly string[];
  locked: boolean;
  onChange: (to: (golden: Golden) => Golden, of?: string) => void;
}

/** The golden record: for each of its columns where it comes from, and which value survives. */
export function GoldenRules({ golden, columns, locked, onChange }: GoldenRulesProps) {
  const words = useTranslations('identity.rules');
  const [name, setName] = useState('');
  const entries = Object.entries(golden);
  const set = (column: string, fields: Partial<Golden[string]>) =>
    onChange(
      (now) => {
        const before = now[column];
        return before ? { ...now, [column]: { ...before, ...fields } } : now;
      },
      `golden.${column}.${Object.keys(fields)[0]}`,
    );
  const free = /^[a-z][a-z0-9_]*$/.test(name) && golden[name] === undefined;
  const add = () => {
    const first = columns[0];
    if (!free || first === undefined) return;
    onChange((now) => ({ ...now, [name]: { keep: 'most_recent', from: [first] } }));
    setName('');
  };
  return (
    <section className={css.section}>
      <h2>{words('golden')}</h2>
      <p className={css.explain}>{words('goldenHelp')}</p>
      {entries.length === 0 ? <p className={css.explain}>{words('noGolden')}</p> : null}
      <ul className={css.golden}>
        {entries.map(([column, rule]) => (
          <li key={column} className={css.goldenRow}>
            <strong className={css.goldenName} title={column}>
              {humanise(column)}
            </strong>
            <Select
              aria-label={words('keepOf', { column: humanise(column) })}
              data={survivorship.map((value) => ({ value, label: words(`keep.${value}`) }))}
              value={rule.keep}
              allowDeselect={false}
              disabled={locked}
              onChange={(value) => {
                const keep = survivorship.find((one) => one === value);
                if (keep) set(column, { keep });
              }}
            />
            <TagsInput
              aria-label={words('fromOf', { column: humanise(column) })}
              data={[...columns]}
              value={rule.from}
              disabled={locked}
              acceptValueOnBlur
              onChange={(from) => set(column, { from })}
            />
            <Switch
              label={words('personal')}
              aria-label={words('personalOf', { column: humanise(column) })}
              disabled={locked}
              checked={rule.personal ?? false}
              onChange={(event) => set(column, { personal: event.currentTarget.checked })}
            />
            {locked ? null : (
              <ActionIcon
                aria-label={words('remove', { name: humanise(column) })}
                onClick={() =>
                  onChange((now) => Object.fromEntries(Object.entries(now).filter(([key]) => key !== column)))
                }
              >
                <IconTrash size={16} stroke={1.5} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {locked ? null : (
        <div className={css.adding}>
          <TextInput
            aria-label={words('goldenName')}
            placeholder={words('goldenName')}
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') add();
            }}
            error={name !== '' && !free ? words('goldenTaken') : null}
          />
          <Button
            variant="default"
            size="sm"
            disabled={!free}
            leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
            onClick={add}
          >
            {words('addGolden')}
          </Button>
        </div>
      )}
    </section>
  );
}
