'use client';

import { MultiSelect, Select } from '@mantine/core';
import type { RelationColumn } from '../../data/relation-editing.ts';

interface ColumnSelectProps {
  label: string;
  columns: readonly Pick<RelationColumn, 'name'>[];
  value: string | undefined;
  onChange: (column: string | undefined) => void;
  hint?: string | undefined;
  required?: boolean;
  placeholder?: string;
}

/** Names for a choice, with the chosen ones among them also where the warehouse has them no more. */
const optionsOf = (columns: readonly { name: string }[], chosen: readonly string[]): string[] => [
  ...new Set([...columns.map(({ name }) => name), ...chosen]),
];

/** One column of the table; none where it is not required. */
export function ColumnSelect({
  label,
  columns,
  value,
  onChange,
  hint,
  required = false,
  placeholder,
}: ColumnSelectProps) {
  return (
    <Select
      label={label}
      description={hint}
      data={optionsOf(columns, value === undefined ? [] : [value])}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      clearable={!required}
      allowDeselect={!required}
      required={required}
      placeholder={placeholder}
      searchable
    />
  );
}

/** The columns that are a key together, in their order. */
export function KeySelect({
  label,
  columns,
  value,
  onChange,
  hint,
}: {
  label: string;
  columns: readonly RelationColumn[];
  value: readonly string[];
  onChange: (columns: string[]) => void;
  hint?: string | undefined;
}) {
  return (
    <MultiSelect
      label={label}
      description={hint}
      data={optionsOf(columns, value)}
      value={[...value]}
      onChange={onChange}
      required
      searchable
    />
  );
}
