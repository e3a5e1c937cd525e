'use client';

import { ActionIcon, Button, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { Source } from '../../../models/workspace/kinds/source.ts';
import type { RelationColumn } from '../../data/relation-editing.ts';
import { Empty } from '../notes.tsx';
import { ColumnSelect } from './column-select.tsx';
import css from './relation-editor.module.css';

export type Identifier = Source['identifiers'][number];
export type IdentifierTypes = readonly { type: string; phone: boolean }[];

interface IdentifierFieldsProps {
  identifier: Identifier;
  onChange: (identifier: Identifier) => void;
  columns: readonly RelationColumn[];
  types: IdentifierTypes;
}

/** The type, the column that carries it, and of a phone number the column of its country. */
export function IdentifierFields({ identifier, onChange, columns, types }: IdentifierFieldsProps) {
  const words = useTranslations('sources.editor');
  const phone = types.find(({ type }) => type === identifier.type)?.phone === true;
  const known = [...new Set([...types.map(({ type }) => type), identifier.type])].filter(Boolean);
  const put = ({ region, ...rest }: Identifier) =>
    onChange(region === undefined ? rest : { ...rest, region });
  return (
    <>
      <Select
        label={words('type')}
        data={known}
        value={identifier.type === '' ? null : identifier.type}
        onChange={(type) => put({ ...identifier, type: type ?? '' })}
        allowDeselect={false}
        required
      />
      <ColumnSelect
        label={words('column')}
        columns={columns}
        value={identifier.column === '' ? undefined : identifier.column}
        onChange={(column) => put({ ...identifier, column: column ?? '' })}
        required
      />
      {phone || identifier.region !== undefined ? (
        <ColumnSelect
          label={words('region')}
          columns={columns}
          value={identifier.region}
          onChange={(region) => put({ ...identifier, region })}
          placeholder={words('regionNone')}
        />
      ) : (
        <span />
      )}
    </>
  );
}

/** The identifiers that a source's columns carry. */
export function IdentifierRows({
  identifiers,
  onChange,
  columns,
  types,
  hints,
}: {
  identifiers: readonly Identifier[];
  onChange: (to: (identifiers: readonly Identifier[]) => Identifier[]) => void;
  columns: readonly RelationColumn[];
  types: IdentifierTypes;
  hints: Record<string, string>;
}) {
  const words = useTranslations('sources.editor');
  return (
    <div className={css.rows}>
      {types.length === 0 ? <Empty quiet>{words('noTypes')}</Empty> : null}
      {identifiers.map((identifier, place) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: two rows may be alike, and each is what its place says
          key={place}
          className={css.row}
          aria-label={words('identifierNo', { place: place + 1 })}
        >
          <IdentifierFields
            identifier={identifier}
            columns={columns}
            types={types}
            onChange={(changed) =>
              onChange((all) => all.map((one, index) => (index === place ? changed : one)))
            }
          />
          <ActionIcon
            aria-label={words('removeIdentifier', { place: place + 1 })}
            size={36}
            onClick={() => onChange((all) => all.filter((_, index) => index !== place))}
          >
            <IconTrash size={16} stroke={1.5} />
          </ActionIcon>
          {hints[`identifiers[${place}]`] ? (
            <span className={`${css.hint} ${css.wide}`}>{hints[`identifiers[${place}]`]}</span>
          ) : null}
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
          disabled={types.length === 0}
          onClick={() => onChange((all) => [...all, { type: types[0]?.type ?? '', column: '' }])}
        >
          {words('addIdentifier')}
        </Button>
      </div>
    </div>
  );
}
