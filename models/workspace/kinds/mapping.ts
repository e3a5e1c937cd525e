import { z } from 'zod';
import { columnName } from './shared.ts';

/** What a mapped value may be made into. */
export const mappedTypes = ['text', 'integer', 'number', 'boolean', 'date', 'timestamp'] as const;
export type MappedType = (typeof mappedTypes)[number];

export const fieldNormalizers = ['trim', 'lower', 'upper', 'digits', 'email', 'phone', 'name'] as const;

/**
 * What a field whose value is null does: `send` sends null, `skip` leaves the field out, so that the destination keeps
 * what it has, and `clear` empties it there.
 */
export const nullPolicies = ['send', 'skip', 'clear'] as const;
export type NullPolicy = (typeof nullPolicies)[number];

const policy = {
  nulls: z.enum(nullPolicies).optional(),
  /** A row without a value is rejected. */
  required: z.boolean().optional(),
};

const made = {
  ...policy,
  type: z.enum(mappedTypes).optional(),
  normalize: z.enum(fieldNormalizers).optional(),
  /** Of phone numbers without a country code: their ISO 3166 country. */
  region: z.string().length(2).optional(),
  hash: z.enum(['sha256', 'md5']).optional(),
};

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
);

const text = z.string().min(1);
const column = z.strictObject({ column: columnName, ...made });
const template = z.strictObject({ template: text, ...made });
const formula = z.strictObject({ formula: text, ...made });
const constant = z.strictObject({ value: json });

/** How one value comes about: a column, or a template over columns, in short; or with what is to be made of it. */
const single = z.union([text, column, template, formula]);
export type SingleValue = z.infer<typeof single>;

export type MappedValue =
  | SingleValue
  | z.infer<typeof constant>
  | { object: Record<string, MappedValue> }
  | { list: MappedValue[] };

const fieldName = z.string().min(1);

/** One field of the destination. */
export const mappedValue: z.ZodType<MappedValue> = z.lazy(() =>
  z.union([
    text,
    column,
    template,
    formula,
    constant,
    z.strictObject({ object: z.record(fieldName, mappedValue) }),
    z.strictObject({ list: z.array(mappedValue).min(1) }),
  ]),
);

export const mapping = z.record(fieldName, mappedValue);
export type Mapping = z.infer<typeof mapping>;

/** What names a row at the destination. */
export const keyValue = single;

/** Short forms written out. */
export function singleOf(value: SingleValue): Exclude<SingleValue, string> {
  if (typeof value !== 'string') return value;
  return value.includes('{{') ? { template: value } : { column: value };
}

/** Every single value of a mapping, however deep, with its path. */
export function* singleValues(
  map: Mapping,
  path: readonly (string | number)[] = [],
): Generator<{ path: (string | number)[]; value: SingleValue }> {
  for (const [field, value] of Object.entries(map)) yield* within(value, [...path, field]);
}

function* within(
  value: MappedValue,
  path: (string | number)[],
): Generator<{ path: (string | number)[]; value: SingleValue }> {
  if (typeof value === 'string') yield { path, value };
  else if ('object' in value) yield* singleValues(value.object, [...path, 'object']);
  else if ('list' in value)
    for (const [index, item] of value.list.entries()) yield* within(item, [...path, 'list', index]);
  else if (!('value' in value)) yield { path, value };
}
