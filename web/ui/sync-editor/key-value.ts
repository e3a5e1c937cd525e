import type { MappedValue, SingleValue } from '../../../models/workspace/kinds/mapping.ts';

/** A mapped value as a key, which is of one source alone; what is none leaves the key as it was. */
export function singleOf(value: MappedValue, before: SingleValue): SingleValue {
  if (typeof value === 'string') return value;
  return 'column' in value || 'template' in value || 'formula' in value ? value : before;
}
