'use client';

import { MultiSelect, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Blackout } from '../../../models/workspace/kinds/sync-timing.ts';
import { RowsField } from '../editor/rows-field.tsx';
import { withField } from '../editor/with-field.ts';
import css from './sync-editor.module.css';
import { ZoneField } from './zone-field.tsx';

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

interface BlackoutFieldsProps {
  blackouts: readonly Blackout[];
  zone: string;
  onChange: (blackouts: Blackout[]) => void;
  fault: (path: string) => string | null;
}

/** The hours in which nothing is sent. */
export function BlackoutFields({ blackouts, zone, onChange, fault }: BlackoutFieldsProps) {
  const words = useTranslations('syncs.editor.schedule');
  return (
    <Stack gap="md" align="flex-start">
      {blackouts.length === 0 ? <p className={css.dim}>{words('noBlackout')}</p> : null}
      <RowsField
        rows={blackouts}
        onChange={onChange}
        blank={{ from: '22:00', to: '07:00', zone }}
        add={words('addBlackout')}
        remove={({ from, to }) => words('removeBlackout', { from, to })}
        className={css.blackout}
      >
        {(one, set, place) => (
          <>
            {(['from', 'to'] as const).map((side) => (
              <TextInput
                key={side}
                type="time"
                label={words(side)}
                value={one[side]}
                error={fault(`blackout[${place}].${side}`)}
                onChange={(event) => set({ ...one, [side]: event.currentTarget.value })}
              />
            ))}
            <MultiSelect
              label={words('days')}
              placeholder={one.days === undefined || one.days.length === 0 ? words('everyDay') : undefined}
              data={days.map((day) => ({ value: day, label: words(`days_of_week.${day}`) }))}
              value={one.days ?? []}
              onChange={(next) => {
                const chosen = days.filter((day) => next.includes(day));
                set(withField(one, 'days', chosen.length === 0 ? undefined : chosen));
              }}
            />
            <ZoneField
              label={words('zone')}
              value={one.zone}
              error={fault(`blackout[${place}].zone`)}
              onChange={(next) => set({ ...one, zone: next })}
            />
          </>
        )}
      </RowsField>
    </Stack>
  );
}
