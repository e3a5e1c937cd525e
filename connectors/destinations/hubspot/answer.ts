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
import { type HubspotConfig, secretsOf } from './config.ts';
import { untilMidnight } from './midnight.ts';

const texts = z.record(z.string(), z.array(z.string())).catch({});

/** HubSpot's errors, of which its documentation says that any part may be missing. */
export const problemSchema = z.object({
  message: z.string().catch(''),
  category: z.string().catch(''),
  policyName: z.string().optional().catch(undefined),
  context: texts,
  errors: z
    .array(z.object({ message: z.string().catch(''), code: z.string().catch(''), context: texts }))
    .catch([]),
});
export type Problem = z.infer<typeof problemSchema>;

/** What is wrong with one property. */
interface Fault {
  code: string;
  field: string | undefined;
  reason: string;
}

const embeddedSchema = z.array(
  z.object({ message: z.string().catch(''), error: z.string().catch(''), name: z.string().optional() }),
);

/** The faults that an error names: as JSON within its message, or each by itself. */
export function faultsOf({ message, errors }: Problem): Fault[] {
  const embedded = embeddedSchema.safeParse(parseJson(/^[^[]*not valid: (\[.*\])/s.exec(message)?.[1] ?? ''));
  if (embedded.success && embedded.data.length > 0) {
    return embedded.data.map(({ message: reason, error, name }) => ({ code: error, field: name, reason }));
  }
  const taken = /propertyName=([^,}]+).*already has that value/s.exec(message)?.[1];
  if (taken !== undefined) return [{ code: 'TAKEN', field: taken, reason: message }];
  return errors.map(({ message: reason, code, context }) => ({
    code,
    field: (context.propertyName ?? context.properties)?.[0],
    reason,
  }));
}

/** Faults of the mapping: they meet every row that has the property. */
const mappingFaults = ['PROPERTY_DOESNT_EXIST', 'READ_ONLY_VALUE'];

/** What an error that concerns one row means for it; throws where it would meet the other rows as well. */
export function judgeRow(
  config: HubspotConfig,
  problem: Problem,
): Exclude<RowResult, { status: 'accepted' }> {
  const faults = faultsOf(problem);
  const unmappable = faults.find(({ code }) => mappingFaults.includes(code));
  if (unmappable) {
    throw new ConfigError(`HubSpot does not take the property ${unmappable.field}: ${unmappable.reason}`, {
      mend: 'Create the property in HubSpot, or take it out of the mapping.',
    });
  }
  const [fault] = faults;
  const secrets = secretsOf(config);
  const said = shown(problem.message, secrets) || 'refused by HubSpot, which gave no reason';
  if (/^(RATE_LIMITS?|INTERNAL_ERROR)$/.test(problem.category)) return { status: 'retry', reason: said };
  const several = faults.map(({ reason }) => reason).filter((reason) => reason !== '');
  return {
    status: 'rejected',
    reason: several.length > 0 ? shown(several.join('; '), secrets) : said,
    ...(fault?.field === undefined ? {} : { field: fault.field }),
    response: said,
  };
}

/** Whether an error says that a record with this value of the property is there already. */
export function isTaken(problem: Problem, property: string): boolean {
  if (/already exists/i.test(problem.message)) return true;
  return faultsOf(problem).some(({ code, field }) => code === 'TAKEN' && field === property);
}

/**
 * Throws what an answer other than 2xx means. 400 and 409 are about the batch: `BatchRejected`, whose cause is
 * HubSpot's own error.
 */
export function refuseUnlessSuccess(config: HubspotConfig, reply: Reply): void {
  if (isSuccess(reply)) return;
  const problem = problemSchema
    .catch({ message: '', category: '', context: {}, errors: [] })
    .parse(parseJson(reply.text) ?? {});
  throw refusal(config, reply, problem);
}

function refusal(config: HubspotConfig, reply: Reply, problem: Problem): WeftError {
  const { status } = reply;
  const secrets = secretsOf(config);
  const said = `HubSpot answered ${problem.message === '' ? saying(reply, secrets) : `${status}: ${shown(problem.message, secrets)}`}`;
  if (status === 401) {
    return new AuthError(said, {
      mend: 'Check the token: it may be revoked, expired or of another account.',
    });
  }
  if (status === 403) return forbidden(said, problem);
  if (status === 429) {
    return new RateLimited(said, { retryAfterMs: waitOf(config, reply, problem) });
  }
  // 423: the records are locked for some seconds; 477: the account moves between data centres.
  if (status === 423 || status === 477) {
    return new RateLimited(said, { retryAfterMs: retryAfterMs(reply.headers['retry-after']) ?? 2000 });
  }
  if (status >= 500 || status === 408) {
    return new Unavailable(said, { mend: 'HubSpot has a fault of its own; sending is tried again.' });
  }
  const unknown = /Unable to infer object type|non-unique|List does not exist/i.test(problem.message);
  if (unknown || status < 400 || ![400, 409, 413, 422].includes(status)) {
    return new ConfigError(said, {
      mend: /non-unique/i.test(problem.message)
        ? 'Let `match` name a property that HubSpot keeps unique: email for contacts, or one that was created with unique values.'
        : 'Check `api_url`, and the object type or list that the sync names.',
    });
  }
  const judged = judgeRow(config, problem);
  // The message becomes a row's reason once halving has found it.
  return new BatchRejected(judged.reason, { cause: problem });
}

function forbidden(said: string, { context, errors }: Problem): AuthError {
  const scopes = [context, ...errors.map((error) => error.context)].flatMap((found) => [
    ...(found.requiredGranularScopes ?? []),
    ...(found.requiredScopes ?? []),
    ...(found.missingScopes ?? []),
  ]);
  const named = [...new Set(scopes)].join(', ');
  return new AuthError(named === '' ? said : `${said} Scopes: ${named}`, {
    mend: `Give the private app ${named === '' ? 'the scopes that the sync needs' : named} and use its token.`,
  });
}

function waitOf(config: HubspotConfig, { headers }: Reply, { policyName }: Problem): number {
  const asked = retryAfterMs(headers['retry-after']);
  if (asked !== undefined) return asked;
  if (policyName === 'DAILY') return untilMidnight(new Date(), config.time_zone);
  return policyName === 'SECONDLY' ? 1000 : 10_000;
}

/** A success answer as it is documented; throws `unreadable` where it is not so. */
export function readAs<T>(schema: z.ZodType<T>, config: HubspotConfig, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw unreadable(config, z.prettifyError(parsed.error));
}

/** For a success answer that leaves open which rows were taken. */
export function unreadable(config: HubspotConfig, why: string): Unavailable {
  return new Unavailable(`${config.api_url} took the request, but its answer cannot be read: ${why}`, {
    mend: 'Check that `api_url` is the address of HubSpot; sending is tried again.',
  });
}
