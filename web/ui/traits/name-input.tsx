'use client';

import { Autocomplete, TagsInput } from '@mantine/core';
import css from './editor.module.css';

export interface NameChoice {
  name: string;
  /** What people call it, or what it holds. */
  hint?: string;
}

interface NameInputProps {
  label: string;
  choices: readonly NameChoice[];
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  placeholder?: string;
  /** The label is there for those who do not see the field beside it. */
  bare?: boolean;
}

const mostShown = 100;

const hintsOf = (choices: readonly NameChoice[]) => new Map(choices.map(({ name, hint }) => [name, hint]));

function Option({ name, hint }: NameChoice) {
  return (
    <span className={css.option}>
      <span>{name}</span>
      {hint === undefined ? null : <span className={css.hint}>{hint}</span>}
    </span>
  );
}

/** Names of one kind, unique: a choice that stands twice would have one key. */
const namesOf = (choices: readonly NameChoice[]): string[] => [...new Set(choices.map(({ name }) => name))];

/** A name from a list, or one that is typed: the list never keeps anybody from writing. */
export function NameInput({ label, choices, value, onChange, error, placeholder, bare }: NameInputProps) {
  const hints = hintsOf(choices);
  return (
    <Autocomplete
      {...(bare ? { 'aria-label': label } : { label })}
      data={namesOf(choices)}
      limit={mostShown}
      maxDropdownHeight={320}
      value={value}
      onChange={onChange}
      error={error}
      placeholder={placeholder}
      spellCheck={false}
      autoComplete="off"
      selectFirstOptionOnChange={false}
      renderOption={({ option }) => <Option name={option.value} hint={hints.get(option.value)} />}
    />
  );
}

interface NamesInputProps extends Omit<NameInputProps, 'value' | 'onChange' | 'bare'> {
  value: string[];
  onChange: (value: string[]) => void;
}

/** Several such names; a pasted list is taken apart. */
export function NamesInput({ label, choices, value, onChange, error, placeholder }: NamesInputProps) {
  const hints = hintsOf(choices);
  return (
    <TagsInput
      label={label}
      data={namesOf(choices)}
      limit={mostShown}
      maxDropdownHeight={320}
      value={value}
      onChange={onChange}
      error={error}
      placeholder={value.length === 0 ? placeholder : undefined}
      splitChars={[',', ';', '\n', '\t']}
      acceptValueOnBlur
      spellCheck={false}
      renderOption={({ option }) => <Option name={option.value} hint={hints.get(option.value)} />}
    />
  );
}
