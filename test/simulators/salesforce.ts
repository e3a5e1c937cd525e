import { z } from 'zod';
import { FaultyServer, type ServedAnswer, type ServedRequest } from './faulty-server.ts';
import { IngestJobs } from './salesforce-jobs.ts';
import {
  errorOf,
  isUnreadable,
  matching,
  type RecordError,
  type SalesforceObject,
  type SalesforceRecord,
  standardObjects,
} from './salesforce-objects.ts';

const recordsSchema = z.object({
  allOrNone: z.literal(false),
  records: z.array(
    z
      .object({ attributes: z.object({ type: z.string() }) })
      .catchall(z.union([z.string(), z.number(), z.boolean(), z.null()])),
  ),
});

class Refusal extends Error {
  readonly answer: ServedAnswer;
  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.answer = { status, body: JSON.stringify([{ message, errorCode }]) };
  }
}

type Saved = { id: string; created: boolean } | RecordError;

/** A Salesforce org as its documentation has it: tokens, descriptions, sObject Collections, SOQL and ingest jobs. */
export class SalesforceServer extends FaultyServer {
  readonly clientId = '3MVG9.simulated';
  readonly clientSecret = 'a-consumer-secret';
  readonly refreshToken = '5Aep861.a-refresh-token';
  readonly objects = new Map(standardObjects().map((object) => [object.name, object]));
  /** Whether no token is good, though tokens are given. */
  refuseSessions = false;
  /** How many tokens were given. */
  logins = 0;
  /** How many records one page of a query has. */
  pageSize = 2000;
  readonly jobs = new IngestJobs({
    fieldsOf: (object) => this.object(object).fields,
    write: ({ object, operation, externalIdFieldName }, record) =>
      this.#writeOne(this.object(object), operation, record, externalIdFieldName),
  });
  readonly #tokens = new Set<string>();
  readonly #refused = new Map<string, RecordError>();
  readonly #locked = new Map<string, number>();
  readonly #pages = new Map<string, unknown[]>();
  #ids = 0;

  static start(): Promise<SalesforceServer> {
    return new SalesforceServer().listen();
  }

  private constructor() {
    super();
  }

  object(name: string): SalesforceObject {
    const found = this.objects.get(name);
    if (!found) throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist');
    return found;
  }

  /** Puts a record there as a person would in Salesforce's pages. */
  add(type: string, record: SalesforceRecord): string {
    const object = this.object(type);
    const id = `${object.prefix}${String(++this.#ids).padStart(12, '0')}AAA`;
    object.records.set(id, { ...record, Id: id });
    return id;
  }

  /** Refuses the record that has this value, as a duplicate rule of the org's would. */
  refuse(value: string, message: string): void {
    this.#refused.set(value, { statusCode: 'DUPLICATES_DETECTED', message, fields: [] });
  }

  /** Lets the record that has this value be locked by somebody else, so often. */
  lock(value: string, times: number): void {
    this.#locked.set(value, times);
  }

  /** Ends all sessions. */
  expire(): void {
    this.#tokens.clear();
  }

  protected serve(request: ServedRequest): ServedAnswer {
    try {
      if (request.path === '/services/oauth2/token') return this.#token(request);
      const answer = this.#serve(request);
      return { ...answer, headers: { 'sforce-limit-info': 'api-usage=18/15000', ...answer.headers } };
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      const message = error instanceof Error ? error.message : String(error);
      return new Refusal(400, error instanceof z.ZodError ? 'JSON_PARSER_ERROR' : 'INVALIDJOBSTATE', message)
        .answer;
    }
  }

  #token({ body }: ServedRequest): ServedAnswer {
    const given = Object.fromEntries(new URLSearchParams(body));
    const refused = (error: string, error_description: string) => {
      return { status: 400, body: JSON.stringify({ error, error_description }) };
    };
    if (given.client_id !== this.clientId) return refused('invalid_client_id', 'client identifier invalid');
    if (given.grant_type === 'client_credentials' || given.grant_type === 'refresh_token') {
      if (given.client_secret !== this.clientSecret)
        return refused('invalid_client', 'invalid client credentials');
    }
    if (given.grant_type === 'refresh_token' && given.refresh_token !== this.refreshToken) {
      return refused('invalid_grant', 'expired access/refresh token');
    }
    if (given.grant_type === 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
      const claims = JSON.parse(Buffer.from(given.assertion?.split('.')[1] ?? '', 'base64url').toString());
      if (claims.iss !== this.clientId || claims.exp * 1000 < Date.now()) {
        return refused('invalid_grant', 'user hasn’t approved this consumer');
      }
    }
    const access_token = `00D000000000001!session-${++this.logins}`;
    this.#tokens.add(access_token);
    const id = `${this.url}/id/00D000000000001AAA/005000000000001AAA`;
    const token = { access_token, instance_url: this.url, id, token_type: 'Bearer', scope: 'api' };
    return { status: 200, body: JSON.stringify(token) };
  }

  #serve({ method, path, headers, body }: ServedRequest): ServedAnswer {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    if (this.refuseSessions || !this.#tokens.has(token)) {
      throw new Refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    }
    const url = new URL(path, this.url);
    const [, resource = ''] = /^\/services\/data\/v\d+\.0\/(.*)$/.exec(url.pathname) ?? [];
    const job = /^jobs\/ingest(?:\/(\w+)(?:\/(\w+))?)?$/.exec(resource);
    if (job) return this.#job(method, job[1], job[2], body);
    if (method === 'GET') return this.#get(resource, url.searchParams);
    const collection = /^composite\/sobjects(?:\/(\w+)\/(\w+))?$/.exec(resource);
    if (!collection) throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist');
    const [, type, externalId] = collection;
    if (method === 'DELETE') return this.#delete(url.searchParams.get('ids')?.split(',') ?? []);
    const { records } = recordsSchema.parse(JSON.parse(body));
    if (records.length > 200) throw new Refusal(400, 'LIMIT_EXCEEDED', 'record count exceeded: max 200');
    const operation = method === 'POST' ? 'insert' : type === undefined ? 'update' : 'upsert';
    return ok(this.#collection(operation, records, type, externalId));
  }

  #get(resource: string, query: URLSearchParams): ServedAnswer {
    const described = /^sobjects\/(\w+)\/describe$/.exec(resource)?.[1];
    if (described !== undefined) {
      const { name, label, fields } = this.object(described);
      return ok({ name, label, fields: [...fields.values()] });
    }
    if (resource === 'sobjects')
      return ok({ encoding: 'UTF-8', maxBatchSize: 200, sobjects: this.#global() });
    if (resource === 'limits') return ok({ DailyApiRequests: { Max: 15_000, Remaining: 14_982 } });
    const locator = /^query\/(\w+)$/.exec(resource)?.[1];
    if (locator !== undefined) return this.#page(this.#pages.get(locator) ?? []);
    if (resource === 'query') return this.#page(this.#select(query.get('q') ?? ''));
    throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist');
  }

  #global() {
    const known = [...this.objects.values()].map(({ name, label }) => ({ name, label, createable: true }));
    const history = { name: 'ContactHistory', label: 'Contact History', createable: false };
    return [...known, history].map((one) => ({ ...one, updateable: one.createable, queryable: true }));
  }

  /** `SELECT a, b FROM T WHERE f IN ('x','y')`, which is all of SOQL that is asked here. */
  #select(soql: string): unknown[] {
    const [, names = '', type = '', where = '', list = ''] =
      /^SELECT ([\w, ]+) FROM (\w+) WHERE (\w+) IN \((.*)\)$/s.exec(soql) ?? [];
    const literals = [...list.matchAll(/(?:'((?:[^'\\]|\\.)*)'|(-?[\d.]+))(?:,|$)/gs)];
    if (literals.map(([text]) => text).join('') !== list || list === '') {
      throw new Refusal(400, 'MALFORMED_QUERY', `unexpected token: ${list.slice(0, 80)}`);
    }
    const object = this.object(type);
    const columns = names.split(', ');
    for (const name of [...columns, where]) {
      if (!object.fields.has(name)) {
        throw new Refusal(400, 'INVALID_FIELD', `No such column '${name}' on entity '${type}'.`);
      }
    }
    const found = new Map<unknown, SalesforceRecord>();
    for (const [, text, number] of literals) {
      for (const record of matching(object, where, number ?? unescaped(text ?? '')))
        found.set(record.Id, record);
    }
    return [...found.values()].map((record) => ({
      attributes: { type, url: `/services/data/v62.0/sobjects/${type}/${record.Id}` },
      ...Object.fromEntries(columns.map((name) => [name, record[name] ?? null])),
    }));
  }

  #page(records: unknown[]): ServedAnswer {
    const rest = records.slice(this.pageSize);
    const page = {
      totalSize: records.length,
      done: rest.length === 0,
      records: records.slice(0, this.pageSize),
    };
    if (rest.length === 0) return ok(page);
    const locator = `01g${this.#pages.size}`;
    this.#pages.set(locator, rest);
    return ok({ ...page, nextRecordsUrl: `/services/data/v62.0/query/${locator}` });
  }

  #collection(
    operation: 'insert' | 'update' | 'upsert',
    records: z.infer<typeof recordsSchema>['records'],
    type: string | undefined,
    externalId: string | undefined,
  ) {
    const parsed = records.map(({ attributes, id, ...record }) => {
      const object = this.object(type ?? attributes.type);
      const known: SalesforceRecord = id === undefined ? record : { ...record, Id: id };
      for (const [name, value] of Object.entries(known)) {
        const described = object.fields.get(name);
        if (!described) {
          throw new Refusal(
            400,
            'INVALID_FIELD',
            `No such column '${name}' on sobject of type ${object.name}`,
          );
        }
        if (isUnreadable(described, value)) {
          const kind = `Cannot deserialize instance of ${described.type} from VALUE_STRING value ${value}`;
          throw new Refusal(400, 'JSON_PARSER_ERROR', `${kind} or request may be missing a required field`);
        }
      }
      return { object, record: known };
    });
    const keys = parsed.map(({ record }) => String(record[externalId ?? 'Id']).toLowerCase());
    return parsed.map(({ object, record }, index) => {
      const twice = operation !== 'insert' && keys.indexOf(keys[index] ?? '') < index;
      const duplicate = {
        statusCode: 'DUPLICATE_VALUE',
        message: 'Duplicate external id specified',
        fields: [],
      };
      const saved = twice ? duplicate : this.#writeOne(object, operation, record, externalId);
      if (!('id' in saved)) return { success: false, errors: [saved] };
      const { id, created } = saved;
      return { id, success: true, errors: [], ...(operation === 'upsert' ? { created } : {}) };
    });
  }

  #writeOne(
    object: SalesforceObject,
    operation: string,
    { Id, ...record }: SalesforceRecord,
    externalId: string | undefined,
  ): Saved {
    const error = (statusCode: string, message: string, fields: string[] = []) => ({
      statusCode,
      message,
      fields,
    });
    if (externalId !== undefined && object.fields.get(externalId)?.idLookup !== true) {
      throw new Refusal(
        404,
        'NOT_FOUND',
        `Provided external ID field does not exist or is not accessible: ${externalId}`,
      );
    }
    const named =
      operation === 'insert'
        ? []
        : externalId !== undefined && operation === 'upsert'
          ? matching(object, externalId, record[externalId] ?? null)
          : matching(object, 'Id', Id ?? null);
    if (named.length > 1) {
      const message = `${externalId}: more than one record found for external id field: [${named.map((one) => one.Id).join(', ')}]`;
      return error('DUPLICATE_EXTERNAL_ID', message, [externalId ?? '']);
    }
    const [own] = named;
    if (!own && (operation === 'update' || operation === 'delete')) {
      return error('ENTITY_IS_DELETED', 'entity is deleted');
    }
    for (const value of Object.values({ ...own, ...record })) {
      const refused = this.#refused.get(String(value));
      if (refused) return refused;
      const locks = this.#locked.get(String(value)) ?? 0;
      if (locks === 0) continue;
      this.#locked.set(String(value), locks - 1);
      return error('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record');
    }
    if (operation === 'delete') {
      object.records.delete(String(own?.Id));
      return { id: String(own?.Id), created: false };
    }
    const fault = errorOf(object, record, !own) ?? this.#clash(object, record, own);
    if (fault) return fault;
    const kept = Object.entries({ ...own, ...record }).filter(([, value]) => value !== null && value !== '');
    const id = own ? String(own.Id) : this.add(object.name, {});
    object.records.set(id, { ...Object.fromEntries(kept), Id: id });
    return { id, created: !own };
  }

  #clash(
    object: SalesforceObject,
    record: SalesforceRecord,
    own: SalesforceRecord | undefined,
  ): RecordError | undefined {
    for (const [name, value] of Object.entries(record)) {
      if (!object.fields.get(name)?.unique || value === null || value === '') continue;
      const other = matching(object, name, value).find((one) => one.Id !== own?.Id);
      if (!other) continue;
      const message = `duplicate value found: ${name} duplicates value on record with id: ${other.Id}`;
      return { statusCode: 'DUPLICATE_VALUE', message, fields: [] };
    }
    return undefined;
  }

  #delete(ids: string[]): ServedAnswer {
    if (ids.length > 200) throw new Refusal(400, 'LIMIT_EXCEEDED', 'record count exceeded: max 200');
    const results = ids.map((id) => {
      const object = [...this.objects.values()].find(({ prefix }) => id.startsWith(prefix));
      if (!object) throw new Refusal(404, 'NOT_FOUND', `no object has the id ${id}`);
      const saved = this.#writeOne(object, 'delete', { Id: id }, undefined);
      return 'id' in saved ? { id, success: true, errors: [] } : { id, success: false, errors: [saved] };
    });
    return ok(results);
  }

  #job(method: string, id: string | undefined, part: string | undefined, body: string): ServedAnswer {
    if (id === undefined) return ok(this.jobs.create(JSON.parse(body)));
    if (method === 'PUT' && part === 'batches') {
      this.jobs.upload(id, body);
      return { status: 201, body: '' };
    }
    if (method === 'PATCH') return ok(this.jobs.setState(id, JSON.parse(body)));
    if (part === undefined) return ok(this.jobs.check(id));
    return { status: 200, body: this.jobs.results(id, part), headers: { 'content-type': 'text/csv' } };
  }
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
const unescaped = (text: string): string => text.replace(/\\(.)/gs, (_, one: string) => escapes[one] ?? one);

const ok = (body: unknown): ServedAnswer => ({ status: 200, body: JSON.stringify(body) });
