const instant = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * ISO 8601 in UTC, to the millisecond, of what warehouses write as a date or a timestamp; one that names no zone is
 * in UTC. Undefined for other text.
 */
export function instantOf(text: string): string | undefined {
  const [, day, time = '00:00:00', zone = 'Z'] = instant.exec(text.trim()) ?? [];
  if (day === undefined) return undefined;
  const offset = /^[+-]/.test(zone)
    ? zone.replace(/^([+-]\d\d):?(\d\d)?$/, (_, hours, minutes = '00') => `${hours}:${minutes}`)
    : 'Z';
  const parsed = Date.parse(`${day}T${time.replace(/(\.\d{3})\d+$/, '$1')}${offset}`);
  return Number.isNaN(parsed) ? undefined : new Date(parsed).toISOString();
}
