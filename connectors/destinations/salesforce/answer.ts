import { z } from 'zod';
import {
  AuthError,
  BatchRejected,
  ConfigError,
  RateLimited,
  Unavailable,
  type WeftError,
} from '../../errors.ts';
import type { RowResult } from '../define.ts';
import { isSuccess, parseJson, type Reply, saying, shown } from '../exchange.ts';
import { retryAfterMs } from '../retry-after.ts';

/** What Salesforce says of one record. */
export interface Fault {
  code: string;
  message: string;
  fields: string[];
}

/** The session's token is no longer good; another may be. */
export class SessionExpired extends Error {}

const apiErrors = z.array(z.object({ errorCode: z.string(), message: z.string().catch('') })).min(1);
const tokenError = z.object({ error: z.string(), error_description: z.string().catch('') });

/** Codes that say of a row that it was not its turn. */
const passing = ['UNABLE_TO_LOCK_ROW', 'SERVER_UNAVAILABLE', 'QUERY_TIMEOUT', 'REQUEST_RUNNING_TOO_LONG'];
/** Codes of the mapping's faults, which every row with the field has. */
const unmappable = ['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE', 'INVALID_TYPE'];
const gone = ['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY', 'NOT_FOUND'];

/** Whether a record that is named by its id is not there; with a field, it is another that it refers to. */
export const isGone = ([fault]: readonly Fault[]): boolean =>
  fault !== undefined && gone.includes(fault.code) && fault.fields.length === 0;

/** The field at fault; of a duplicate value its name is in the words alone. */
const fieldOf = ({ fields, message }: Fault): string | undefined =>
  fields[0] ?? /duplicate value found: (\w+) duplicates/.exec(message)?.[1];

/** Whether a record is refused because another has its value of the field already. */
export const isTaken = ([fault]: readonly Fault[], field: string): boolean =>
  fault?.code === 'DUPLICATE_VALUE' && fieldOf(fault) === field;

/** What its faults mean for one row; throws where they would meet the other rows as well. */
export function judgeRow(faults: readonly Fault[], secrets: readonly string[]): RowResult {
  const said = shown(faults.map(({ code, message }) => `${code}: ${message}`).join('; '), secrets);
  const [first] = faults;
  if (first === undefined)
    return { status: 'rejected', reason: 'refused by Salesforce, which gave no reason' };
  if (unmappable.includes(first.code)) throw mappingFault(said);
  if (passing.includes(first.code)) return { status: 'retry', reason: said };
  const field = fieldOf(first);
  return { status: 'rejected', reason: said, ...(field === undefined ? {} : { field }) };
}

export const mappingFault = (said: string): ConfigError =>
  new ConfigError(`Salesforce does not take these fields: ${said}`, {
    mend: 'Correct the mapping, or let the user that Weft acts as see and edit the field.',
  });

/** Throws what an answer of the API other than 2xx means. */
export function refuseUnlessSuccess(reply: Reply, secrets: readonly string[]): void {
  if (isSuccess(reply)) return;
  const errors = apiErrors.safeParse(parseJson(reply.text));
  const [error] = errors.success ? errors.data : [];
  throw refusal(reply, error?.errorCode ?? '', error?.message ?? '', secrets);
}

function refusal(reply: Reply, code: string, message: string, secrets: readonly string[]): Error {
  const { status } = reply;
  const text = code === '' ? saying(reply, secrets) : `${code}: ${shown(message, secrets)}`;
  const said = `Salesforce answered ${code === '' ? '' : `${status} `}${text}`;
  const wait = retryAfterMs(reply.headers['retry-after']);
  if (status === 401) return new SessionExpired(said);
  if (code === 'REQUEST_LIMIT_EXCEEDED' || status === 429) return rateLimited(said, message, wait);
  if (status === 403) {
    return new AuthError(said, {
      mend: 'Give the user that Weft acts as API access and the rights on the object.',
    });
  }
  if (status >= 500 || status === 408 || status === 420) {
    return new Unavailable(said, { mend: 'Salesforce has a fault of its own; sending is tried again.' });
  }
  if (unmappable.includes(code)) return mappingFault(text);
  if (status === 400 || status === 413) return new BatchRejected(text);
  return new ConfigError(said, {
    mend: 'Check `type` and `match`, and `login_url`, `instance_url` and `api_version` of the destination.',
  });
}

/** The day's requests come back little by little, a limit of the moment at once. */
function rateLimited(said: string, message: string, wait: number | undefined): WeftError {
  const daily = /TotalRequests/i.test(message) ? 15 * 60_000 : undefined;
  return new RateLimited(said, {
    mend: "Wait, or lower `requests_per_day` so that the org's other users keep theirs.",
    retryAfterMs: wait ?? daily,
  });
}

/** Throws what an answer of the token endpoint other than 2xx means. */
export function refuseToken(reply: Reply, secrets: readonly string[]): void {
  if (isSuccess(reply)) return;
  const error = tokenError.safeParse(parseJson(reply.text));
  const said = error.success
    ? `Salesforce gave no token: ${error.data.error}: ${shown(error.data.error_description, secrets)}`
    : `Salesforce gave no token: ${saying(reply, secrets)}`;
  const wait = retryAfterMs(reply.headers['retry-after']);
  if (reply.status === 429) throw rateLimited(said, '', wait);
  if (reply.status >= 500 || reply.status === 408) {
    throw new Unavailable(said, { mend: 'Salesforce has a fault of its own; sending is tried again.' });
  }
  if (reply.status === 400 || reply.status === 401 || reply.status === 403) {
    throw new AuthError(said, {
      mend: 'Check `auth` and `login_url`, and the policies of the connected app.',
    });
  }
  throw new ConfigError(said, { mend: 'Check `login_url`.' });
}

/** A success answer as it is documented; throws `unreadable` where it is not so. */
export function readAs<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw unreadable(z.prettifyError(parsed.error));
}

/** For a success answer that leaves open which rows were taken. */
export const unreadable = (why: string): Unavailable =>
  new Unavailable(`Salesforce took the request, but its answer cannot be read: ${why}`, {
    mend: 'Check that `instance_url` is the address of Salesforce; sending is tried again.',
  });
