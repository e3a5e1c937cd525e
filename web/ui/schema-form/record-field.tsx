'use client';

import { Input, Select, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { RowsField } from '../editor/rows-field.tsx';
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

/** The value of the pairs that have a name, none where there are no such. */
function namedIn(pairs: readonly Pair[]): Record<string, string> | undefined {
  const named = pairs.filter(({ name }) => name !== '');
  return named.length === 0 ? undefined : Object.fromEntries(named.map(({ name, value }) => [name, value]));
}

/** Names with a value each. A pair without a name, or with one that is taken, waits here and is not lost. */
export function RecordField({ label, description, error, value, onChange, choices }: RecordFieldProps) {
  const words = useTranslations('destinations.form');
  const [pairs, setPairs] = useState(() => pairsOf(value));
  const put = (next: Pair[]) => {
    setPairs(next);
    const given = namedIn(next);
    // A pair without a name is no change of the value.
    if (JSON.stringify(given) !== JSON.stringify(namedIn(pairs))) onChange(given);
  };
  const twice = (place: number) =>
    pairs.some((pair, index) => index < place && pair.name !== '' && pair.name === pairs[place]?.name);
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <div className={css.pairs}>
        <RowsField
          rows={pairs}
          onChange={put}
          blank={{ name: '', value: choices?.[0] ?? '' }}
          add={words('addPair')}
          remove={({ name }) => words('removePair', { name })}
          className={css.pair}
        >
          {(pair, set, place) => (
            <>
              <TextInput
                aria-label={words('pairName', { field: label })}
                value={pair.name}
                error={twice(place) ? words('twice') : null}
                onChange={(event) => set({ ...pair, name: event.currentTarget.value.trim() })}
              />
              {choices === null ? (
                <TextInput
                  aria-label={words('pairValue', { field: label })}
                  value={pair.value}
                  onChange={(event) => set({ ...pair, value: event.currentTarget.value })}
                />
              ) : (
                <Select
                  aria-label={words('pairValue', { field: label })}
                  data={choices}
                  value={choices.includes(pair.value) ? pair.value : null}
                  onChange={(next) => set({ ...pair, value: next ?? '' })}
                />
              )}
            </>
          )}
        </RowsField>
      </div>
    </Input.Wrapper>
  );
}
