'use client';

import { Pill, PillsInput, UnstyledButton } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { ValuesAnswer, ValuesOf } from '../../data/column-values.ts';
import type { ValueKind } from '../../data/segment-catalogue.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { Floating } from '../floating.tsx';
import { useBuilder } from './builder-context.ts';
import { joinValues, splitValues, typedValue } from './conditions.ts';
import { useAsked } from './use-asked.ts';
import { useListbox } from './use-listbox.ts';
import css from './values-field.module.css';

const ValueList = dynamic(() => import('./value-list.tsx'), { ssr: false });

interface ValuesFieldProps {
  label: string;
  values: readonly unknown[];
  onChange: (values: unknown[]) => void;
  kind: ValueKind;
  of: ValuesOf;
  /** One value alone. */
  single?: boolean;
}

/** More than these are a number and a text to edit, so that ten thousand are no burden. */
const mostPills = 8;

/** Values with suggestions and how often each is there; what is typed or pasted needs none of them. */
export function ValuesField({ label, values, onChange, kind, of, single = false }: ValuesFieldProps) {
  const format = useFormats();
  const { ask, editable } = useBuilder();
  const words = useTranslations('segments.values');
  const [typed, setTyped] = useState('');
  const [focused, setFocused] = useState(false);
  const [note, setNote] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const key = JSON.stringify(of);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what it is of
  const question = useMemo(() => (focused ? { of, q: typed } : null), [key, typed, focused]);
  const { data, stale } = useAsked<ValuesAnswer>(ask('values'), question, 150);
  const present = new Set(values.map(String));
  const offers = (data?.values ?? []).filter(({ value }) => !present.has(value));
  const shown = focused ? offers : [];

  const add = (texts: readonly string[]) => {
    const parsed = texts.map((one) => typedValue(one, kind));
    const fit = parsed.filter((one) => one !== null);
    const refused = parsed.length - fit.length;
    const joined = single
      ? { values: fit.slice(-1), added: fit.length, duplicates: 0 }
      : joinValues(values, fit);
    if (fit.length > 0) onChange(joined.values);
    setTyped(refused > 0 && texts.length === 1 ? (texts[0] ?? '') : '');
    setNote(
      [
        texts.length > 1 ? words('added', { count: joined.added }) : '',
        joined.duplicates > 0 ? words('duplicates', { count: joined.duplicates }) : '',
        refused > 0 ? words('refused', { count: refused }) : '',
      ]
        .filter(Boolean)
        .join(', '),
    );
  };

  const list = useListbox(shown, ({ value }) => {
    add([value]);
    list.setActive(-1);
  });
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (list.onKeyDown(event)) return;
    if ((event.key === 'Enter' || (event.key === ',' && !single)) && typed.trim() !== '') {
      event.preventDefault();
      add([typed]);
    } else if (event.key === 'Backspace' && typed === '' && values.length > 0 && values.length <= mostPills) {
      onChange(values.slice(0, -1));
    } else if (event.key === 'Escape' && shown.length > 0) {
      event.stopPropagation();
      setFocused(false);
    }
  };

  const many = values.length > mostPills;
  return (
    <div className={css.field}>
      <div className={css.place}>
        <PillsInput size="xs" disabled={!editable} className={css.input}>
          <Pill.Group gap={4}>
            {many
              ? null
              : values.map((value, index) => (
                  <Pill
                    key={String(value)}
                    size="sm"
                    withRemoveButton={editable}
                    removeButtonProps={{
                      'aria-label': words('remove', { value: String(value) }),
                      'aria-hidden': false,
                      tabIndex: -1,
                    }}
                    onRemove={() => onChange(values.toSpliced(index, 1))}
                    title={String(value)}
                    className={css.pill}
                  >
                    {String(value)}
                  </Pill>
                ))}
            {many ? <Many {...{ values, onChange, kind, label }} /> : null}
            <PillsInput.Field
              miw={40}
              ref={field}
              {...list.inputProps}
              aria-expanded={shown.length > 0}
              aria-label={label}
              disabled={!editable}
              value={typed}
              placeholder={values.length === 0 ? words('type') : ''}
              autoComplete="off"
              spellCheck={false}
              onFocus={() => setFocused(true)}
              onBlur={() => {
                setFocused(false);
                list.setActive(-1);
                if (typed.trim() !== '') add([typed]);
              }}
              onChange={(event) => {
                setFocused(true);
                setTyped(event.currentTarget.value);
                setNote('');
                list.setActive(-1);
              }}
              onPaste={(event) => {
                const parts = splitValues(event.clipboardData.getData('text'));
                if (single || parts.length < 2) return;
                event.preventDefault();
                add(parts);
              }}
              onKeyDown={onKeyDown}
            />
          </Pill.Group>
        </PillsInput>
        <Floating
          opened={shown.length > 0}
          width="target"
          padding={4}
          className={css.dropdown}
          region={label}
        >
          <div
            {...list.listProps}
            role="listbox"
            aria-label={label}
            className={css.list}
            data-stale={stale || undefined}
          >
            {shown.map(({ value, count }, index) => (
              <div key={value} className={css.option} {...list.optionProps(index)}>
                <span className={css.value} title={value}>
                  {value}
                </span>
                <span className={css.count}>
                  {words(data?.of ?? 'people', { count: format.count(count) })}
                </span>
              </div>
            ))}
          </div>
        </Floating>
      </div>
      {note !== '' ? (
        <span className={css.note} role="status">
          {note}
        </span>
      ) : data?.withheld === 'personal' && focused ? (
        <span className={css.note}>{words('personal')}</span>
      ) : null}
    </div>
  );
}

/** A long list as its number, and as a text in which it is edited whole. */
function Many({
  values,
  onChange,
  kind,
  label,
}: Pick<ValuesFieldProps, 'values' | 'onChange' | 'kind' | 'label'>) {
  const format = useFormats();
  const words = useTranslations('segments.values');
  const [open, setOpen] = useState(false);
  return (
    <div className={css.place}>
      <UnstyledButton
        className={css.many}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        {words('many', { count: format.exact(values.length) })}
      </UnstyledButton>
      <Floating opened={open} onClose={() => setOpen(false)} width={360}>
        {open ? (
          <ValueList
            {...{ label, values }}
            onTake={(texts) => {
              const fit = texts.map((one) => typedValue(one, kind)).filter((one) => one !== null);
              onChange(joinValues([], fit).values);
              setOpen(false);
            }}
          />
        ) : null}
      </Floating>
    </div>
  );
}
