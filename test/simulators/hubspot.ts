import { z } from 'zod';
import { FaultyServer, type ServedAnswer, type ServedRequest } from './faulty-server.ts';
import {
  companyProperties,
  contactProperties,
  faultOf,
  type HubspotProperty,
  type PropertyFault,
  subscriptionProperties,
} from './hubspot-properties.ts';

interface HubspotObject {
  typeId: string;
  names: string[];
  kind: string;
  properties: Map<string, HubspotProperty>;
  required: string[];
  /** Those that were not archived, by their ids. */
  records: Map<string, Record<string, string>>;
}

interface HubspotList {
  listId: string;
  name: string;
  processingType: 'MANUAL' | 'DYNAMIC' | 'SNAPSHOT';
  processingStatus: 'COMPLETE';
  listVersion: number;
  objectTypeId: string;
  members: Set<string>;
}

const inputsSchema = z.object({
  idProperty: z.string().optional(),
  properties: z.array(z.string()).optional(),
  inputs: z.array(z.object({ id: z.string() })),
});
const writesSchema = z.object({
  inputs: z.array(
    z.object({
      id: z.string().optional(),
      idProperty: z.string().optional(),
      objectWriteTraceId: z.string().optional(),
      properties: z.record(z.string(), z.string()),
    }),
  ),
});
type Write = z.infer<typeof writesSchema>['inputs'][number];
const changeSchema = z.strictObject({
  recordIdsToAdd: z.array(z.string()),
  recordIdsToRemove: z.array(z.string()),
});
const searchSchema = z.object({
  processingTypes: z.array(z.string()),
  count: z.int().max(500),
  offset: z.int(),
});

interface Problem {
  category: string;
  message: string;
  context?: Record<string, string[]>;
  errors?: { message: string; code?: string; context: Record<string, string[]> }[];
}

class Refusal extends Error {
  readonly answer: ServedAnswer;
  constructor(status: number, problem: Problem & { policyName?: string }) {
    super(problem.message);
    const body = { status: 'error', correlationId: '2f0e1c5e-0000-4000-8000-000000000000', ...problem };
    this.answer = { status, body: JSON.stringify(body) };
  }
}

const invalid = (message: string, more: Partial<Problem> = {}) =>
  new Refusal(400, { category: 'VALIDATION_ERROR', message, ...more });

/** HubSpot's CRM as its documentation has it: contacts, companies, a custom object and lists of one account. */
export class HubspotServer extends FaultyServer {
  token = 'pat-eu1-0b7c9a1e-simulated';
  /** Scopes that the token lacks: any path that begins with the key. */
  readonly missingScopes = new Map<string, string>();
  /** Whether errors name their row by its trace, as they do since the traces came. */
  traces = true;
  readonly #refused = new Map<string, string>();
  readonly #objects: HubspotObject[] = [
    objectOf('0-1', ['contacts', 'contact'], 'CONTACT', contactProperties),
    objectOf('0-2', ['companies', 'company'], 'COMPANY', companyProperties),
    objectOf('2-77', ['p42_subscriptions'], 'CUSTOM', subscriptionProperties, ['plan']),
  ];
  readonly lists = new Map<string, HubspotList>();
  #nextId = 1001;

  static start(): Promise<HubspotServer> {
    return new HubspotServer().listen();
  }

  private constructor() {
    super();
    this.addList('7', 'Newsletter', 'MANUAL', '0-1');
    this.addList('8', 'Recent visitors', 'DYNAMIC', '0-1');
  }

  addList(
    listId: string,
    name: string,
    processingType: HubspotList['processingType'],
    objectTypeId: string,
  ): void {
    const settled = { processingStatus: 'COMPLETE', listVersion: 1 } as const;
    this.lists.set(listId, { listId, name, processingType, ...settled, objectTypeId, members: new Set() });
  }

  /** Refuses the row whose matched property has this value. */
  refuse(key: string, reason: string): void {
    this.#refused.set(key, reason);
  }

  object(type: string): HubspotObject {
    const found = this.#objects.find(({ typeId, names }) => typeId === type || names.includes(type));
    if (!found) throw invalid(`Unable to infer object type from: ${type}`);
    return found;
  }

  /** Puts a record there as a person would in HubSpot's pages. */
  add(type: string, properties: Record<string, string>): string {
    const id = String(this.#nextId++);
    this.object(type).records.set(id, { ...properties, hs_object_id: id });
    return id;
  }

  protected serve(request: ServedRequest): ServedAnswer {
    try {
      return this.#serve(request);
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      if (error instanceof z.ZodError) {
        return invalid(`Invalid input JSON on line 1, column 1: ${z.prettifyError(error)}`).answer;
      }
      throw error;
    }
  }

  #serve({ method, path, headers, body }: ServedRequest): ServedAnswer {
    if (headers.authorization !== `Bearer ${this.token}`) {
      throw new Refusal(401, {
        category: 'INVALID_AUTHENTICATION',
        message: 'Authentication credentials not found. This API supports OAuth 2.0 authentication.',
      });
    }
    for (const [prefix, scope] of this.missingScopes) {
      if (path.startsWith(prefix)) throw missingScope(scope);
    }
    const json: unknown = body === '' ? undefined : JSON.parse(body);
    const batch = /^\/crm\/v3\/objects\/([^/]+)\/batch\/(\w+)$/.exec(path);
    if (method === 'POST' && batch)
      return this.#batch(decodeURIComponent(batch[1] ?? ''), batch[2] ?? '', json);
    const properties = /^\/crm\/v3\/properties\/([^/]+)$/.exec(path)?.[1];
    if (method === 'GET' && properties !== undefined) {
      return ok({ results: [...this.object(decodeURIComponent(properties)).properties.values()] });
    }
    if (method === 'GET' && path === '/account-info/v3/details') return ok({ portalId: 42, timeZone: 'UTC' });
    if (method === 'GET' && path === '/crm/v3/schemas') return ok({ results: this.#schemas() });
    const schema = /^\/crm\/v3\/schemas\/([^/]+)$/.exec(path)?.[1];
    const described = this.#schemas().find(({ fullyQualifiedName }) => fullyQualifiedName === schema);
    if (method === 'GET' && described) return ok(described);
    const list = /^\/crm\/v3\/lists\/(\w+)(\/memberships\/add-and-remove)?$/.exec(path);
    if (method === 'POST' && list?.[1] === 'search') return this.#search(searchSchema.parse(json));
    if (list) return this.#list(method, list[1] ?? '', list[2] !== undefined, json);
    throw new Refusal(404, { category: 'OBJECT_NOT_FOUND', message: `No resource at ${method} ${path}` });
  }

  #schemas() {
    const custom = this.#objects.filter(({ kind }) => kind === 'CUSTOM');
    return custom.map(({ typeId, names, required }) => ({
      name: 'subscriptions',
      objectTypeId: typeId,
      fullyQualifiedName: names[0],
      labels: { singular: 'Subscription', plural: 'Subscriptions' },
      requiredProperties: required,
    }));
  }

  #batch(type: string, operation: string, json: unknown): ServedAnswer {
    const object = this.object(type);
    if (operation === 'read') return this.#read(object, inputsSchema.parse(json));
    if (operation === 'archive') {
      const { inputs } = inputsSchema.parse(json);
      refuseTooMany(inputs);
      for (const { id } of inputs) object.records.delete(id);
      return { status: 204, body: '' };
    }
    const { inputs } = writesSchema.parse(json);
    refuseTooMany(inputs);
    refuseDuplicates(inputs, operation);
    return this.#write(object, operation, inputs);
  }

  #read(object: HubspotObject, { idProperty, properties = [], inputs }: z.infer<typeof inputsSchema>) {
    refuseTooMany(inputs);
    if (idProperty !== undefined) refuseUnlessUnique(object, idProperty);
    const found = inputs.map(({ id }) => ({ id, record: find(object, idProperty, id) }));
    const results = new Map<string, unknown>();
    for (const { record } of found) {
      if (record === undefined) continue;
      const shown = Object.fromEntries(properties.map((name) => [name, record.properties[name] ?? null]));
      results.set(record.id, recordOf(record.id, shown));
    }
    const missing = found.filter(({ record }) => record === undefined).map(({ id }) => id);
    const problem = { ...notFound(object), context: { ids: missing } };
    return multiStatus(200, [...results.values()], missing.length === 0 ? [] : [problem]);
  }

  #write(object: HubspotObject, operation: string, inputs: readonly Write[]): ServedAnswer {
    for (const { idProperty } of inputs) {
      // An update by email is refused, though an upsert by it is not.
      if (idProperty === 'email' && operation === 'update') throw nonUnique(object, idProperty);
      if (idProperty !== undefined) refuseUnlessUnique(object, idProperty);
      else if (operation === 'upsert') throw invalid('idProperty is required for upserts');
    }
    const judged = inputs.map((input) => ({ input, problem: this.#problemOf(object, operation, input) }));
    const refused = judged.find(({ problem }) => problem !== undefined);
    // "Partial upserts are not supported when using email": one refused row refuses its batch.
    const whole = inputs.some(
      ({ idProperty, objectWriteTraceId }) => idProperty === 'email' || objectWriteTraceId === undefined,
    );
    if (refused?.problem && whole) {
      throw new Refusal(refused.problem.category === 'CONFLICT' ? 409 : 400, refused.problem);
    }
    const results: unknown[] = [];
    const problems: Problem[] = [];
    for (const { input } of judged) {
      // Judged again, now that the rows before it are there.
      const problem = this.#problemOf(object, operation, input);
      const objectWriteTraceId = input.objectWriteTraceId;
      if (problem) {
        const trace = objectWriteTraceId === undefined ? [] : [objectWriteTraceId];
        problems.push({
          ...problem,
          ...(this.traces ? { context: { ...problem.context, objectWriteTraceId: trace } } : {}),
        });
        continue;
      }
      const { id, isNew, properties } = this.#keep(object, operation, input);
      results.push({
        ...recordOf(id, properties),
        new: isNew,
        ...(this.traces ? { objectWriteTraceId } : {}),
      });
    }
    // In no order, as the documentation has it.
    return multiStatus(operation === 'create' ? 201 : 200, results.reverse(), problems);
  }

  #problemOf(
    object: HubspotObject,
    operation: string,
    { id = '', idProperty, properties }: Write,
  ): Problem | undefined {
    const own = operation === 'create' ? undefined : find(object, idProperty, id);
    if (operation === 'update' && !own) return { ...notFound(object), context: { ids: [id] } };
    const written: Record<string, string> =
      idProperty === undefined ? properties : { [idProperty]: id, ...properties };
    for (const value of Object.values(written)) {
      const reason = this.#refused.get(value);
      if (reason !== undefined) return { category: 'VALIDATION_ERROR', message: reason };
    }
    const faults = Object.entries(written).flatMap(([name, value]): PropertyFault[] => {
      const fault = faultOf(object.properties.get(name), name, value);
      return fault ? [fault] : [];
    });
    if (faults.length > 0) {
      return {
        category: 'VALIDATION_ERROR',
        message: `Property values were not valid: ${JSON.stringify(faults)}`,
        errors: faults.map(({ message, error, name }) => ({
          message,
          code: error,
          context: { propertyName: [name] },
        })),
      };
    }
    const lacking = own ? [] : object.required.filter((name) => (written[name] ?? '') === '');
    if (lacking.length > 0) {
      const message = `Error creating ${object.kind}. Some required properties were not set.`;
      return {
        category: 'VALIDATION_ERROR',
        message,
        errors: [{ message, context: { properties: lacking } }],
      };
    }
    return this.#clash(object, written, own?.id);
  }

  #clash(
    object: HubspotObject,
    written: Record<string, string>,
    own: string | undefined,
  ): Problem | undefined {
    for (const [name, value] of Object.entries(written)) {
      const unique =
        name === 'email' ? object.kind === 'CONTACT' : object.properties.get(name)?.hasUniqueValue;
      const other = unique && value !== '' ? find(object, name, value) : undefined;
      if (!other || other.id === own) continue;
      if (name === 'email') {
        const message = `Contact already exists. Existing ID: ${other.id}`;
        return { category: 'CONFLICT', message, context: { existingId: [other.id] } };
      }
      const message = `Cannot set PropertyValueCoordinates{portalId=42, objectTypeId=ObjectTypeId{${object.typeId}}, propertyName=${name}, value=${value}} to ${value}. ${other.id} already has that value.`;
      return { category: 'VALIDATION_ERROR', message };
    }
    return undefined;
  }

  #keep(object: HubspotObject, operation: string, { id = '', idProperty, properties }: Write) {
    const own = operation === 'create' ? undefined : find(object, idProperty, id);
    const kept = own?.properties ?? {};
    const recordId = own?.id ?? String(this.#nextId++);
    const written: Record<string, string> =
      idProperty === undefined ? properties : { [idProperty]: id, ...properties };
    for (const [name, value] of Object.entries(written)) {
      if (value === '') delete kept[name];
      else kept[name] = name === 'email' ? value.toLowerCase() : value;
    }
    object.records.set(recordId, { ...kept, hs_object_id: recordId });
    return { id: recordId, isNew: !own, properties: { ...written, hs_object_id: recordId } };
  }

  #search({ processingTypes, count, offset }: z.infer<typeof searchSchema>): ServedAnswer {
    const all = [...this.lists.values()].filter((list) => processingTypes.includes(list.processingType));
    const lists = all
      .slice(offset, offset + count)
      .map(({ members: _, ...list }) => ({ ...list, additionalProperties: {} }));
    return ok({
      total: all.length,
      offset: offset + lists.length,
      hasMore: offset + lists.length < all.length,
      lists,
    });
  }

  #list(method: string, listId: string, changes: boolean, json: unknown): ServedAnswer {
    const list = this.lists.get(listId);
    if (!list)
      throw new Refusal(404, {
        category: 'OBJECT_NOT_FOUND',
        message: `List does not exist with ID ${listId}.`,
      });
    if (method === 'GET' && !changes) {
      const { members, ...told } = list;
      return ok({ list: { ...told, size: members.size } });
    }
    const { recordIdsToAdd, recordIdsToRemove } = changeSchema.parse(json);
    if (list.processingType === 'DYNAMIC') throw invalid(`List ${listId} is not a MANUAL or SNAPSHOT list`);
    const { records } = this.object(list.objectTypeId);
    const known = (ids: string[]) => ids.filter((id) => records.has(id));
    const added = known(recordIdsToAdd).filter((id) => !list.members.has(id));
    const removed = recordIdsToRemove.filter((id) => list.members.delete(id));
    for (const id of added) list.members.add(id);
    const missing = [...recordIdsToAdd, ...recordIdsToRemove].filter((id) => !records.has(id));
    return ok({ recordsIdsAdded: added, recordIdsRemoved: removed, recordIdsMissing: missing });
  }
}

function objectOf(
  typeId: string,
  names: string[],
  kind: string,
  properties: HubspotProperty[],
  required: string[] = [],
) {
  return {
    typeId,
    names,
    kind,
    required,
    properties: new Map(properties.map((one) => [one.name, one])),
    records: new Map(),
  };
}

/** A contact is found by its other addresses too. */
function find({ records }: HubspotObject, idProperty: string | undefined, id: string) {
  if (idProperty === undefined) {
    const properties = records.get(id);
    return properties && { id, properties };
  }
  const wanted = idProperty === 'email' ? id.toLowerCase() : id;
  for (const [recordId, properties] of records) {
    const others = idProperty === 'email' ? (properties.hs_additional_emails?.split(';') ?? []) : [];
    if (properties[idProperty] === wanted || others.includes(wanted)) return { id: recordId, properties };
  }
  return undefined;
}

function refuseTooMany(inputs: readonly unknown[]): void {
  if (inputs.length > 100)
    throw invalid(`The number of inputs must be at most 100, but was ${inputs.length}`);
}

function refuseDuplicates(inputs: readonly Write[], operation: string): void {
  if (operation === 'create') return;
  const ids = inputs.map(({ id = '', idProperty }) => (idProperty === 'email' ? id.toLowerCase() : id));
  const twice = ids.filter((id, index) => ids.indexOf(id) < index);
  if (twice.length === 0) return;
  const message = `Duplicate IDs found in batch input: [${twice.join(', ')}]. IDs must be unique`;
  throw invalid(message, { context: { ids: twice } });
}

function refuseUnlessUnique(object: HubspotObject, name: string): void {
  if (name === 'email' && object.kind === 'CONTACT') return;
  if (object.properties.get(name)?.hasUniqueValue !== true) throw nonUnique(object, name);
}

const nonUnique = ({ typeId }: HubspotObject, name: string) =>
  invalid(`Unable to perform update/upsert by non-unique ${typeId} property ${name} in portal ID 42`);

const notFound = ({ kind }: HubspotObject): Problem => ({
  category: 'OBJECT_NOT_FOUND',
  message: `Could not get some ${kind} objects, they may be deleted or not exist. Check that ids are valid.`,
});

const missingScope = (scope: string) =>
  new Refusal(403, {
    category: 'MISSING_SCOPES',
    message: "This app hasn't been granted all required scopes to make this call.",
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: [scope] },
      },
    ],
  });

const now = '2026-01-01T00:00:00.000Z';

const recordOf = (id: string, properties: Record<string, string | null>) => ({
  id,
  properties,
  createdAt: now,
  updatedAt: now,
  archived: false,
});

const ok = (body: unknown): ServedAnswer => ({ status: 200, body: JSON.stringify(body) });

function multiStatus(status: number, results: unknown[], problems: Problem[]): ServedAnswer {
  const body = { status: 'COMPLETE', results, startedAt: now, completedAt: now };
  if (problems.length === 0) return { status, body: JSON.stringify(body) };
  const errors = problems.map((problem) => ({ status: 'error', ...problem }));
  return { status: 207, body: JSON.stringify({ ...body, numErrors: errors.length, errors }) };
}
