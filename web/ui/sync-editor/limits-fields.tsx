'use client';

import { Checkbox, Group, NumberInput, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import { withField } from '../editor/with-field.ts';
import { DurationField } from './duration-field.tsx';
import css from './sync-editor.module.css';

type Breakers = NonNullable<Sync['stop_if']>;

const shares = ['removed_share', 'size_change', 'null_share'] as const;

interface ShareFieldProps {
  label: string;
  /** "30%", or undefined where it is off. */
  value: string | undefined;
  preset: string;
  onChange: (value: string | undefined) => void;
  error: string | null;
}

/** A share of a hundred that can be off. */
function ShareField({ label, value, preset, onChange, error }: ShareFieldProps) {
  const amount = value === undefined ? '' : value.replace(/ ?%$/, '');
  return (
    <div className={css.breaker}>
      <Checkbox
        label={label}
        checked={value !== undefined}
        onChange={(event) => onChange(event.currentTarget.checked ? preset : undefined)}
      />
      {value === undefined ? null : (
        <NumberInput
          aria-label={label}
          suffix=" %"
          min={0}
          hideControls
          allowNegative={false}
          value={amount}
          error={error}
          onChange={(next) => onChange(`${next}%`)}
        />
      )}
    </div>
  );
}

interface LimitsFieldsProps {
  stopIf: Breakers | undefined;
  onChange: (stopIf: Breakers | undefined) => void;
  fault: (path: string) => string | null;
}

/** What a plan stops at until somebody approves it. */
export function BreakerFields({ stopIf = {}, onChange, fault }: LimitsFieldsProps) {
  const words = useTranslations('syncs.editor.schedule.breakers');
  const set = (next: Breakers) => onChange(Object.keys(next).length === 0 ? undefined : next);
  return (
    <Stack gap="xs">
      {shares.map((name) => (
        <ShareField
          key={name}
          label={words(name)}
          value={stopIf[name]}
          preset="20%"
          error={fault(`stop_if.${name}`)}
          onChange={(value) => set(withField(stopIf, name, value))}
        />
      ))}
      <div className={css.breaker}>
        <Checkbox
          label={words('empty')}
          checked={stopIf.empty ?? false}
          onChange={(event) =>
            set(withField(stopIf, 'empty', event.currentTarget.checked ? true : undefined))
          }
        />
      </div>
      <div className={css.breaker}>
        <Checkbox
          label={words('rows')}
          checked={stopIf.rows !== undefined}
          onChange={(event) =>
            set(withField(stopIf, 'rows', event.currentTarget.checked ? 10_000 : undefined))
          }
        />
        {stopIf.rows === undefined ? null : (
          <NumberInput
            aria-label={words('rows')}
            min={1}
            hideControls
            allowDecimal={false}
            thousandSeparator=","
            value={stopIf.rows}
            error={fault('stop_if.rows')}
            onChange={(next) => set({ ...stopIf, rows: Number(next) })}
          />
        )}
      </div>
      <div className={css.breaker}>
        <Checkbox
          label={words('cost')}
          checked={stopIf.cost !== undefined}
          onChange={(event) =>
            set(
              withField(
                stopIf,
                'cost',
                event.currentTarget.checked ? { per_row: 0.01, limit: 100 } : undefined,
              ),
            )
          }
        />
        {stopIf.cost === undefined ? null : (
          <Group gap="sm" wrap="nowrap">
            {(['per_row', 'limit'] as const).map((name) => (
              <NumberInput
                key={name}
                label={words(name)}
                min={0}
                hideControls
                value={stopIf.cost?.[name] ?? ''}
                error={fault(`stop_if.cost.${name}`)}
                onChange={(next) => {
                  const cost = stopIf.cost ?? { per_row: 0.01, limit: 100 };
                  set({ ...stopIf, cost: { ...cost, [name]: Number(next) } });
                }}
              />
            ))}
          </Group>
        )}
      </div>
    </Stack>
  );
}

type Alerts = Exclude<NonNullable<Sync['alert']>, false>;

interface AlertFieldsProps {
  alert: Sync['alert'];
  onChange: (alert: Sync['alert']) => void;
  fault: (path: string) => string | null;
}

/** What somebody is told of beside failures, refused credentials and plans that wait. */
export function AlertFields({ alert, onChange, fault }: AlertFieldsProps) {
  const words = useTranslations('syncs.editor.schedule.alerts');
  const on = alert !== false;
  const given: Alerts = alert === false || alert === undefined ? {} : alert;
  const set = (next: Alerts) => onChange(Object.keys(next).length === 0 ? undefined : next);
  const share = (name: 'rejected_share' | 'size_change') => (
    <ShareField
      label={words(name)}
      value={given[name] === false ? undefined : given[name]}
      preset="5%"
      error={fault(`alert.${name}`)}
      onChange={(value) => set(withField(given, name, value))}
    />
  );
  const time = (name: 'slower_than' | 'stale_after') => {
    const value = given[name];
    return (
      <div className={css.breaker}>
        <Checkbox
          label={words(name)}
          checked={typeof value === 'string'}
          onChange={(event) =>
            set(withField(given, name, event.currentTarget.checked ? '1 hour' : undefined))
          }
        />
        {typeof value === 'string' ? (
          <DurationField
            label=""
            value={value}
            error={fault(`alert.${name}`)}
            onChange={(next) => set({ ...given, [name]: next })}
          />
        ) : null}
      </div>
    );
  };
  return (
    <Stack gap="xs">
      <Checkbox
        label={words('on')}
        checked={on}
        onChange={(event) => onChange(event.currentTarget.checked ? undefined : false)}
      />
      {on ? (
        <>
          {share('rejected_share')}
          {share('size_change')}
          {time('slower_than')}
          {time('stale_after')}
          <p className={css.dim}>{words('byDefault')}</p>
        </>
      ) : null}
    </Stack>
  );
}
