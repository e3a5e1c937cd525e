import type { Sync } from '../../models/workspace/kinds/sync.ts';

const two = (text: string): string => text.padStart(2, '0');

/** The commonest schedules in words; any other as it is written. */
export function cronWords(cron: string, zone: string): string {
  const [minute = '', hour = '', day, month, weekday] = cron.trim().split(/\s+/);
  const daily = day === '*' && month === '*' && weekday === '*';
  const number = (text: string) => /^\d+$/.test(text);
  const every = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (daily && hour === '*' && every !== undefined) return `Every ${every} minutes`;
  if (daily && hour === '*' && number(minute)) return `Every hour, at minute ${minute}`;
  if (daily && number(hour) && number(minute)) return `Every day at ${two(hour)}:${two(minute)} ${zone}`;
  return `Schedule ${cron} (${zone})`;
}

export function whenWords(when: Sync['when']): string {
  if (when === 'manual') return 'On request';
  if ('every' in when) return `Every ${when.every.replace(/^1 /, '')}`;
  if ('cron' in when) return cronWords(when.cron, when.zone);
  if (when.after === 'refresh') return 'After each refresh';
  if ('syncs' in when.after) return `After ${when.after.syncs.join(' and ')}`;
  return `After dbt has run ${when.after.dbt.join(', ')}`;
}

export const modeWords: Record<Sync['mode'], { short: string; long: string }> = {
  insert: { short: 'Insert', long: 'Adds what is new, and never touches it again.' },
  update: { short: 'Update', long: 'Changes what is there, and adds nothing.' },
  upsert: { short: 'Upsert', long: 'Sends what is new or changed; removes nothing.' },
  mirror: {
    short: 'Mirror',
    long: 'Sends what is new or changed, and removes what Weft sent and is gone.',
  },
  archive: {
    short: 'Archive',
    long: 'Sends what is new or changed, and archives what Weft sent and is gone.',
  },
  audience: { short: 'Audience', long: 'Adds members, and removes those that are gone.' },
  events: { short: 'Events', long: 'Sends each event once.' },
};
