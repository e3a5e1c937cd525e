'use client';

import { ActionIcon, Button, Input, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import css from './record-field.module.css';

interface RecordFieldProps {
  label: string;
  description: ReactNode;
  error: string | null;
  value: unknown;
  onChange: (value: Record<string, string> | undefined) => void;
  /** The only values there are; any text where null. */
  choices: string[] | null;
}

interface Pair {
  name: string;
  value: string;
}

const pairsOf = (value: unknown): Pair[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, text]) => ({ name, value: String(text) }))
    : [];

/** Names with a value each. A pair without a name, or with one that is taken, waits here and is not lost. */
export function RecordField({ label, description, error, value, onChange, choices }: RecordFieldProps) {
  const words = useTranslations('destinations.form');
  const [pairs, setPairs] = useState(() => pairsOf(value));
  const put = (next: Pair[]) => {
    setPairs(next);
    const named = next.filter(({ name }) => name !== '');
    onChange(
      named.length === 0 ? undefined : Object.fromEntries(named.map((pair) => [pair.name, pair.value])),
    );
  };
  const set = (place: number, change: Partial<Pair>) =>
    put(pairs.map((pair, index) => (index === place ? { ...pair, ...change } : pair)));
  const twice = (place: number) =>
    pairs.some((pair, index) => index < place && pair.name !== '' && pair.name === pairs[place]?.name);
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <div className={css.pairs}>
        {pairs.map((pair, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a pair has no identity but its place
          <div key={place} className={css.pair}>
            <TextInput
              aria-label={words('pairName', { field: label })}
              value={pair.name}
              error={twice(place) ? words('twice') : null}
              onChange={(event) => set(place, { name: event.currentTarget.value.trim() })}
            />
            {choices === null ? (
              <TextInput
                aria-label={words('pairValue', { field: label })}
                value={pair.value}
                onChange={(event) => set(place, { value: event.currentTarget.value })}
              />
            ) : (
              <Select
                aria-label={words('pairValue', { field: label })}
                data={choices}
                value={choices.includes(pair.value) ? pair.value : null}
                onChange={(next) => set(place, { value: next ?? '' })}
              />
            )}
            <ActionIcon
              aria-label={words('removePair', { name: pair.name })}
              onClick={() => put(pairs.filter((_, index) => index !== place))}
            >
              <IconTrash size={16} stroke={1.5} />
            </ActionIcon>
          </div>
        ))}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
          onClick={() => setPairs([...pairs, { name: '', value: choices?.[0] ?? '' }])}
        >
          {words('addPair')}
        </Button>
      </div>
    </Input.Wrapper>
  );
}
