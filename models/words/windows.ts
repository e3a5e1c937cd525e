import { durationHours } from '../workspace/kinds/shared.ts';
import type { Language } from './language.ts';

/** The moment from which windows are measured, and the zone in which days are written. */
export interface Reading {
  asOf: string | null;
  zone: string;
}

/** The date that a relative window means: `since 24 Aug 2026, Europe/Berlin`; nothing before a refresh. */
export function sinceWords(duration: string, { asOf, zone }: Reading, language: Language = 'en'): string {
  if (asOf === null) return '';
  const since = new Date(Date.parse(asOf) - durationHours(duration) * 3_600_000).toISOString();
  if (language === 'de') return `seit ${germanDay(since, zone)}, ${zone}`;
  return `since ${formatDay(since, zone)}, ${zone}`;
}

/** `24 Aug 2026`. */
function formatDay(iso: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
    timeZone: zone,
  }).formatToParts(new Date(iso));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('day')} ${part('month')} ${part('year')}`;
}

/** `24. Aug. 2026`. */
const germanDay = (iso: string, zone: string): string =>
  new Intl.DateTimeFormat('de-DE', {
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
    timeZone: zone,
  }).format(new Date(iso));
