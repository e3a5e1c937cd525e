import type { MappedValue } from '../workspace/kinds/mapping.ts';

/** How one field of a destination comes about, in short: a column's name, a template, or what is made of either. */
export function valueWords(value: MappedValue): string {
  if (typeof value === 'string') return value;
  if ('value' in value) return JSON.stringify(value.value);
  if ('object' in value)
    return `{ ${Object.entries(value.object)
      .map(([name, inner]) => `${name}: ${valueWords(inner)}`)
      .join(', ')} }`;
  if ('list' in value) return `[${value.list.map(valueWords).join(', ')}]`;
  const of = 'column' in value ? value.column : 'template' in value ? value.template : value.formula;
  const made = [
    value.normalize === undefined ? null : `normalised: ${value.normalize}`,
    value.hash === undefined ? null : value.hash.toUpperCase().replace('SHA256', 'SHA-256'),
    value.type === undefined ? null : `as ${value.type}`,
    value.nulls === undefined ? null : `nulls: ${value.nulls}`,
    value.required ? 'required' : null,
  ].filter((part) => part !== null);
  return made.length === 0 ? of : `${of} (${made.join(', ')})`;
}
