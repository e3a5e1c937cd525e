'use client';

import { MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { SyncChoices } from '../../data/sync-editor.ts';
import { cronOf, type Rhythm, rhythmOf } from '../../words/cron.ts';
import { DurationField } from './duration-field.tsx';
import css from './sync-editor.module.css';
import { ZoneField } from './zone-field.tsx';

type When = Sync['when'];

const kinds = ['manual', 'refresh', 'syncs', 'dbt', 'every', 'times'] as const;
type WhenKind = (typeof kinds)[number];

function kindOf(when: When): WhenKind {
  if (when === 'manual') return 'manual';
  if ('every' in when) return 'every';
  if ('cron' in when) return 'times';
  if (when.after === 'refresh') return 'refresh';
  return 'syncs' in when.after ? 'syncs' : 'dbt';
}

function firstOf(kind: WhenKind, zone: string): When {
  switch (kind) {
    case 'manual':
      return 'manual';
    case 'refresh':
      return { after: 'refresh' };
    case 'syncs':
      return { after: { syncs: [] } };
    case 'dbt':
      return { after: { dbt: [] } };
    case 'every':
      return { every: '1 hour', overlap: 'skip' };
    case 'times':
      return { cron: '0 6 * * *', zone, overlap: 'skip' };
  }
}

const rhythms = ['minutes', 'hour', 'day', 'workday', 'week', 'month', 'cron'] as const;
const overlaps = ['skip', 'queue', 'replace'] as const;
const weekdays = [1, 2, 3, 4, 5, 6, 0] as const;

interface WhenFieldsProps {
  slug: string;
  when: When;
  choices: SyncChoices;
  onChange: (when: When, of?: string) => void;
  fault: (path: string) => string | null;
}

/** When a sync runs, in the words that people have for it; and as a cron expression where there is none. */
export function WhenFields({ slug, when, choices, onChange, fault }: WhenFieldsProps) {
  const words = useTranslations('syncs.editor.schedule');
  const timed = typeof when === 'object' && ('cron' in when || 'every' in when) ? when : null;
  return (
    <div className={css.inline}>
      <Select
        label={words('runs')}
        w={260}
        allowDeselect={false}
        data={kinds.map((kind) => ({ value: kind, label: words(`kinds.${kind}`) }))}
        value={kindOf(when)}
        onChange={(next) => {
          const kind = kinds.find((one) => one === next);
          if (kind !== undefined && kind !== kindOf(when)) onChange(firstOf(kind, choices.zone));
        }}
      />
      {typeof when === 'object' && 'after' in when && when.after !== 'refresh' ? (
        'syncs' in when.after ? (
          <MultiSelect
            label={words('afterSyncs')}
            w={360}
            searchable
            data={choices.syncs
              .filter((sync) => sync.slug !== slug)
              .map((sync) => ({ value: sync.slug, label: sync.name }))}
            value={when.after.syncs}
            error={fault('when.after.syncs') ?? fault('when')}
            onChange={(syncs) => onChange({ after: { syncs } })}
          />
        ) : (
          <TagsInput
            label={words('afterDbt')}
            w={360}
            placeholder={words('dbtHint')}
            value={when.after.dbt}
            error={fault('when.after.dbt') ?? fault('when')}
            onChange={(dbt) => onChange({ after: { dbt } })}
          />
        )
      ) : null}
      {timed !== null && 'every' in timed ? (
        <DurationField
          label={words('interval')}
          value={timed.every}
          error={fault('when.every') ?? fault('when')}
          onChange={(every) => onChange({ ...timed, every }, 'when.every')}
        />
      ) : null}
      {timed !== null && 'cron' in timed ? (
        <CronFields
          cron={timed.cron}
          error={fault('when.cron') ?? fault('when')}
          onCron={(cron) => onChange({ ...timed, cron }, 'when.cron')}
        />
      ) : null}
      {timed !== null && 'cron' in timed && rhythmOf(timed.cron)?.every !== 'minutes' ? (
        <ZoneField
          label={words('zone')}
          value={timed.zone}
          error={fault('when.zone')}
          onChange={(zone) => onChange({ ...timed, zone })}
        />
      ) : null}
      {timed === null ? null : (
        <Select
          label={words('overlap')}
          w={300}
          allowDeselect={false}
          data={overlaps.map((value) => ({ value, label: words(`overlaps.${value}`) }))}
          value={timed.overlap}
          onChange={(next) =>
            onChange({ ...timed, overlap: overlaps.find((one) => one === next) ?? timed.overlap })
          }
        />
      )}
    </div>
  );
}

function CronFields({
  cron,
  error,
  onCron,
}: {
  cron: string;
  error: string | null;
  onCron: (cron: string) => void;
}) {
  const words = useTranslations('syncs.editor.schedule');
  const rhythm = rhythmOf(cron);
  const at = rhythm !== null && 'at' in rhythm ? rhythm.at : '06:00';
  const first: Record<Exclude<(typeof rhythms)[number], 'cron'>, Rhythm> = {
    minutes: { every: 'minutes', minutes: 15 },
    hour: { every: 'hour', minute: 0 },
    day: { every: 'day', at },
    workday: { every: 'workday', at },
    week: { every: 'week', weekday: 1, at },
    month: { every: 'month', day: 1, at },
  };
  const put = (next: Rhythm) => onCron(cronOf(next));
  return (
    <>
      <Select
        label={words('rhythm')}
        w={180}
        allowDeselect={false}
        data={rhythms.map((value) => ({ value, label: words(`rhythms.${value}`) }))}
        value={rhythm?.every ?? 'cron'}
        onChange={(next) => {
          const chosen = rhythms.find((one) => one === next);
          // Of another number of spaces it is the same schedule, and no longer one that has a word.
          if (chosen === 'cron')
            onCron(rhythm === null ? cron : `${cron.trim()} `.replace(' * * ', ' */1 * '));
          else if (chosen !== undefined) put(first[chosen]);
        }}
      />
      {rhythm === null ? (
        <TextInput
          label={words('cron')}
          w={200}
          value={cron}
          error={error}
          placeholder="0 6 * * *"
          spellCheck={false}
          maxLength={200}
          onChange={(event) => onCron(event.currentTarget.value)}
        />
      ) : null}
      {rhythm?.every === 'minutes' ? (
        <Select
          label={words('minutes')}
          w={110}
          allowDeselect={false}
          data={[...new Set([5, 10, 15, 20, 30, rhythm.minutes])].sort((a, b) => a - b).map(String)}
          value={String(rhythm.minutes)}
          onChange={(next) => put({ every: 'minutes', minutes: Number(next ?? 15) })}
        />
      ) : null}
      {rhythm?.every === 'hour' ? (
        <NumberInput
          label={words('minute')}
          w={110}
          min={0}
          max={59}
          clampBehavior="strict"
          value={rhythm.minute}
          onChange={(next) => put({ every: 'hour', minute: Number(next) || 0 })}
        />
      ) : null}
      {rhythm?.every === 'week' ? (
        <Select
          label={words('weekday')}
          w={150}
          allowDeselect={false}
          data={weekdays.map((day) => ({ value: String(day), label: words(`weekdays.${day}`) }))}
          value={String(rhythm.weekday)}
          onChange={(next) => put({ ...rhythm, weekday: Number(next ?? 1) })}
        />
      ) : null}
      {rhythm?.every === 'month' ? (
        <NumberInput
          label={words('day')}
          w={110}
          min={1}
          max={31}
          clampBehavior="strict"
          value={rhythm.day}
          onChange={(next) => put({ ...rhythm, day: Number(next) || 1 })}
        />
      ) : null}
      {rhythm !== null && 'at' in rhythm ? (
        <TextInput
          type="time"
          label={words('at')}
          w={120}
          value={rhythm.at}
          onChange={(event) => {
            const time = event.currentTarget.value;
            if (/^\d\d:\d\d$/.test(time)) put({ ...rhythm, at: time });
          }}
        />
      ) : null}
    </>
  );
}
