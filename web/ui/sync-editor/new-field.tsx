'use client';

import { Autocomplete, Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { Field } from '../../../connectors/destinations/define.ts';
import type { MappedValue } from '../../../models/workspace/kinds/mapping.ts';
import type { SourceColumn } from '../../data/sync-editor.ts';
import { FieldIcon } from './field-icon.tsx';
import { withSource } from './mapped-value.ts';
import css from './mapping-table.module.css';
import { FieldOption, optionsOf } from './target-cell.tsx';

interface NewFieldProps {
  columns: readonly SourceColumn[] | null;
  fields: readonly Field[] | null;
  taken: readonly string[];
  onAdd: (to: string, value: MappedValue) => void;
}

/** The row in which the next field is made: it joins the mapping once both sides are there. */
export function NewField({ columns, fields, taken, onAdd }: NewFieldProps) {
  const words = useTranslations('syncs.editor.mapping');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const first = useRef<HTMLInputElement>(null);
  const known = new Map((columns ?? []).map((column) => [column.name, column]));
  const twice = taken.includes(to.trim());
  const add = (source: string, target: string) => {
    if (source.trim() === '' || target.trim() === '' || taken.includes(target.trim())) return;
    onAdd(target.trim(), withSource('', source.trim()));
    setFrom('');
    setTo('');
    first.current?.focus();
  };
  return (
    <fieldset className={css.row} data-new aria-label={words('newField')}>
      <Autocomplete
        ref={first}
        aria-label={words('newSource')}
        size="xs"
        className={css.mono}
        placeholder={words('sourceHint')}
        data={[...known.keys()]}
        limit={60}
        comboboxProps={{ width: 320, position: 'bottom-start' }}
        value={from}
        spellCheck={false}
        renderOption={({ option }) => (
          <Group gap="sm" wrap="nowrap" className={css.option}>
            <FieldIcon type={known.get(option.value)?.kind ?? 'text'} />
            <span>{option.value}</span>
          </Group>
        )}
        onChange={setFrom}
        // Where any name goes, the column's own is the likeliest.
        onOptionSubmit={(name) => {
          if (to === '' && fields === null && !taken.includes(name)) setTo(name);
        }}
      />
      <span className={css.arrow} aria-hidden="true">
        →
      </span>
      <Autocomplete
        aria-label={words('newTarget')}
        size="xs"
        className={css.mono}
        placeholder={words('targetHint')}
        data={optionsOf(fields, taken)}
        limit={60}
        comboboxProps={{ width: 320, position: 'bottom-start' }}
        value={to}
        spellCheck={false}
        error={twice ? words('twice', { name: to.trim() }) : null}
        renderOption={({ option }) => <FieldOption name={option.value} fields={fields} />}
        onChange={setTo}
        onOptionSubmit={(name) => add(from, name)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') add(from, to);
        }}
      />
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
        disabled={from.trim() === '' || to.trim() === '' || twice}
        onClick={() => add(from, to)}
      >
        {words('add')}
      </Button>
    </fieldset>
  );
}
