import { everySo } from '../../models/words/german/durations.ts';
import type { Language } from '../../models/words/language.ts';
import type { Sync } from '../../models/workspace/kinds/sync.ts';

const two = (text: string): string => text.padStart(2, '0');

/** How a language says when a sync runs. */
interface Tongue {
  minutes: (every: string) => string;
  hour: (minute: string) => string;
  day: (at: string, zone: string) => string;
  cron: (cron: string, zone: string) => string;
  manual: string;
  every: (duration: string) => string;
  afterRefresh: string;
  afterSyncs: (syncs: readonly string[]) => string;
  afterDbt: (models: readonly string[]) => string;
}

const tongues: Record<Language, Tongue> = {
  en: {
    minutes: (every) => `Every ${every} minutes`,
    hour: (minute) => `Every hour, at minute ${minute}`,
    day: (at, zone) => `Every day at ${at} ${zone}`,
    cron: (cron, zone) => `Schedule ${cron} (${zone})`,
    manual: 'On request',
    every: (duration) => `Every ${duration.replace(/^1 /, '')}`,
    afterRefresh: 'After each refresh',
    afterSyncs: (syncs) => `After ${syncs.join(' and ')}`,
    afterDbt: (models) => `After dbt has run ${models.join(', ')}`,
  },
  de: {
    minutes: (every) => `Alle ${every} Minuten`,
    hour: (minute) => `Jede Stunde, zur Minute ${minute}`,
    day: (at, zone) => `Jeden Tag um ${at} ${zone}`,
    cron: (cron, zone) => `Zeitplan ${cron} (${zone})`,
    manual: 'Auf Abruf',
    every: (duration) => everySo(duration).replace(/^./, (first) => first.toUpperCase()),
    afterRefresh: 'Nach jeder Aktualisierung',
    afterSyncs: (syncs) => `Nach ${syncs.join(' und ')}`,
    afterDbt: (models) => `Nachdem dbt ${models.join(', ')} ausgeführt hat`,
  },
};

/** The commonest schedules in words; any other as it is written. */
export function cronWords(cron: string, zone: string, language: Language = 'en'): string {
  const say = tongues[language];
  const [minute = '', hour = '', day, month, weekday] = cron.trim().split(/\s+/);
  const daily = day === '*' && month === '*' && weekday === '*';
  const number = (text: string) => /^\d+$/.test(text);
  const every = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (daily && hour === '*' && every !== undefined) return say.minutes(every);
  if (daily && hour === '*' && number(minute)) return say.hour(minute);
  if (daily && number(hour) && number(minute)) return say.day(`${two(hour)}:${two(minute)}`, zone);
  return say.cron(cron, zone);
}

export function whenWords(when: Sync['when'], language: Language = 'en'): string {
  const say = tongues[language];
  if (when === 'manual') return say.manual;
  if ('every' in when) return say.every(when.every);
  if ('cron' in when) return cronWords(when.cron, when.zone, language);
  if (when.after === 'refresh') return say.afterRefresh;
  return 'syncs' in when.after ? say.afterSyncs(when.after.syncs) : say.afterDbt(when.after.dbt);
}
