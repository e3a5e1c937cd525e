import type {
  fieldNormalizers,
  MappedType,
  MappedValue,
  NullPolicy,
  SingleValue,
} from '../../../models/workspace/kinds/mapping.ts';

/** How a value comes about. `nested` is what no row of a table can show. */
export type ValueShape = 'column' | 'template' | 'formula' | 'fixed' | 'nested';
export type Normalizer = (typeof fieldNormalizers)[number];

/** What is made of a value that is read. */
export interface Made {
  type?: MappedType | undefined;
  normalize?: Normalizer | undefined;
  region?: string | undefined;
  hash?: 'sha256' | 'md5' | undefined;
  nulls?: NullPolicy | undefined;
  required?: boolean | undefined;
}

const isTemplate = (text: string): boolean => text.includes('{{');

export function shapeOf(value: MappedValue): ValueShape {
  if (typeof value === 'string') return isTemplate(value) ? 'template' : 'column';
  if ('column' in value) return 'column';
  if ('template' in value) return 'template';
  if ('formula' in value) return 'formula';
  return 'value' in value && (value.value === null || typeof value.value !== 'object') ? 'fixed' : 'nested';
}

/** What stands in the source cell. */
export function sourceText(value: MappedValue): string {
  if (typeof value === 'string') return value;
  if ('column' in value) return value.column;
  if ('template' in value) return value.template;
  if ('formula' in value) return value.formula;
  if ('value' in value) return typeof value.value === 'string' ? value.value : JSON.stringify(value.value);
  return '';
}

export function madeOf(value: MappedValue): Made {
  if (typeof value === 'string' || 'value' in value || 'object' in value || 'list' in value) return {};
  const { type, normalize, region, hash, nulls, required } = value;
  return { type, normalize, region, hash, nulls, required };
}

/** A value of one source: in short where nothing is made of it. */
export function singleValue(shape: 'column' | 'template' | 'formula', text: string, made: Made): SingleValue {
  const given: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(made)) {
    if (one !== undefined && one !== false && one !== '') given[name] = one;
  }
  if (made.normalize !== 'phone') delete given.region;
  const plain = Object.keys(given).length === 0;
  if (shape === 'formula') return { formula: text, ...given };
  if (plain && isTemplate(text) === (shape === 'template')) return text;
  return shape === 'template' ? { template: text, ...given } : { column: text, ...given };
}

/** The value with another text in its source cell. A text with braces is a template, any other a column. */
export function withSource(value: MappedValue, text: string): MappedValue {
  const shape = shapeOf(value);
  if (shape === 'nested') return value;
  if (shape === 'fixed') return { value: text };
  if (shape === 'formula') return singleValue('formula', text, madeOf(value));
  return singleValue(isTemplate(text) ? 'template' : 'column', text, madeOf(value));
}

/** The value with something else made of it. A fixed one is sent as it is. */
export function withMade(value: MappedValue, change: Made): MappedValue {
  const shape = shapeOf(value);
  if (shape === 'nested' || shape === 'fixed') return value;
  return singleValue(shape, sourceText(value), { ...madeOf(value), ...change });
}

/** The value as one of another shape; its text stays. */
export function withShape(value: MappedValue, shape: 'read' | 'formula' | 'fixed'): MappedValue {
  const text = sourceText(value);
  if (shape === 'fixed') return { value: text };
  if (shape === 'formula') return singleValue('formula', text, madeOf(value));
  return singleValue(isTemplate(text) ? 'template' : 'column', text, madeOf(value));
}

/** A mapping with one field under another name, in its place; the others as they were. */
export function renamed<T>(map: Record<string, T>, from: string, to: string): Record<string, T> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name === from ? to : name, value]));
}

/** The columns that a text of a source cell reads: a template's are known once it is compiled. */
export function missingColumn(value: MappedValue, columns: ReadonlySet<string>): string | null {
  if (shapeOf(value) !== 'column') return null;
  const name = sourceText(value);
  return columns.has(name) ? null : name;
}
