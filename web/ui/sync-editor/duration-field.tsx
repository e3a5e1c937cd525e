'use client';

import { Group, NumberInput, Select } from '@mantine/core';
import { useTranslations } from 'next-intl';

const units = ['minute', 'hour', 'day', 'week'] as const;
type Unit = (typeof units)[number];

interface DurationFieldProps {
  label: string;
  /** "24 hours"; what is none is shown as an empty number. */
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
}

const written = (amount: number | string, unit: Unit): string =>
  `${amount} ${unit}${amount === 1 ? '' : 's'}`;

/** A duration as the files have it: a number and a unit. */
export function DurationField({ label, value, onChange, error = null }: DurationFieldProps) {
  const words = useTranslations('syncs.editor.schedule');
  const [, amount = '', name = 'hour'] = /^(\d*) ?(minute|hour|day|week)s?$/.exec(value) ?? [];
  const unit = units.find((one) => one === name) ?? 'hour';
  return (
    <Group gap="sm" align="flex-end" wrap="nowrap">
      <NumberInput
        label={label}
        w={110}
        styles={{ label: { whiteSpace: 'nowrap' } }}
        min={1}
        max={100_000}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        value={amount === '' ? '' : Number(amount)}
        error={error !== null}
        onChange={(next) => onChange(written(next, unit))}
      />
      <Select
        aria-label={words('unit', { label })}
        w={130}
        allowDeselect={false}
        data={units.map((one) => ({ value: one, label: words(`units.${one}`) }))}
        value={unit}
        error={error}
        onChange={(next) =>
          onChange(written(amount === '' ? '' : Number(amount), units.find((one) => one === next) ?? unit))
        }
      />
    </Group>
  );
}
