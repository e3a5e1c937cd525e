import { isDeepStrictEqual } from 'node:util';
import { Document, isCollection, isMap, isScalar, isSeq, visit } from 'yaml';
import { z } from 'zod';
import { bare } from './describe-schema.ts';
import { type Resource, schemas } from './resource.ts';

/** Collections up to this length stand on one line. */
const flowWidth = 76;

/**
 * The one YAML text of a resource: fields in the order of its schema, defaults left out, short collections
 * on one line. Loading it gives the resource again.
 */
export function toYaml(resource: Resource): string {
  const schema = schemas[resource.kind];
  const document = new Document(withoutDefaults(schema, schema.parse(resource)), {
    aliasDuplicateObjects: false,
  });
  visit(document, {
    Collection: (_, node, path) => {
      if (path.length > 1 && fitsOneLine(node)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** A parsed value without the fields that parsing would put back. */
function withoutDefaults(schema: z.core.$ZodType, value: unknown): unknown {
  const here = bare(schema);
  if (here instanceof z.ZodUnion) {
    const option = here.options.find((one) => z.safeParse(one, value).success);
    return option === undefined ? value : withoutDefaults(option, value);
  }
  if (Array.isArray(value)) {
    return here instanceof z.ZodArray ? value.map((item) => withoutDefaults(here.element, item)) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const fieldSchema = (name: string): z.core.$ZodType | undefined =>
    here instanceof z.ZodObject ? here.shape[name] : here instanceof z.ZodRecord ? here.valueType : undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      const schemaOfField = fieldSchema(name);
      if (schemaOfField === undefined) return [[name, field]];
      return isDefault(schemaOfField, field) ? [] : [[name, withoutDefaults(schemaOfField, field)]];
    }),
  );
}

const isDefault = (schema: z.core.$ZodType, value: unknown): boolean =>
  schema instanceof z.ZodDefault && isDeepStrictEqual(value, schema.def.defaultValue);

/** Short, without line breaks, and without lists of maps, which read better one below the other. */
function fitsOneLine(node: unknown): boolean {
  if (!isCollection(node) || lengthOf(node) > flowWidth) return false;
  let fits = true;
  visit(node, {
    Seq: (_, seq) => {
      if (seq.items.some((item) => !isScalar(item))) fits = false;
    },
    Scalar: (_, { value }) => {
      if (typeof value === 'string' && /[\r\n]/.test(value)) fits = false;
    },
  });
  return fits;
}

/** The length of a value on one line, roughly: quotes come on top. */
function lengthOf(node: unknown): number {
  if (isMap(node)) {
    return node.items.reduce((sum, { key, value }) => sum + lengthOf(key) + lengthOf(value) + 4, 2);
  }
  if (isSeq(node)) return node.items.reduce<number>((sum, item) => sum + lengthOf(item) + 2, 2);
  return isScalar(node) ? String(node.value).length : 0;
}
