'use client';

import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface RowsFieldProps<T> {
  rows: readonly T[];
  onChange: (rows: T[]) => void;
  /** What the button adds, and what it says. */
  blank: T;
  add: string;
  /** What the button says that takes a row away. */
  remove: (row: T) => string;
  className: string | undefined;
  /** The controls of a row. */
  children: (row: T, set: (row: T) => void, place: number) => ReactNode;
}

/** Rows of controls, to which one is added and from which each is taken away. */
export function RowsField<T>({ rows, onChange, blank, add, remove, className, children }: RowsFieldProps<T>) {
  return (
    <>
      {rows.map((row, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its place
        <div key={place} className={className}>
          {children(row, (next) => onChange(rows.toSpliced(place, 1, next)), place)}
          <ActionIcon aria-label={remove(row)} onClick={() => onChange(rows.toSpliced(place, 1))}>
            <IconTrash size={16} stroke={1.5} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
        onClick={() => onChange([...rows, blank])}
      >
        {add}
      </Button>
    </>
  );
}
