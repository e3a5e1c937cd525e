/**
 * The milliseconds that a `Retry-After` header asks for: seconds, or an HTTP date (RFC 9110, 10.2.3).
 * A date that has passed is 0; what is neither is undefined.
 */
export function retryAfterMs(header: string | undefined, now: number = Date.now()): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  // Date.parse takes almost anything for a date; an HTTP date names its day or month in letters.
  const date = /[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
