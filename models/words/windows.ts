import { durationHours } from '../../models/workspace/kinds/shared.ts';
import { formatDay } from '../ui/format.ts';

/** The moment from which windows are measured, and the zone in which days are written. */
export interface Reading {
  asOf: string | null;
  zone: string;
}

/** The date that a relative window means: `since 24 Aug 2026, Europe/Berlin`; nothing before a refresh. */
export function sinceWords(duration: string, { asOf, zone }: Reading): string {
  if (asOf === null) return '';
  const since = new Date(Date.parse(asOf) - durationHours(duration) * 3_600_000).toISOString();
  return `since ${formatDay(since, zone)}, ${zone}`;
}
