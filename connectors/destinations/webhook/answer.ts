import { z } from 'zod';
import { AuthError, BatchRejected, ConfigError, RateLimited, Unavailable } from '../../errors.ts';
import type { OutgoingRow, RowResult } from '../define.ts';
import { isSuccess, parseJson, type Reply, saying, shown } from '../exchange.ts';
import { retryAfterMs } from '../retry-after.ts';
import { secretsOf, type WebhookConfig } from './config.ts';

/** How a 2xx answer is read; see `judge`. */
export const answerModes = ['auto', 'results', 'status'] as const;
export type AnswerMode = (typeof answerModes)[number];

const resultsSchema = z.object({
  results: z.array(
    z.object({
      key: z.union([z.string(), z.number()]).transform(String).optional(),
      status: z.enum(['accepted', 'rejected']),
      reason: z.string().nullish(),
    }),
  ),
});
type Results = z.infer<typeof resultsSchema>['results'];

/**
 * What an answer says about each row of the batch.
 * - 2xx accepts all; or, where its body is `{ "results": [{ "key"?, "status", "reason"? }] }`, row by row.
 *   `results` insists on such a body, `status` never looks at it. Results that cannot be read or do not
 *   match the rows leave the rows' fate open: `Unavailable`, so that the batch is sent again under the same
 *   idempotency key, rather than counted as something nobody knows.
 * - 3xx, 404, 405, 410 and 415 say that the address or the method is wrong, whatever the rows: `ConfigError`,
 *   because rows marked as rejected would not be sent again once the address is mended.
 * - 401, 402, 403, 407: `AuthError`. 429, and 503 with `Retry-After`: `RateLimited`. 408, 425, other 5xx:
 *   `Unavailable`. Any other 4xx: `BatchRejected`.
 */
export function judge(
  config: WebhookConfig,
  mode: AnswerMode,
  rows: readonly OutgoingRow[],
  reply: Reply,
): RowResult[] {
  refuseUnlessSuccess(config, reply);
  const accepted = () => rows.map((): RowResult => ({ status: 'accepted' }));
  if (mode === 'status' || (mode === 'auto' && !promisesResults(reply))) return accepted();
  const results = matched(rows, readResults(config, reply));
  if (typeof results === 'string') throw fateUnknown(config, results);
  return results.map(({ status, reason }): RowResult => {
    if (status === 'accepted') return { status };
    return {
      status,
      reason: shown(reason ?? '', secretsOf(config)) || 'refused by the receiver, which gave no reason',
    };
  });
}

/** Throws what an answer other than 2xx means. */
export function refuseUnlessSuccess(config: WebhookConfig, reply: Reply): void {
  if (isSuccess(reply)) return;
  const { status } = reply;
  const said = `${new URL(config.url).origin} answered ${saying(reply, secretsOf(config))}`;
  if (status < 400) {
    const to = reply.headers.location !== undefined && URL.canParse(reply.headers.location, config.url);
    const where = to ? `, a redirect to ${new URL(reply.headers.location ?? '', config.url).origin}` : '';
    throw new ConfigError(`${said}${where}, and redirects are not followed`, {
      mend: 'Set `url` to the final address.',
    });
  }
  if ([401, 402, 403, 407].includes(status)) {
    throw new AuthError(said, { mend: 'Check `auth` and `headers`, and what the credentials may do.' });
  }
  if ([404, 405, 410, 415].includes(status)) {
    throw new ConfigError(said, { mend: 'Check `url`, `method` and the content type.' });
  }
  const wait = retryAfterMs(reply.headers['retry-after']);
  if (status === 429 || (status === 503 && wait !== undefined)) {
    throw new RateLimited(said, { retryAfterMs: wait });
  }
  if (status >= 500 || status === 408 || status === 425) {
    throw new Unavailable(said, { mend: 'The receiver has a fault of its own; sending is tried again.' });
  }
  // The message becomes a row's reason once halving has found it, where the address would only repeat itself.
  throw new BatchRejected(saying(reply, secretsOf(config)));
}

/** A body that holds results, or starts as one that does and was cut off. */
function promisesResults(reply: Reply): boolean {
  const body = parseJson(reply.text);
  if (body === undefined) return /^\s*\{\s*"results"\s*:/.test(reply.text);
  return typeof body === 'object' && body !== null && 'results' in body;
}

function readResults(config: WebhookConfig, reply: Reply): Results {
  if (reply.cut) throw fateUnknown(config, 'the answer is too long');
  const body = parseJson(reply.text);
  if (body === undefined) throw fateUnknown(config, 'the answer is not valid JSON');
  const parsed = resultsSchema.safeParse(body);
  if (parsed.success) return parsed.data.results;
  const issue = parsed.error.issues[0];
  throw fateUnknown(config, `${issue?.path.join('.') ?? 'the answer'}: ${issue?.message ?? 'not valid'}`);
}

/** The results in the rows' order: by their keys where each has one, by position otherwise. */
function matched(rows: readonly OutgoingRow[], results: Results): Results | string {
  if (results.length !== rows.length) return `${results.length} results came for ${rows.length} rows`;
  if (results.some((result) => result.key === undefined)) return results;
  const byKey = new Map(results.map((result) => [result.key, result]));
  const inOrder = rows.flatMap((row) => byKey.get(row.key) ?? []);
  return inOrder.length === rows.length ? inOrder : 'the keys of the results are not those of the rows';
}

function fateUnknown(config: WebhookConfig, why: string): Unavailable {
  const said = `${new URL(config.url).origin} took the request, but not which rows it accepted: ${why}`;
  return new Unavailable(said, {
    mend: 'Let the receiver answer `{ "results": [{ "key", "status": "accepted" | "rejected", "reason" }] }` with one result for each row, or set `answer: status` if its `results` mean something else.',
  });
}
