'use client';

import { Autocomplete, Group } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Field } from '../../../connectors/destinations/define.ts';
import { FieldIcon } from './field-icon.tsx';
import css from './mapping-table.module.css';

interface TargetCellProps {
  to: string;
  fields: readonly Field[] | null;
  /** Names that other rows have. */
  taken: readonly string[];
  onRename: (to: string) => void;
}

/**
 * The destination's field. It is renamed once the typing is done: on its way a name may be that of another row, which
 * must not be touched.
 */
export function TargetCell({ to, fields, taken, onRename }: TargetCellProps) {
  const words = useTranslations('syncs.editor.mapping');
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? to;
  const twice = text !== to && taken.includes(text);
  const field = fields?.find(({ name }) => name === to);
  const settle = (name: string) => {
    if (name === '' || (name !== to && taken.includes(name))) {
      setTyped(name === '' ? null : name);
      return;
    }
    setTyped(null);
    if (name !== to) onRename(name);
  };
  return (
    <Autocomplete
      aria-label={words('target')}
      size="xs"
      className={css.mono}
      data={optionsOf(fields, taken, to)}
      limit={60}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
      value={text}
      title={text.length > 24 ? text : undefined}
      spellCheck={false}
      error={twice ? words('twice', { name: text }) : null}
      leftSection={field === undefined ? null : <FieldIcon type={field.type} />}
      rightSectionWidth={field?.required ? 62 : undefined}
      rightSection={field?.required ? <small className={css.required}>{words('required')}</small> : null}
      renderOption={({ option }) => <FieldOption name={option.value} fields={fields} />}
      onChange={setTyped}
      onOptionSubmit={settle}
      onBlur={() => settle(text.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') settle(text.trim());
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
}

/** The fields that are not mapped yet, those that a record must have first. */
export function optionsOf(fields: readonly Field[] | null, taken: readonly string[], own?: string): string[] {
  const free = (fields ?? []).filter(({ name }) => name === own || !taken.includes(name));
  return [...free.filter(({ required }) => required), ...free.filter(({ required }) => !required)].map(
    ({ name }) => name,
  );
}

export function FieldOption({ name, fields }: { name: string; fields: readonly Field[] | null }) {
  const words = useTranslations('syncs.editor.mapping');
  const field = fields?.find((one) => one.name === name);
  return (
    <Group gap="sm" wrap="nowrap" className={css.option}>
      {field === undefined ? null : <FieldIcon type={field.type} />}
      <span>{field?.title !== undefined && field.title !== name ? `${field.title} (${name})` : name}</span>
      {field?.required ? <small>{words('required')}</small> : null}
    </Group>
  );
}
