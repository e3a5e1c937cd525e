'use client';

import { Button, Group, Input, NumberInput, Select } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useId } from 'react';

const units = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
type Unit = (typeof units)[number];

interface DurationInputProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  error?: string | null;
  /** What leaving it out means; without it a duration has to be there. */
  none?: string;
}

const written = (amount: number | string, unit: Unit): string =>
  `${amount} ${unit}${String(amount) === '1' ? '' : 's'}`;

/** `90 days`: a number and its unit. What was typed and is no duration stays in the field. */
export function DurationInput({ label, value, onChange, error, none }: DurationInputProps) {
  const words = useTranslations('traits');
  const id = useId();
  const [amount = '', unitText = 'day'] = (value ?? '').split(' ');
  const unit = units.find((one) => unitText === one || unitText === `${one}s`) ?? 'day';
  if (value === undefined && none !== undefined) {
    return (
      <Input.Wrapper label={label} labelElement="div" error={error}>
        <Group gap="sm">
          <span>{none}</span>
          <Button size="compact-sm" variant="default" onClick={() => onChange('90 days')}>
            {words('form.choose')}
          </Button>
        </Group>
      </Input.Wrapper>
    );
  }
  return (
    <Input.Wrapper label={label} labelProps={{ htmlFor: id }} error={error}>
      <Group gap="xs" wrap="nowrap">
        <NumberInput
          id={id}
          w={104}
          min={1}
          max={100_000}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          value={amount === '' ? '' : Number(amount)}
          onChange={(next) => onChange(next === '' ? '' : written(next, unit))}
        />
        <Select
          w={128}
          aria-label={`${label}: ${words('form.unit')}`}
          allowDeselect={false}
          data={units.map((one) => ({ value: one, label: words(`units.${one}`) }))}
          value={unit}
          onChange={(next) => onChange(written(amount, units.find((one) => one === next) ?? 'day'))}
        />
        {none === undefined ? null : (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onChange(undefined)}>
            {none}
          </Button>
        )}
      </Group>
    </Input.Wrapper>
  );
}
