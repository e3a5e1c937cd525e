'use client';

import { ActionIcon, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';
import { humanise } from '../../../models/words/names.ts';
import type { IdentifierType } from '../../../models/workspace/kinds/identity.ts';
import { normalizers } from '../../../models/workspace/kinds/identity-choices.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { identityWords } from '../../words/identity-words.ts';
import { NumberField } from './number-field.tsx';
import css from './rules-editor.module.css';
import { TypeTouched } from './type-touched.tsx';

interface TypeRowProps {
  type: IdentifierType;
  place: number;
  last: boolean;
  /** No version in force has it: it can still be called something else. */
  isNew: boolean;
  counts: { values: number; people: number } | null;
  locked: boolean;
  workspace: string;
  dragged: boolean;
  onDrag: (place: number | null) => void;
  onDrop: () => void;
  onMove: (by: number) => void;
  onChange: (to: IdentifierType, of: string) => void;
  onRemove: () => void;
}

/** Without the fields that are not set, so that a spec is written as a file has it. */
function withSet(type: IdentifierType, fields: Partial<IdentifierType>): IdentifierType {
  const next = { ...type, ...fields };
  for (const [name, value] of Object.entries(fields))
    if (value === undefined) Reflect.deleteProperty(next, name);
  return next;
}

/** One type of identifier: its place, how its values are compared, its bounds, and what these touch. */
export function TypeRow(props: TypeRowProps) {
  const format = useFormats();
  const { type, place, last, isNew, counts, locked, workspace, dragged } = props;
  const words = useTranslations('identity.rules');
  const language = useLocale();
  const [handle, setHandle] = useState(false);
  const set = (fields: Partial<IdentifierType>) =>
    props.onChange(withSet(type, fields), `types.${place}.${Object.keys(fields)[0]}`);
  const name = humanise(type.type);
  /** What is moved in the page loses its focus: it is given back. */
  const move = (by: number, focused: EventTarget) => {
    props.onMove(by);
    requestAnimationFrame(() => {
      if (focused instanceof HTMLElement) focused.focus();
    });
  };
  const byKey = (event: KeyboardEvent) => {
    if (!event.altKey || locked || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    move(event.key === 'ArrowUp' ? -1 : 1, event.target);
  };
  return (
    <li
      className={css.type}
      aria-label={words('typeAt', { name, place: place + 1 })}
      data-dragged={dragged}
      draggable={handle && !locked}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', type.type);
        props.onDrag(place);
      }}
      onDragEnd={() => {
        setHandle(false);
        props.onDrag(null);
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        props.onDrop();
      }}
      onKeyDown={byKey}
    >
      <div className={css.typeHead}>
        {locked ? null : (
          <span
            className={css.grip}
            onPointerDown={() => setHandle(true)}
            onPointerUp={() => setHandle(false)}
            aria-hidden="true"
          >
            <IconGripVertical size={16} stroke={1.5} />
          </span>
        )}
        <span className={css.place}>{place + 1}</span>
        {isNew && !locked ? (
          <TextInput
            className={css.typeName}
            aria-label={words('typeName')}
            value={type.type}
            maxLength={60}
            onChange={(event) => set({ type: event.currentTarget.value })}
          />
        ) : (
          <strong className={css.typeName} title={type.type}>
            {name}
          </strong>
        )}
        <span className={css.typeCounts}>
          {counts === null
            ? words('noValues')
            : words('counts', {
                values: format.count(counts.values),
                people: format.count(counts.people),
              })}
        </span>
        {locked ? null : (
          <span className={css.acts}>
            <ActionIcon
              aria-label={words('up', { name })}
              disabled={place === 0}
              onClick={(event) => move(-1, event.currentTarget)}
            >
              <IconArrowUp size={16} stroke={1.5} />
            </ActionIcon>
            <ActionIcon
              aria-label={words('down', { name })}
              disabled={last}
              onClick={(event) => move(1, event.currentTarget)}
            >
              <IconArrowDown size={16} stroke={1.5} />
            </ActionIcon>
            <ActionIcon aria-label={words('remove', { name })} onClick={props.onRemove}>
              <IconTrash size={16} stroke={1.5} />
            </ActionIcon>
          </span>
        )}
      </div>
      {type.of ? (
        <p className={css.explain}>
          {words('composite', {
            types: type.of.map(humanise).join(', '),
            least: type.at_least ?? type.of.length,
          })}
        </p>
      ) : null}
      <div className={css.fields}>
        <Select
          label={words('normalize')}
          data={normalizers.map((value) => ({ value, label: identityWords[language].normalizers[value] }))}
          value={type.normalize}
          allowDeselect={false}
          disabled={locked || type.of !== undefined}
          onChange={(value) => {
            const normalize = normalizers.find((one) => one === value);
            if (normalize) set({ normalize });
          }}
        />
        <NumberField
          label={words('limit')}
          placeholder={words('noLimit')}
          min={1}
          max={1_000_000}
          allowDecimal={false}
          disabled={locked}
          value={type.limit ?? null}
          onNumber={(limit) => set({ limit })}
          onEmpty={() => set({ limit: undefined })}
        />
        <NumberField
          label={words('maxRecords')}
          placeholder={words('noLimit')}
          min={1}
          max={1_000_000_000}
          allowDecimal={false}
          thousands
          disabled={locked}
          value={type.max_records ?? null}
          onNumber={(most) => set({ max_records: most })}
          onEmpty={() => set({ max_records: undefined })}
        />
        <TagsInput
          className={css.wide}
          label={words('block')}
          placeholder={type.block.length === 0 ? words('noPattern') : undefined}
          acceptValueOnBlur
          splitChars={['\n', '\t']}
          disabled={locked}
          value={type.block}
          onChange={(block) => set({ block })}
        />
      </div>
      <details className={css.more}>
        <summary>{words('more')}</summary>
        <div className={css.fields}>
          <Switch
            label={words('weak')}
            description={words('weakHelp')}
            disabled={locked}
            checked={type.weak ?? false}
            onChange={(event) => set({ weak: event.currentTarget.checked || undefined })}
          />
          {type.normalize === 'email' ? (
            <>
              <Switch
                label={words('plus')}
                description={words('plusHelp')}
                disabled={locked}
                checked={type.plus ?? false}
                onChange={(event) => set({ plus: event.currentTarget.checked || undefined })}
              />
              <Switch
                label={words('fold')}
                description={words('foldHelp')}
                disabled={locked}
                checked={type.fold === 'providers'}
                onChange={(event) => set({ fold: event.currentTarget.checked ? 'providers' : undefined })}
              />
            </>
          ) : null}
          {type.normalize === 'phone' ? (
            <TextInput
              label={words('region')}
              description={words('regionHelp')}
              maxLength={2}
              disabled={locked}
              value={type.region ?? ''}
              onChange={(event) => set({ region: event.currentTarget.value.toUpperCase() || undefined })}
            />
          ) : null}
        </div>
      </details>
      {counts === null || locked ? null : <TypeTouched type={type} workspace={workspace} />}
    </li>
  );
}
