/** A field as Salesforce describes it. */
export interface SalesforceField {
  name: string;
  label: string;
  type: string;
  length: number;
  nillable: boolean;
  defaultedOnCreate: boolean;
  createable: boolean;
  updateable: boolean;
  externalId: boolean;
  idLookup: boolean;
  unique: boolean;
  caseSensitive: boolean;
  restrictedPicklist: boolean;
  picklistValues: { active: boolean; defaultValue: boolean; label: string; value: string }[];
}

interface Given {
  label?: string;
  length?: number;
  required?: boolean;
  readOnly?: boolean;
  external?: boolean;
  unique?: boolean;
  lookup?: boolean;
  caseSensitive?: boolean;
  values?: string[];
  defaulted?: boolean;
}

export function field(name: string, type = 'string', given: Given = {}): SalesforceField {
  const { label = name, length = 0, values = [] } = given;
  return {
    name,
    label,
    type,
    length,
    nillable: !given.required,
    defaultedOnCreate: given.defaulted ?? false,
    createable: !given.readOnly,
    updateable: !given.readOnly,
    externalId: given.external ?? false,
    idLookup: given.lookup ?? given.external ?? false,
    unique: given.unique ?? false,
    caseSensitive: given.caseSensitive ?? false,
    restrictedPicklist: values.length > 0,
    picklistValues: values.map((value) => ({ active: true, defaultValue: false, label: value, value })),
  };
}

export type Value = string | number | boolean | null;
export type SalesforceRecord = Record<string, Value>;

/** What Salesforce says of one record. */
export interface RecordError {
  statusCode: string;
  message: string;
  fields: string[];
}

export interface SalesforceObject {
  name: string;
  label: string;
  /** The first three letters of its records' ids. */
  prefix: string;
  fields: Map<string, SalesforceField>;
  records: Map<string, SalesforceRecord>;
}

export const objectOf = (
  name: string,
  label: string,
  prefix: string,
  fields: SalesforceField[],
): SalesforceObject => {
  const id = field('Id', 'id', { length: 18, required: true, readOnly: true, lookup: true, defaulted: true });
  return {
    name,
    label,
    prefix,
    fields: new Map([id, ...fields].map((one) => [one.name, one])),
    records: new Map(),
  };
};

export const standardObjects = (): SalesforceObject[] => [
  objectOf('Contact', 'Contact', '003', [
    field('FirstName', 'string', { label: 'First Name', length: 40 }),
    field('LastName', 'string', { label: 'Last Name', length: 80, required: true }),
    field('Name', 'string', { length: 121, readOnly: true }),
    field('Email', 'email', { length: 80, lookup: true }),
    field('Phone', 'phone', { length: 40 }),
    field('MailingAddress', 'address', { readOnly: true }),
    field('Birthdate', 'date'),
    field('Weft_Id__c', 'string', { length: 255, external: true, unique: true }),
    field('Number__c', 'double', { external: true, unique: true }),
    field('Orders__c', 'double'),
    field('Last_Seen__c', 'datetime'),
    field('VIP__c', 'boolean', { required: true, defaulted: true }),
    field('Tier__c', 'picklist', { length: 255, values: ['Gold', 'Silver'] }),
    field('Interests__c', 'multipicklist', { length: 4099, values: ['Art', 'Music', 'Tea'] }),
  ]),
  objectOf('Person__c', 'Person', 'a01', [
    field('Name', 'string', { length: 80, required: true, readOnly: true, defaulted: true }),
    field('Weft_Id__c', 'string', { length: 255, external: true, unique: true, caseSensitive: true }),
    field('About__c', 'textarea', { length: 131_072 }),
    field('Note__c', 'textarea', { length: 131_072 }),
  ]),
];

const numbers = ['double', 'int'];

/** Whether JSON of this kind cannot be read as the field's type, for which Salesforce refuses the whole request. */
export function isUnreadable({ type }: SalesforceField, value: Value): boolean {
  if (value === null || value === '') return false;
  if (type === 'boolean') return typeof value !== 'boolean';
  if (numbers.includes(type)) return Number.isNaN(Number(value)) || typeof value === 'boolean';
  if (typeof value !== 'string') return true;
  if (type === 'date') return !/^\d{4}-\d\d-\d\d$/.test(value);
  return type === 'datetime' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.test(value);
}

/** What is wrong with a record's values; undefined where Salesforce takes them. */
export function errorOf(
  object: SalesforceObject,
  record: SalesforceRecord,
  isNew: boolean,
): RecordError | undefined {
  for (const [name, value] of Object.entries(record)) {
    const known = object.fields.get(name);
    const error = known && valueError(known, value);
    if (error) return { ...error, fields: [name] };
  }
  const missing = [...object.fields.values()]
    .filter(({ nillable, defaultedOnCreate }) => !nillable && !defaultedOnCreate)
    .filter(({ name }) => (isNew || name in record) && (record[name] ?? '') === '')
    .map(({ name }) => name);
  if (missing.length === 0) return undefined;
  const message = `Required fields are missing: [${missing.join(', ')}]`;
  return { statusCode: 'REQUIRED_FIELD_MISSING', message, fields: missing };
}

function valueError(known: SalesforceField, value: Value): Omit<RecordError, 'fields'> | undefined {
  const { name, label, type, length, createable } = known;
  if (!createable && name !== 'Id') {
    const message = `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
    return { statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', message };
  }
  if (typeof value !== 'string' || value === '') return undefined;
  if (length > 0 && value.length > length) {
    const message = `${label}: data value too large: ${value.slice(0, 80)} (max length=${length})`;
    return { statusCode: 'STRING_TOO_LONG', message };
  }
  if (type === 'email' && !/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(value)) {
    return { statusCode: 'INVALID_EMAIL_ADDRESS', message: `${label}: invalid email address: ${value}` };
  }
  if (!known.restrictedPicklist) return undefined;
  const chosen = type === 'multipicklist' ? value.split(';') : [value];
  const strange = chosen.find((one) => !known.picklistValues.some((allowed) => allowed.value === one));
  if (strange === undefined) return undefined;
  const message = `${label}: bad value for restricted picklist field: ${strange}`;
  return { statusCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message };
}

/** The records whose field has this value; most fields do not tell capitals apart. */
export function matching(object: SalesforceObject, name: string, value: Value): SalesforceRecord[] {
  const known = object.fields.get(name);
  const same = (one: Value | undefined) =>
    known?.caseSensitive || known?.type === 'id' || typeof one !== 'string'
      ? String(one) === String(value)
      : one.toLowerCase() === String(value).toLowerCase();
  return [...object.records.values()].filter(
    (record) => (record[name] ?? null) !== null && same(record[name]),
  );
}
