import { z } from 'zod';
import { humanise } from '../../models/words/names.ts';

/** A form that a schema asks for, as plain data: what `SchemaForm` draws. */
export type FormField = {
  /** Of the property that it fills; empty at the root. */
  name: string;
  title: string;
  description: string | null;
  required: boolean;
} & (
  | { kind: 'text'; secret: boolean; long: boolean; preset: string | null }
  | { kind: 'number'; integer: boolean; least: number | null; most: number | null; preset: number | null }
  | { kind: 'boolean'; preset: boolean | null }
  | { kind: 'choice'; values: string[]; preset: string | null }
  /** Texts by name; of these values alone, where there are some. */
  | { kind: 'record'; values: string[] | null }
  | { kind: 'group'; fields: FormField[] }
  /** One of several shapes: told apart by the value of `tag`, or by the properties that they must have. */
  | { kind: 'variants'; tag: string | null; variants: FormVariant[] }
  /** What no control is made for. */
  | { kind: 'json' }
);

export interface FormVariant {
  title: string;
  description: string | null;
  /** Of the tag. */
  value: string | null;
  /** The properties that it alone must have. */
  keys: string[];
  fields: FormField[];
}

interface Node {
  type?: string;
  description?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  secret?: boolean;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Node>;
  required?: string[];
  additionalProperties?: Node | boolean;
  anyOf?: Node[];
  oneOf?: Node[];
}

/** Text that has lines. */
const longNames = /^(body|text|blocks|template|private_key|ca|sql)$/;
/** zod writes the bounds of its whole numbers, which nobody has to be told. */
const bound = (value: number | undefined): number | null =>
  value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? null : value;

/** The form of what one writes into a schema. */
export function formOf(schema: z.ZodType): FormField {
  const node = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
  return fieldOf(node, '', true);
}

/** A property's name as a label: "URL", "Timeout (ms)". */
const titleOf = (name: string): string =>
  humanise(name)
    .replace(/^Url$/, 'URL')
    .replace(/^Ca$/, 'CA')
    .replace(/^Oauth$/, 'OAuth')
    .replaceAll(/\b([Aa]pi|[Uu]rl|[Ss]3|[Ii]d|[Ss]sl|[Jj]wt)\b/g, (word) => word.toUpperCase())
    .replace(/ ms$/, ' (ms)');

function fieldOf(node: Node, name: string, required: boolean): FormField {
  const about = { name, title: titleOf(name), description: node.description ?? null, required };
  const shapes = node.oneOf ?? node.anyOf;
  if (shapes?.every(({ properties }) => properties !== undefined)) {
    return { ...about, kind: 'variants', ...variantsOf(shapes) };
  }
  if (node.enum?.every((value) => typeof value === 'string')) {
    const preset = typeof node.default === 'string' ? node.default : null;
    return { ...about, kind: 'choice', values: node.enum.map(String), preset };
  }
  if (node.type === 'boolean') {
    return { ...about, kind: 'boolean', preset: typeof node.default === 'boolean' ? node.default : null };
  }
  if (node.type === 'integer' || node.type === 'number') {
    return {
      ...about,
      ...{ kind: 'number', integer: node.type === 'integer' },
      ...{ least: bound(node.minimum), most: bound(node.maximum) },
      preset: typeof node.default === 'number' ? node.default : null,
    };
  }
  if (node.type === 'string') {
    const preset = typeof node.default === 'string' ? node.default : null;
    return { ...about, kind: 'text', secret: node.secret === true, long: longNames.test(name), preset };
  }
  if (node.properties !== undefined) return { ...about, kind: 'group', fields: fieldsOf(node, []) };
  if (node.type === 'object' && typeof node.additionalProperties === 'object') {
    const { type, enum: values } = node.additionalProperties;
    if (type === 'string') return { ...about, kind: 'record', values: values?.map(String) ?? null };
  }
  return { ...about, kind: 'json' };
}

function fieldsOf({ properties = {}, required = [] }: Node, without: readonly string[]): FormField[] {
  return Object.entries(properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, node]) => fieldOf(node, name, required.includes(name)));
}

function variantsOf(shapes: readonly Node[]): { tag: string | null; variants: FormVariant[] } {
  const [first] = shapes;
  const tag =
    Object.keys(first?.properties ?? {}).find((name) =>
      shapes.every(({ properties }) => typeof properties?.[name]?.const === 'string'),
    ) ?? null;
  const variants = shapes.map((shape): FormVariant => {
    const others = shapes.filter((other) => other !== shape);
    const own = tag === null ? undefined : shape.properties?.[tag];
    const keys = (shape.required ?? []).filter((name) =>
      others.every(({ properties = {} }) => !Object.hasOwn(properties, name)),
    );
    const value = typeof own?.const === 'string' ? own.const : null;
    return {
      title: titleOf(value ?? keys.join(', ')),
      description: own?.description ?? shape.description ?? null,
      ...{ value, keys, fields: fieldsOf(shape, tag === null ? [] : [tag]) },
    };
  });
  return { tag, variants };
}
