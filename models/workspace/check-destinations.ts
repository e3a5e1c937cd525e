import { z } from 'zod';
import type { Found } from './check.ts';
import { holdsPlaceholder, placeholderForm, textsOf } from './check-placeholders.ts';
import { bare, oneOf, schemasAt, valueAt } from './describe-schema.ts';
import type { FieldPath } from './field-path.ts';
import { findingsOf } from './issues.ts';
import type { Destination } from './kinds/destination.ts';
import type { Sync } from './kinds/sync.ts';
import { missing } from './names.ts';
import type { Finding } from './problem.ts';
import type { Workspace } from './resource.ts';

/** What can be said of a kind of destination without knowing how to reach it. */
interface DestinationType {
  config: z.ZodType;
  objects: Readonly<Record<string, { options: z.ZodType; modes: readonly string[] }>>;
}
export type DestinationTypes = Readonly<Record<string, DestinationType>>;

/** The plain description of a registry of destinations. */
export function describeDestinations(
  definitions: Readonly<
    Record<
      string,
      {
        config: z.ZodType;
        objects: readonly { slug: string; options: z.ZodType; modes: readonly string[] }[];
      }
    >
  >,
): DestinationTypes {
  return Object.fromEntries(
    Object.entries(definitions).map(([type, { config, objects }]) => [
      type,
      { config, objects: Object.fromEntries(objects.map((object) => [object.slug, object])) },
    ]),
  );
}

/** Destinations are of a known type with the settings it asks for; syncs name its objects, options and modes. */
export function* checkDestinations(workspace: Workspace, types: DestinationTypes): Iterable<Found> {
  for (const destination of workspace.all('destination')) {
    const type = typeOf(destination, types);
    if (type) for (const finding of checkConfig(destination, type)) yield [destination, finding];
    else yield [destination, missing('type of destination', destination.type, Object.keys(types), ['type'])];
  }
  for (const sync of workspace.all('sync')) {
    const destination = workspace.get('destination', sync.to.destination);
    const type = destination && typeOf(destination, types);
    if (type) for (const finding of checkTo(sync, type)) yield [sync, finding];
  }
}

const typeOf = ({ type }: Destination, types: DestinationTypes): DestinationType | undefined =>
  Object.hasOwn(types, type) ? types[type] : undefined;

function checkConfig({ config }: Destination, type: DestinationType): Finding[] {
  const exposed = [...textsOf(config)]
    .filter(([path, text]) => isSecret(type.config, path) && !holdsPlaceholder(text))
    .map(([path]) => ({
      path: ['config', ...path],
      message: `a secret must not stand in the file; write ${placeholderForm} and set NAME in the environment`,
      expected: placeholderForm,
    }));
  const parsed = type.config.safeParse(config);
  if (parsed.success) return exposed;
  const findings = findingsOf(type.config, config, parsed.error.issues)
    // What a placeholder stands for is known only where it is used, and a secret is never echoed.
    .filter(({ path }) => !isPlaceholder(valueAt(config, path)) && !isSecretText(type.config, config, path))
    .map((finding) => ({ ...finding, path: ['config', ...finding.path] }));
  return [...exposed, ...findings];
}

const isPlaceholder = (value: unknown): boolean => typeof value === 'string' && holdsPlaceholder(value);

const isSecretText = (schema: z.ZodType, config: unknown, path: FieldPath): boolean =>
  isSecret(schema, path) && typeof valueAt(config, path) === 'string';

/** Whether a field, or anything that it is part of, is marked `.meta({ secret: true })`. */
function isSecret(schema: z.core.$ZodType, path: FieldPath): boolean {
  return path.some((_, index) => declarationsAt(schema, path.slice(0, index + 1)).some(isMarked));
}

/** The declarations of a field as they were written, wrappers and all. */
function declarationsAt(schema: z.core.$ZodType, path: FieldPath): z.core.$ZodType[] {
  const step = path.at(-1);
  return schemasAt(schema, path.slice(0, -1)).flatMap((parent) => {
    const options = parent instanceof z.ZodUnion ? parent.options : [parent];
    return options.flatMap((option) => {
      const holder = bare(option);
      if (holder instanceof z.ZodObject) return holder.shape[String(step)] ?? [];
      if (holder instanceof z.ZodRecord) return holder.valueType;
      return holder instanceof z.ZodArray ? holder.element : [];
    });
  });
}

function isMarked(schema: z.core.$ZodType): boolean {
  if (z.globalRegistry.get(schema)?.secret === true) return true;
  const wraps =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return wraps && isMarked(schema.unwrap());
}

function checkTo(sync: Sync, type: DestinationType): Finding[] {
  const { destination, object: slug, ...options } = sync.to;
  const object = Object.hasOwn(type.objects, slug) ? type.objects[slug] : undefined;
  if (!object)
    return [
      missing(`object of the destination "${destination}"`, slug, Object.keys(type.objects), [
        'to',
        'object',
      ]),
    ];
  const parsed = object.options.safeParse(options);
  const findings = parsed.success ? [] : findingsOf(object.options, options, parsed.error.issues);
  const located = findings.map((finding) => ({ ...finding, path: ['to', ...finding.path] }));
  if (object.modes.includes(sync.mode)) return located;
  const expected = oneOf(object.modes);
  return [
    ...located,
    { path: ['mode'], message: `"${slug}" cannot be sent in this mode; expected ${expected}`, expected },
  ];
}
