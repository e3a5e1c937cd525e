import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import type { Formats } from './format.ts';

/** A trait's value as a person writes it: lists in words, times with their zone, decimals without idle zeros. */
export function traitValue(format: Formats, value: string, kind: ColumnKind, zone: string): string {
  switch (kind) {
    case 'integer':
    case 'decimal':
    case 'double':
      return format.measure(Number(value));
    case 'boolean':
      return format.yesNo(value === 'true');
    case 'timestamp':
      return format.time(value, zone);
    case 'json': {
      const parsed: unknown = JSON.parse(value);
      return Array.isArray(parsed) ? parsed.join(', ') : value;
    }
    default:
      return value;
  }
}
