import { instantOf } from '../instant.ts';
import { cellText } from '../values.ts';
import type { SObjectField } from './describe.ts';

const numbers = ['int', 'long', 'double', 'currency', 'percent'];

/** A value as the REST API takes it in JSON. What does not look like its type goes as text, for Salesforce to judge. */
export function jsonValue(value: unknown, type: string | undefined): string | number | boolean | null {
  const text = plainText(value, type);
  if (text === null) return null;
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  // A number that JavaScript would round goes as text, which Salesforce reads as well.
  if (type !== undefined && numbers.includes(type) && text.trim() !== '' && String(Number(text)) === text) {
    return Number(text);
  }
  return text;
}

/** A value as the Bulk API takes it in a cell: an empty cell leaves a field as it is, `#N/A` empties it. */
export function csvValue(value: unknown, type: string | undefined): string {
  const text = plainText(value, type);
  return text === null || text === '' ? '#N/A' : text;
}

function plainText(value: unknown, type: string | undefined): string | null {
  if (type === 'multipicklist' && Array.isArray(value)) {
    return value.map((one) => cellText(one) ?? '').join(';');
  }
  const text = cellText(value);
  if (text === null) return null;
  if (type === 'date') return instantOf(text)?.slice(0, 10) ?? text;
  return type === 'datetime' ? (instantOf(text) ?? text) : text;
}

/** What tells two keys apart at Salesforce: most fields ignore case, and the last three letters of an id are a checksum. */
export function normaliseKey(
  key: string,
  { type, caseSensitive }: Pick<SObjectField, 'type' | 'caseSensitive'>,
): string {
  if (type === 'id' || type === 'reference') return key.slice(0, 15);
  if (numbers.includes(type) && key.trim() !== '' && Number.isFinite(Number(key))) return String(Number(key));
  return caseSensitive ? key : key.toLowerCase();
}
