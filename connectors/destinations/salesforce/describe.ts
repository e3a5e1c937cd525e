import { z } from 'zod';
import { askedOnce } from '../asked-once.ts';
import type { Discovered, Field, FieldType } from '../define.ts';
import { readAs } from './answer.ts';
import { type SalesforceClient, withConnection } from './client.ts';

const fieldSchema = z.object({
  name: z.string(),
  label: z.string().catch(''),
  type: z.string(),
  length: z.number().catch(0),
  nillable: z.boolean(),
  defaultedOnCreate: z.boolean(),
  createable: z.boolean(),
  updateable: z.boolean(),
  externalId: z.boolean().catch(false),
  idLookup: z.boolean().catch(false),
  caseSensitive: z.boolean().catch(false),
  restrictedPicklist: z.boolean().catch(false),
  picklistValues: z.array(z.object({ active: z.boolean(), value: z.string() })).catch([]),
});
export type SObjectField = z.infer<typeof fieldSchema>;

const globalSchema = z.object({
  sobjects: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      createable: z.boolean(),
      updateable: z.boolean(),
      queryable: z.boolean(),
      customSetting: z.boolean().catch(false),
      deprecatedAndHidden: z.boolean().catch(false),
    }),
  ),
});

/** The fields of an object by name, described once a run. */
export const describe = (
  client: SalesforceClient,
  type: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, SObjectField>> =>
  askedOnce(client.fields, type, async () => {
    const answer: unknown = await withConnection(client, signal, (connection) => connection.describe(type));
    const { fields } = readAs(z.object({ fields: z.array(fieldSchema) }), answer);
    return new Map(fields.map((field) => [field.name, field]));
  });

/** Objects whose records can be made and changed. */
export async function discover(client: SalesforceClient, signal: AbortSignal): Promise<Discovered[]> {
  const answer: unknown = await withConnection(client, signal, (connection) => connection.describeGlobal());
  const { sobjects } = readAs(globalSchema, answer);
  return sobjects
    .filter(
      ({ createable, updateable, queryable, customSetting, deprecatedAndHidden }) =>
        createable && updateable && queryable && !customSetting && !deprecatedAndHidden,
    )
    .map(({ name, label }) => ({ object: 'record', options: { type: name }, title: label }));
}

const fieldTypes: Record<string, FieldType> = {
  boolean: 'boolean',
  int: 'integer',
  long: 'integer',
  double: 'number',
  currency: 'number',
  percent: 'number',
  date: 'date',
  datetime: 'timestamp',
  email: 'email',
  phone: 'phone',
  multipicklist: 'list',
};

export function fieldOf(field: SObjectField): Field {
  const { name, label, type, length, nillable, defaultedOnCreate, createable } = field;
  const values = field.picklistValues.filter(({ active }) => active).map(({ value }) => value);
  return {
    name,
    ...(label === '' ? {} : { title: label }),
    type: fieldTypes[type] ?? 'text',
    ...(createable && !nillable && !defaultedOnCreate && type !== 'boolean' ? { required: true } : {}),
    ...(field.externalId || field.idLookup ? { identity: true } : {}),
    ...(field.restrictedPicklist && values.length > 0 ? { values } : {}),
    ...(length > 0 && !field.restrictedPicklist ? { longest: length } : {}),
  };
}

/** Whether a mapping or a key can use a field; an address is written by its parts. */
export const isUsable = ({ type, createable, updateable, externalId, idLookup }: SObjectField): boolean =>
  type !== 'address' && type !== 'location' && (createable || updateable || externalId || idLookup);
