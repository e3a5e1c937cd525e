'use client';

import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useBuilder } from './builder-context.ts';
import { durationOf, text, typedValue, type Unit, units, writtenDuration } from './conditions.ts';
import css from './fields.module.css';

/** A choice of a few: the browser's own, which any keyboard and any reader knows. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
  width,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  width?: number;
}) {
  const { editable } = useBuilder();
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      className={css.choice}
      style={width === undefined ? undefined : { width }}
      disabled={!editable}
      value={value}
      data={[...options]}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.currentTarget.value);
        if (chosen) onChange(chosen.value);
      }}
    />
  );
}

/** A number; what is none stays in the field, and the row unfinished. */
export function NumberField({
  label,
  value,
  onChange,
  whole,
}: {
  label: string;
  value: unknown;
  onChange: (value: number | null) => void;
  /** Only from 1 on, without a fraction. */
  whole?: boolean;
}) {
  const { editable } = useBuilder();
  const words = useTranslations('segments.values');
  const written = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  const [typed, setTyped] = useState<string | null>(null);
  const parse = (one: string): number | null => {
    const number = typedValue(one, 'number');
    return typeof number === 'number' && (!whole || (Number.isInteger(number) && number >= 1))
      ? number
      : null;
  };
  const shown = typed ?? written;
  return (
    <TextInput
      size="xs"
      className={css.number}
      aria-label={label}
      aria-invalid={(shown !== '' && parse(shown) === null) || undefined}
      title={shown !== '' && parse(shown) === null ? words('noNumber') : undefined}
      error={shown !== '' && parse(shown) === null}
      inputMode="decimal"
      autoComplete="off"
      disabled={!editable}
      value={shown}
      placeholder="0"
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(parse(event.currentTarget.value));
      }}
      onBlur={() => {
        // What was no number stays to be mended; a number is shown as it is written.
        if (typed !== null && parse(typed) !== null) setTyped(null);
      }}
    />
  );
}

/** A text of one's own. */
export function TextField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: unknown;
  onChange: (value: string | null) => void;
}) {
  const { editable } = useBuilder();
  const words = useTranslations('segments.values');
  return (
    <TextInput
      size="xs"
      className={css.text}
      aria-label={label}
      autoComplete="off"
      spellCheck={false}
      disabled={!editable}
      value={text(value)}
      placeholder={words('type')}
      onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  );
}

/** A day; a time that a file gives stays a text. */
export function DayField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: unknown;
  onChange: (value: string | null) => void;
}) {
  const { editable } = useBuilder();
  const written = text(value);
  return (
    <TextInput
      size="xs"
      type={written === '' || /^\d{4}-\d\d-\d\d$/.test(written) ? 'date' : 'text'}
      className={css.day}
      aria-label={label}
      disabled={!editable}
      value={written}
      onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  );
}

/** A length of time: `90 days`. */
export function DurationField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: unknown;
  onChange: (value: string | null) => void;
}) {
  const words = useTranslations('segments.units');
  const { amount, unit } = durationOf(value);
  const [lost, setLost] = useState<Unit | null>(null);
  const shownUnit = value === null && lost !== null ? lost : unit;
  return (
    <span className={css.together}>
      <NumberField
        whole
        label={label}
        value={value === null ? null : amount}
        onChange={(number) => {
          setLost(shownUnit);
          onChange(number === null ? null : writtenDuration(number, shownUnit));
        }}
      />
      <Choice
        label={`${label}: ${words('unit')}`}
        value={shownUnit}
        options={units.map((one) => ({
          value: one,
          label: words(`${amount === 1 ? 'one' : 'many'}.${one}`),
        }))}
        onChange={(chosen) => onChange(writtenDuration(amount, chosen))}
      />
    </span>
  );
}
