import { cellText } from '../values.ts';
import type { PropertyType } from './properties.ts';

/** What empties a property. */
export const emptied = '';

/** HubSpot keeps addresses in lower case. */
export const normaliseEmail = (email: string): string => email.trim().toLowerCase();

/** A key as HubSpot has it. */
export const normaliseKey = (key: string, match: string): string =>
  match === 'email' ? normaliseEmail(key) : key;

/**
 * A value as HubSpot takes it, always text. What does not look like its type goes as it is, so that HubSpot says
 * itself what is wrong with it.
 */
export function propertyText(value: unknown, type: PropertyType | undefined): string {
  if (value === null || value === undefined) return emptied;
  if (Array.isArray(value) && (type === 'choices' || type === 'choice')) {
    return value.map((one) => cellText(one) ?? '').join(';');
  }
  const text = cellText(value) ?? emptied;
  if (type === 'email') return normaliseEmail(text);
  if (type === 'boolean') return /^(true|false)$/i.test(text) ? text.toLowerCase() : text;
  // A date property refuses a time of day, a datetime property what is not ISO 8601.
  if (type === 'date') return instantOf(text)?.slice(0, 10) ?? text;
  return type === 'datetime' ? (instantOf(text) ?? text) : text;
}

const instant = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/;

/** ISO 8601 in UTC of what warehouses write as a date or a timestamp; one that names no zone is in UTC. */
function instantOf(text: string): string | undefined {
  const [, day, time = '00:00:00', zone = 'Z'] = instant.exec(text.trim()) ?? [];
  if (day === undefined) return undefined;
  const offset = /^[+-]/.test(zone)
    ? zone.replace(/^([+-]\d\d):?(\d\d)?$/, (_, h, m = '00') => `${h}:${m}`)
    : 'Z';
  const milliseconds = time.replace(/(\.\d{3})\d+$/, '$1');
  const parsed = Date.parse(`${day}T${milliseconds}${offset}`);
  return Number.isNaN(parsed) ? undefined : new Date(parsed).toISOString();
}
