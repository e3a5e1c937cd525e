'use client';

import { Autocomplete, Group } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { MappedValue } from '../../../models/workspace/kinds/mapping.ts';
import type { SourceColumn } from '../../data/sync-editor.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { FieldIcon } from './field-icon.tsx';
import { shapeOf, sourceText, withSource } from './mapped-value.ts';
import css from './mapping-table.module.css';

interface SourceCellProps {
  value: MappedValue;
  columns: readonly SourceColumn[] | null;
  onValue: (value: MappedValue) => void;
}

/** A column of the source, searched as one types; or a template, a formula or a fixed value. */
export function SourceCell({ value, columns, onValue }: SourceCellProps) {
  const format = useFormats();
  const words = useTranslations('syncs.editor.mapping');
  const shape = shapeOf(value);
  const known = new Map((columns ?? []).map((column) => [column.name, column]));
  const text = sourceText(value);
  const column = shape === 'column' ? known.get(text) : undefined;
  return (
    <Autocomplete
      aria-label={words(shape === 'fixed' ? 'fixed' : shape === 'formula' ? 'formula' : 'source')}
      size="xs"
      className={css.mono}
      placeholder={words('sourceHint')}
      data={shape === 'column' || shape === 'template' ? [...known.keys()] : []}
      limit={60}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
      value={text}
      title={text.length > 24 ? text : undefined}
      spellCheck={false}
      leftSection={
        column === undefined ? (
          shape === 'column' ? null : (
            <span className={css.shape} aria-hidden="true">
              {shape === 'formula' ? 'ƒ' : shape === 'fixed' ? '“”' : '{}'}
            </span>
          )
        ) : (
          <FieldIcon type={column.kind} />
        )
      }
      renderOption={({ option }) => {
        const one = known.get(option.value);
        return (
          <Group gap="sm" wrap="nowrap" className={css.option}>
            {one === undefined ? null : <FieldIcon type={one.kind} />}
            <span>{option.value}</span>
            {one?.filled == null ? null : (
              <small>{words('filled', { share: format.share(one.filled, 1) })}</small>
            )}
          </Group>
        );
      }}
      onChange={(next) => onValue(withSource(value, next))}
    />
  );
}
