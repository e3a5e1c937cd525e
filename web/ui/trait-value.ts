import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { formatMeasure, formatTime } from './format.ts';

/** A trait's value as a person writes it: lists in words, times with their zone, decimals without idle zeros. */
export function traitValue(value: string, kind: ColumnKind, zone: string): string {
  switch (kind) {
    case 'integer':
    case 'decimal':
    case 'double':
      return formatMeasure(Number(value));
    case 'boolean':
      return value === 'true' ? 'yes' : 'no';
    case 'timestamp':
      return formatTime(value, zone);
    case 'json': {
      const parsed: unknown = JSON.parse(value);
      return Array.isArray(parsed) ? parsed.join(', ') : value;
    }
    default:
      return value;
  }
}
