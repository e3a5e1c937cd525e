import { z } from 'zod';
import { askedOnce } from '../asked-once.ts';
import type { Field, FieldType } from '../define.ts';
import { parseJson } from '../exchange.ts';
import { readAs, refuseUnlessSuccess } from './answer.ts';
import { ask, call, type HubspotClient } from './client.ts';

const propertiesSchema = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      label: z.string().nullish(),
      type: z.string(),
      fieldType: z.string().catch(''),
      options: z.array(z.object({ value: z.string() })).catch([]),
      calculated: z.boolean().catch(false),
      externalOptions: z.boolean().catch(false),
      hasUniqueValue: z.boolean().catch(false),
      modificationMetadata: z.object({ readOnlyValue: z.boolean().catch(false) }).nullish(),
    }),
  ),
});
type Property = z.infer<typeof propertiesSchema>['results'][number];

/** As HubSpot has it; of enumerations whether several values go. */
export type PropertyType =
  | 'text'
  | 'email'
  | 'number'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'choice'
  | 'choices';

/** The property that holds a record's id, which is not a property like the others. */
export const recordId = 'hs_object_id';

/** HubSpot's bound for text. */
const longestText = 65_536;

async function definitions(client: HubspotClient, type: string, signal: AbortSignal): Promise<Property[]> {
  const path = `/crm/v3/properties/${encodeURIComponent(type)}`;
  return readAs(propertiesSchema, client.config, await call(client, { method: 'GET', path, signal })).results;
}

/** The types of an object's properties by name, by which values are written. */
export const propertyTypes = (
  client: HubspotClient,
  type: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PropertyType>> =>
  askedOnce(client.properties, type, async () => {
    const read = await definitions(client, type, signal);
    return new Map(read.map((property) => [property.name, typeOf(property)]));
  });

/** The properties that can be written, and those by which records are found. */
export async function fieldsOf(client: HubspotClient, type: string, signal: AbortSignal): Promise<Field[]> {
  const read = await definitions(client, type, signal);
  const written = read.filter(
    ({ name, calculated, modificationMetadata }) =>
      name === recordId || (!calculated && modificationMetadata?.readOnlyValue !== true),
  );
  const required = await requiredProperties(client, type, signal);
  return written.map((property) => ({
    ...fieldOf(type, property),
    ...(required.includes(property.name) ? { required: true } : {}),
  }));
}

/** What a new record must have, which only custom objects say, to a token that may read their schemas. */
async function requiredProperties(
  client: HubspotClient,
  type: string,
  signal: AbortSignal,
): Promise<string[]> {
  if (!/^(2-|p\d)/.test(type)) return [];
  const path = `/crm/v3/schemas/${encodeURIComponent(type)}`;
  const reply = await ask(client, { method: 'GET', path, signal });
  if (reply.status === 403 || reply.status === 404) return [];
  refuseUnlessSuccess(client.config, reply);
  const parsed = z
    .object({ requiredProperties: z.array(z.string()).catch([]) })
    .safeParse(parseJson(reply.text));
  return parsed.success ? parsed.data.requiredProperties : [];
}

function typeOf({ name, type, fieldType }: Property): PropertyType {
  if (type === 'bool' || fieldType === 'booleancheckbox') return 'boolean';
  if (type === 'enumeration') return fieldType === 'checkbox' ? 'choices' : 'choice';
  if (type === 'number' || type === 'date' || type === 'datetime') return type;
  return name === 'email' ? 'email' : 'text';
}

const fieldTypes: Record<PropertyType, FieldType> = {
  text: 'text',
  email: 'email',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamp',
  choice: 'text',
  choices: 'list',
};

function fieldOf(objectType: string, property: Property): Field {
  const { name, label, type, fieldType, options, externalOptions, hasUniqueValue } = property;
  const own = typeOf(property);
  // Unique in fact, though its definition does not say so.
  const isContactsEmail = objectType === 'contacts' && name === 'email';
  const phone = type === 'phone_number' || fieldType === 'phonenumber';
  const chosen = own.startsWith('choice') && !externalOptions && options.length > 0;
  return {
    name,
    ...(label ? { title: label } : {}),
    type: phone ? 'phone' : fieldTypes[own],
    ...(hasUniqueValue || name === recordId || isContactsEmail ? { identity: true } : {}),
    ...(chosen ? { values: options.map(({ value }) => value) } : {}),
    ...(own === 'text' ? { longest: longestText } : {}),
  };
}
