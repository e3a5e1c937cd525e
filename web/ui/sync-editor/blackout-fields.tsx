'use client';

import { ActionIcon, Button, MultiSelect, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { Blackout } from '../../../models/workspace/kinds/sync-timing.ts';
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
  const set = (place: number, change: Partial<Blackout>) =>
    onChange(blackouts.map((one, index) => (index === place ? { ...one, ...change } : one)));
  return (
    <Stack gap="md" align="flex-start">
      {blackouts.length === 0 ? <p className={css.dim}>{words('noBlackout')}</p> : null}
      {blackouts.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hours have no identity but their place
        <div key={place} className={css.blackout}>
          <TextInput
            type="time"
            label={words('from')}
            value={one.from}
            error={fault(`blackout[${place}].from`)}
            onChange={(event) => set(place, { from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={words('to')}
            description={null}
            value={one.to}
            error={fault(`blackout[${place}].to`)}
            onChange={(event) => set(place, { to: event.currentTarget.value })}
          />
          <MultiSelect
            label={words('days')}
            placeholder={one.days === undefined || one.days.length === 0 ? words('everyDay') : undefined}
            data={days.map((day) => ({ value: day, label: words(`days_of_week.${day}`) }))}
            value={one.days ?? []}
            onChange={(next) => {
              const { days: _before, ...others } = one;
              const chosen = days.filter((day) => next.includes(day));
              onChange(
                blackouts.map((each, index) =>
                  index === place ? (chosen.length === 0 ? others : { ...others, days: chosen }) : each,
                ),
              );
            }}
          />
          <ZoneField
            label={words('zone')}
            value={one.zone}
            error={fault(`blackout[${place}].zone`)}
            onChange={(next) => set(place, { zone: next })}
          />
          <ActionIcon
            aria-label={words('removeBlackout', { from: one.from, to: one.to })}
            onClick={() => onChange(blackouts.filter((_, index) => index !== place))}
          >
            <IconTrash size={16} stroke={1.5} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
        onClick={() => onChange([...blackouts, { from: '22:00', to: '07:00', zone }])}
      >
        {words('addBlackout')}
      </Button>
    </Stack>
  );
}
