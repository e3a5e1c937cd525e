import {
  AuthError,
  ConfigError,
  messageOf,
  RateLimited,
  Unavailable,
  WarehouseError,
  WeftError,
} from '../../errors.ts';
import { type Grants, grantFor } from './grants.ts';

/** What the API, or the network before it, said went wrong. */
export interface Fault {
  /** One of BigQuery's reasons, such as `accessDenied`; empty where the API did not answer. */
  reason: string;
  message: string;
  status: number | undefined;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;

/** A driver's error without its request, which holds the token. */
export function faultOf(error: unknown): Fault {
  const errors: unknown = field(error, 'errors');
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const code = field(error, 'code');
  const status =
    typeof code === 'number' ? code : Number(field(field(error, 'response'), 'status')) || undefined;
  const message = field(first, 'message');
  return {
    reason: String(field(first, 'reason') ?? ''),
    message: (typeof message === 'string' ? message : messageOf(error)).trim(),
    status,
  };
}

/** `project:dataset.table` as Weft writes it. */
const tableName = (id: string): string => id.replace(/^.*:/, '');

function denied({ message }: Fault, grants: Grants): WeftError {
  const permission = /bigquery\.\w+\.\w+/.exec(message)?.[0];
  const [, kind = 'project', id = ''] =
    /(?:denied on|permission in|Denied:) (table|dataset|project|view) ([^\s:]+(?::[^\s:]+)?)/i.exec(
      message,
    ) ?? [];
  const object = `${kind.toLowerCase()} ${tableName(id)}`;
  const what = permission ?? (kind.toLowerCase() === 'project' ? 'a permission' : 'bigquery.tables.getData');
  return new AuthError(`BigQuery refused access to ${object}: ${what} is missing`, {
    mend: grantFor(grants, what, tableName(id)),
    cause: new Error(message),
  });
}

function notFound(fault: Fault): WeftError {
  const { message } = fault;
  const [, kind = '', id = ''] = /Not found: (\w+) (\S+?)(?: was not found|$|[\s;,])/i.exec(message) ?? [];
  const name = tableName(id);
  if (kind === 'Table' || kind === 'Dataset') {
    return new WarehouseError(
      `There is no ${kind.toLowerCase()} ${name} in BigQuery, or Weft may not see it`,
      {
        mend: `Check the name, the project, and that its location is that of WEFT_WAREHOUSE_URL.`,
        missing: name,
        cause: new Error(message),
      },
    );
  }
  return refused(fault);
}

const conflict = /concurrent update|transaction is aborted|could not serialize/i;

/** By BigQuery's own reasons; see https://cloud.google.com/bigquery/docs/error-messages. */
const reasons: Record<string, (fault: Fault, grants: Grants) => WeftError> = {
  authError: (fault, grants) =>
    new AuthError('BigQuery refused the credentials', {
      mend: grants.credentials,
      cause: new Error(fault.message),
    }),
  accessDenied: denied,
  notFound,
  rateLimitExceeded: rateLimited,
  jobRateLimitExceeded: rateLimited,
  userRateLimitExceeded: rateLimited,
  quotaExceeded: (fault) =>
    new RateLimited(`A quota of BigQuery is used up: ${fault.message}`, {
      mend: 'Wait until the quota is filled again, or raise it under IAM & Admin, Quotas.',
      cause: new Error(fault.message),
    }),
  bytesBilledLimitExceeded: (fault) =>
    new WarehouseError(`The query would cost more than its limit: ${fault.message}`, {
      mend: 'Let it read fewer columns or partitions, or raise its limit: budget.bytes_per_query of the workspace, maximum_bytes_billed in WEFT_WAREHOUSE_URL.',
      cause: new Error(fault.message),
    }),
  billingNotEnabled: (fault) =>
    new ConfigError('Billing is not enabled for the BigQuery project', {
      mend: 'Link a billing account to the project of WEFT_WAREHOUSE_URL.',
      cause: new Error(fault.message),
    }),
  resourcesExceeded: (fault) =>
    new WarehouseError(`The query was too large for BigQuery: ${fault.message}`, {
      mend: 'Let it read less at once, or split it.',
      cause: new Error(fault.message),
    }),
  stopped: (fault) => new WarehouseError('The statement was cancelled', { cause: new Error(fault.message) }),
  timeout: (fault) =>
    new WarehouseError('The statement took longer than its limit and was stopped', {
      mend: 'Let it read less, or run it again when BigQuery is less busy.',
      cause: new Error(fault.message),
    }),
  backendError: unavailable,
  internalError: unavailable,
  jobBackendError: unavailable,
  jobInternalError: unavailable,
  tableUnavailable: unavailable,
};

function rateLimited({ message }: Fault): WeftError {
  return new RateLimited(`BigQuery asks to slow down: ${message}`, { cause: new Error(message) });
}

function unavailable({ message }: Fault): WeftError {
  return new Unavailable(`BigQuery cannot answer now: ${message}`, {
    mend: 'Weft tries again; see https://status.cloud.google.com if it lasts.',
    cause: new Error(message),
  });
}

/** What happened on the way, without the URL: it holds the query's parameters. */
const networkReason = (message: string): string =>
  /^Invalid response body/.test(message)
    ? 'it broke off in the middle of an answer'
    : message.replace(/^request to \S+ failed, reason: /, '');

function withoutReason(fault: Fault, grants: Grants): WeftError {
  const { message, status } = fault;
  if (
    /default credentials|invalid_grant|invalid_client|keyFile|private key|PEM|ENOENT|No key or keyFile/i.test(
      message,
    )
  ) {
    return new AuthError(`The credentials for BigQuery cannot be used: ${message}`, {
      mend: grants.credentials,
    });
  }
  if (status === 401) return (reasons.authError ?? unavailable)(fault, grants);
  if (status === 403) return denied(fault, grants);
  if (status === 404) return notFound(fault);
  if (status === 429) return rateLimited(fault);
  if (status === undefined || status >= 500) {
    return new Unavailable(`The connection to BigQuery failed: ${networkReason(message)}`, {
      mend: 'Check the network, a proxy or firewall in between, and api_endpoint in WEFT_WAREHOUSE_URL if it is set.',
      cause: new Error(message),
    });
  }
  return refused(fault);
}

/** An error of the API or the network as one of Weft's. The cause keeps its text alone: the driver's holds the token. */
export function toWarehouseError(error: unknown, grants: Grants): WeftError {
  if (error instanceof WeftError) return error;
  return faultError(faultOf(error), grants);
}

export function faultError(fault: Fault, grants: Grants): WeftError {
  if (conflict.test(fault.message) && fault.reason !== 'notFound') {
    return new WarehouseError(`Another writer changed the same table: ${fault.message}`, {
      retryable: true,
      cause: new Error(fault.message),
    });
  }
  const make = reasons[fault.reason];
  if (make) return make(fault, grants);
  if (fault.reason === '') return withoutReason(fault, grants);
  return refused(fault);
}

const mends: [pattern: RegExp, mend: string][] = [
  [/^Error while reading data/i, 'Correct the value, or the type of its column; no row was written.'],
  [/Unrecognized name|not found inside|No such field/i, 'Check the name; the table may have changed.'],
  [
    /No matching signature|Could not cast|Could not convert|Bad \w+ value|Invalid/i,
    'Check the types of the columns; one may have changed.',
  ],
  [/overflow/i, 'Use a wider type, such as NUMERIC.'],
  [/division by zero/i, 'Divide by safe_divide, or leave such rows out.'],
];

function refused({ message }: Fault): WeftError {
  const mend = mends.find(([pattern]) => pattern.test(message))?.[1] ?? 'Correct the statement.';
  return new WarehouseError(message, { mend, cause: new Error(message) });
}
