'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { nextTimes } from '../../words/cron.ts';
import css from './sync-editor.module.css';

const shown = 5;
const unitMs: Record<string, number> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** The next times at which a schedule is due. An interval counts from the beginning of 1970, as Temporal has it. */
function dueTimes(when: Sync['when'], now: number): number[] {
  if (typeof when !== 'object') return [];
  if ('cron' in when) return nextTimes(when.cron, when.zone, now, shown);
  if (!('every' in when)) return [];
  const [, amount, unit = ''] = /^(\d+) (minute|hour|day|week)s?$/.exec(when.every) ?? [];
  const everyMs = Number(amount) * (unitMs[unit] ?? Number.NaN);
  if (!(everyMs > 0)) return [];
  const first = (Math.floor(now / everyMs) + 1) * everyMs;
  return Array.from({ length: shown }, (_, index) => first + index * everyMs);
}

/** When a schedule that is being made would run next. */
export function NextRuns({ when, zone }: { when: Sync['when']; zone: string }) {
  const format = useFormats();
  const words = useTranslations('syncs.editor.schedule');
  // The clock of the browser, once it is one: the server's page must not differ from it.
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => setNow(Date.now()), []);
  if (now === null || typeof when !== 'object' || 'after' in when) return null;
  const times = dueTimes(when, now);
  if (times.length === 0) return <p className={css.dim}>{words('noNext')}</p>;
  const ownZone = 'cron' in when ? when.zone : zone;
  return (
    <div>
      <p className={css.dim}>{words('next', { zone: ownZone })}</p>
      <ul className={css.next} aria-label={words('next', { zone: ownZone })}>
        {times.map((at) => (
          <li key={at}>{format.time(new Date(at).toISOString(), ownZone)}</li>
        ))}
      </ul>
    </div>
  );
}
