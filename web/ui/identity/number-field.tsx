'use client';

import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useLocale } from 'next-intl';
import { useState } from 'react';

interface NumberFieldProps extends Omit<NumberInputProps, 'value' | 'onChange' | 'min' | 'max'> {
  /** Null where none is given, of a field that may be empty. */
  value: number | null;
  min: number;
  max: number;
  /** Thousands are told apart. */
  thousands?: boolean;
  onNumber: (value: number) => void;
  /** The field was emptied; without it an empty field takes its number back when it is left. */
  onEmpty?: () => void;
}

/** A number as it is typed: what is no number yet, or out of bounds, goes nowhere, and leaves when the field is left. */
export function NumberField(props: NumberFieldProps) {
  const { value, min, max, thousands, onNumber, onEmpty, onBlur, ...shown } = props;
  const german = useLocale() === 'de';
  const [typed, setTyped] = useState<number | string>(value ?? '');
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    setTyped(value ?? '');
  }
  return (
    <NumberInput
      decimalSeparator={german ? ',' : '.'}
      thousandSeparator={thousands ? (german ? '.' : ',') : ''}
      allowedDecimalSeparators={thousands ? undefined : [',', '.']}
      clampBehavior="none"
      {...shown}
      min={min}
      max={max}
      value={typed}
      onChange={(next) => {
        setTyped(next);
        const number = typeof next === 'number' ? next : Number.NaN;
        if (number >= min && number <= max) {
          setSeen(number);
          onNumber(number);
        } else if (next === '' && onEmpty) {
          setSeen(null);
          onEmpty();
        }
      }}
      onBlur={(event) => {
        if (typed !== '' || !onEmpty) setTyped(value ?? '');
        onBlur?.(event);
      }}
    />
  );
}
