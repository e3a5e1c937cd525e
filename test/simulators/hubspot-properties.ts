/** A property as HubSpot's API describes it. */
export interface HubspotProperty {
  name: string;
  label: string;
  type: string;
  fieldType: string;
  groupName: string;
  description: string;
  options: { label: string; value: string; hidden: boolean }[];
  hasUniqueValue: boolean;
  calculated: boolean;
  modificationMetadata: { archivable: boolean; readOnlyDefinition: boolean; readOnlyValue: boolean };
}

interface Given {
  label?: string;
  fieldType?: string;
  options?: string[];
  unique?: boolean;
  readOnly?: boolean;
  calculated?: boolean;
}

export function property(name: string, type = 'string', given: Given = {}): HubspotProperty {
  const { label = name, fieldType = 'text', options = [], unique, readOnly, calculated } = given;
  return {
    name,
    label,
    type,
    fieldType,
    groupName: 'information',
    description: '',
    options: options.map((value) => ({ label: value.toUpperCase(), value, hidden: false })),
    hasUniqueValue: unique ?? false,
    calculated: calculated ?? false,
    modificationMetadata: { archivable: true, readOnlyDefinition: true, readOnlyValue: readOnly ?? false },
  };
}

export const contactProperties = [
  // HubSpot does not say of it that it is unique, though it is.
  property('email', 'string', { label: 'Email' }),
  property('hs_object_id', 'number', { readOnly: true }),
  property('hs_additional_emails', 'enumeration', { fieldType: 'checkbox', readOnly: true }),
  property('member_id', 'string', { unique: true }),
  property('firstname', 'string', { label: 'First Name' }),
  property('lastname'),
  property('message', 'string', { fieldType: 'textarea' }),
  property('phone', 'string', { fieldType: 'phonenumber' }),
  property('mobile', 'phone_number', { fieldType: 'phonenumber' }),
  property('orders', 'number', { fieldType: 'number' }),
  property('birthday', 'date', { fieldType: 'date' }),
  property('last_seen', 'datetime', { fieldType: 'date' }),
  property('vip', 'bool', { fieldType: 'booleancheckbox', options: ['true', 'false'] }),
  property('tier', 'enumeration', { fieldType: 'select', options: ['gold', 'silver'] }),
  property('interests', 'enumeration', { fieldType: 'checkbox', options: ['art', 'music', 'tea'] }),
  property('days_open', 'number', { fieldType: 'calculation_equation', calculated: true, readOnly: true }),
];

export const companyProperties = [
  property('hs_object_id', 'number', { readOnly: true }),
  property('domain'),
  property('name'),
  property('about', 'string', { fieldType: 'textarea' }),
  property('account_id', 'string', { unique: true }),
];

export const subscriptionProperties = [
  property('hs_object_id', 'number', { readOnly: true }),
  property('subscription_id', 'string', { unique: true }),
  property('plan'),
  property('note'),
];

export interface PropertyFault {
  isValid: false;
  message: string;
  error: string;
  name: string;
  localizedErrorMessage: string;
  portalId: number;
}

/** What HubSpot finds wrong with a value; undefined for one that it takes. An empty one always clears. */
export function faultOf(
  known: HubspotProperty | undefined,
  name: string,
  value: string,
): PropertyFault | undefined {
  const fault = (error: string, message: string): PropertyFault => ({
    isValid: false,
    message,
    error,
    name,
    localizedErrorMessage: message,
    portalId: 891936587,
  });
  if (!known) return fault('PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`);
  if (known.modificationMetadata.readOnlyValue) {
    return fault('READ_ONLY_VALUE', `"${name}" is a read only property; its value cannot be set.`);
  }
  if (value === '') return undefined;
  if (value.length > 65_536)
    return fault('INVALID_STRING', `${name} is ${value.length} characters, over 65536`);
  const { type, fieldType, options } = known;
  if (name === 'email' && !/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(value)) {
    return fault('INVALID_EMAIL', `Email address ${value} is invalid`);
  }
  if (type === 'number' && !/^-?\d+(\.\d+)?$/.test(value)) {
    return fault('INVALID_LONG', `${value} was not a valid long.`);
  }
  if (type === 'date' && !isMidnight(value)) {
    return fault('INVALID_DATE', `${value} is at a time of day, not midnight UTC!`);
  }
  if (
    type === 'datetime' &&
    !/^\d+$/.test(value) &&
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(value)
  ) {
    return fault('INVALID_LONG', `${value} was not a valid long.`);
  }
  if (type !== 'enumeration' && type !== 'bool') return undefined;
  const chosen = fieldType === 'checkbox' ? value.split(';') : [value];
  const strange = chosen.find((one) => !options.some((option) => option.value === one));
  if (strange === undefined) return undefined;
  const allowed = options.map((option) => option.value).join(', ');
  return fault('INVALID_OPTION', `${strange} was not one of the allowed options: [${allowed}]`);
}

const isMidnight = (value: string): boolean =>
  /^\d+$/.test(value) ? Number(value) % 86_400_000 === 0 : /^\d{4}-\d\d-\d\d$/.test(value);
