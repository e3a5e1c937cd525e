import { z } from 'zod';

type Schema = z.core.$ZodType;

/** A schema without the wrappers that say nothing of a value's shape. */
export function bare(schema: Schema): Schema {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodLazy
  ) {
    return bare(schema.unwrap());
  }
  return schema instanceof z.ZodPipe ? bare(schema.in) : schema;
}

/** The schemas that may stand at a path, one for each branch of the unions on the way. */
export function schemasAt(schema: Schema, path: readonly PropertyKey[]): Schema[] {
  const here = bare(schema);
  const [step, ...rest] = path;
  if (step === undefined) return [here];
  if (here instanceof z.ZodUnion) return here.options.flatMap((option) => schemasAt(option, path));
  const next = childOf(here, step);
  return next === undefined ? [] : schemasAt(next, rest);
}

function childOf(schema: Schema, step: PropertyKey): Schema | undefined {
  if (schema instanceof z.ZodObject) {
    return Object.hasOwn(schema.shape, step) ? schema.shape[String(step)] : undefined;
  }
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodTuple) return schema.def.items[Number(step)];
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

/** The fields that a map may have at a path. */
export function fieldsAt(schema: Schema, path: readonly PropertyKey[]): string[] {
  const maps = schemasAt(schema, path)
    .flatMap(branches)
    .filter((found) => found instanceof z.ZodObject);
  return [...new Set(maps.flatMap((map) => Object.keys(map.shape)))];
}

/** A union's options, and those of the unions among them; a schema that is no union is its own only one. */
function branches(schema: Schema): Schema[] {
  const here = bare(schema);
  return here instanceof z.ZodUnion ? here.options.flatMap((option) => branches(option)) : [here];
}

/** What a schema takes, in words: `text`, `a whole number`, `one of "a", "b"`, `a map`. */
export function describe(schema: Schema): string {
  const here = bare(schema);
  if (here instanceof z.ZodUnion) return orList([...new Set(here.options.map((option) => describe(option)))]);
  if (here instanceof z.ZodEnum) return oneOf(here.options);
  if (here instanceof z.ZodLiteral) return oneOf([...here.values]);
  if (here instanceof z.ZodObject) {
    const required = Object.entries(here.shape).filter(([, field]) => !(field instanceof z.ZodOptional));
    const names = required.map(([name]) => name);
    return names.length > 0 && names.length <= 4 ? `a map with ${names.join(', ')}` : 'a map';
  }
  return typeName(here._zod.def.type, here instanceof z.ZodNumber && here.format !== null);
}

/** The words that a schema takes as they are. */
export function wordsOf(schema: Schema): string[] {
  return branches(schema).flatMap((branch) =>
    branch instanceof z.ZodEnum
      ? branch.options.map(String)
      : branch instanceof z.ZodLiteral
        ? [...branch.values].map(String)
        : [],
  );
}

export const oneOf = (values: readonly unknown[]): string =>
  values.length === 1
    ? JSON.stringify(values[0])
    : `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`;

const orList = (parts: string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'nothing',
};

/** The word for one of zod's type names. */
export function typeName(type: string, whole = false): string {
  return (whole ? typeNames.int : typeNames[type]) ?? type;
}

/** What a value is, in the words of `describe`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeNames[typeof value] ?? typeof value;
}

/** The value at a path, or undefined. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (here, step) =>
      typeof here === 'object' && here !== null && Object.hasOwn(here, step)
        ? Reflect.get(here, step)
        : undefined,
    value,
  );
}
