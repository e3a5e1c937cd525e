/** How a row's values are written as JSON and as plain text, the same in every destination. */

/**
 * JSON of a value, with nothing lost on the way: a bigint and a number that JSON has no word for (NaN,
 * Infinity) become text. Throws on `undefined`, which would vanish from the document.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, (_name, inner: unknown) => {
    if (typeof inner === 'bigint') return String(inner);
    return typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner;
  });
  if (text === undefined) throw new TypeError('there is no value to write as JSON');
  return text;
}

/** A value as the text of one cell; null and undefined have none. Lists and objects become JSON. */
export function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? jsonText(value) : String(value);
}
