'use client';

import { Group, NumberInput, Select } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { columnMeasures } from '../../../models/workspace/kinds/traits/measure.ts';
import { type NameChoice, NameInput } from './name-input.tsx';
import { valueAt } from './spec.ts';

const plain = ['count', 'days_since_first', 'days_since_last'] as const;
const hows = [...plain, ...columnMeasures, 'percentile'] as const;
type How = (typeof hows)[number];
const isPlain = (how: How): how is (typeof plain)[number] => plain.some((one) => one === how);

interface MeasureInputProps {
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  columns: readonly NameChoice[];
  numbers: readonly NameChoice[];
  error?: string | null;
}

const textAt = (value: unknown, path: string[]): string => {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : '';
};

function parts(value: unknown): { how: How; column: string; at: number } {
  const named = typeof value === 'string' ? value : Object.keys(value ?? {})[0];
  const how = hows.find((one) => one === named) ?? 'count';
  const at = valueAt(value, ['percentile', 'at']);
  return {
    how,
    column: how === 'percentile' ? textAt(value, ['percentile', 'column']) : textAt(value, [how]),
    at: typeof at === 'number' ? at : 0.5,
  };
}

/** How rows become one value: counted, or an aggregate of a column. */
export function MeasureInput({ label, value, onChange, columns, numbers, error }: MeasureInputProps) {
  const words = useTranslations('traits');
  const { how, column, at } = parts(value);
  const put = (next: { how?: How; column?: string; at?: number }) => {
    const to = { how, column, at, ...next };
    if (isPlain(to.how)) onChange(to.how);
    else if (to.how === 'percentile') onChange({ percentile: { column: to.column, at: to.at } });
    else onChange({ [to.how]: to.column });
  };
  const numeric = how === 'sum' || how === 'avg' || how === 'percentile';
  return (
    <Group gap="sm" align="flex-start" grow preventGrowOverflow={false}>
      <Select
        label={label}
        allowDeselect={false}
        data={hows.map((one) => ({ value: one, label: words(`measures.${one}`) }))}
        value={how}
        onChange={(next) => put({ how: hows.find((one) => one === next) ?? 'count' })}
        error={isPlain(how) ? error : undefined}
        maxDropdownHeight={420}
      />
      {isPlain(how) ? null : (
        <NameInput
          label={words('measureForm.column')}
          choices={numeric ? numbers : columns}
          value={column}
          onChange={(next) => put({ column: next })}
          error={error}
        />
      )}
      {how === 'percentile' ? (
        <NumberInput
          label={words('measureForm.at')}
          w={140}
          min={0}
          max={1}
          step={0.05}
          decimalScale={4}
          value={at}
          onChange={(next) => put({ at: Number(next) })}
        />
      ) : null}
    </Group>
  );
}
