import { instantOf } from '../instant.ts';
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
