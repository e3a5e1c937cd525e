import { z } from 'zod';
import { defineObject } from '../define.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { readsVariable, templateFault, templateText } from '../template.ts';
import { answerModes, judge } from './answer.ts';
import { renderBody } from './body.ts';
import { ask, type WebhookClient } from './client.ts';
import { contentType } from './config.ts';

const requestOptions = z
  .strictObject({
    body: templateText
      .optional()
      .describe(
        'Handlebars template of the request. It sees sync, run_id and rows, each row with key, operation, fields and previous_key (null but where it is re-keyed); with one row a request also row.',
      ),
    rows_per_request: z.int().min(1).max(1000).default(100),
    answer: z
      .enum(answerModes)
      .default('auto')
      .describe('Whether a success answer is searched for results of single rows: auto, always, never.'),
    merged: z
      .enum(['delete', 'rekey', 'keep'])
      .optional()
      .describe(
        'What becomes of a row whose person has another one, as after a merge: it is deleted; or an update of the other names it as previous_key, where that one is new; or it is kept, and each run reports it. By default delete, or keep where `body` does not read `operation`.',
      ),
  })
  .refine(
    ({ body, rows_per_request }) =>
      body === undefined ||
      rows_per_request === 1 ||
      templateFault(body) !== undefined ||
      !readsVariable(body, 'row'),
    {
      path: ['body'],
      error: 'reads `row`, which is there only with `rows_per_request: 1`; loop with {{#each rows}} instead',
    },
  );
type RequestOptions = z.infer<typeof requestOptions>;

function mergedOf({ merged, body }: RequestOptions): NonNullable<RequestOptions['merged']> {
  return merged ?? (body === undefined || /\boperation\b/.test(body) ? 'delete' : 'keep');
}

/** The answer's bound: what a person can use of an error, and room for one result with a reason per row. */
const readAtMost = (rows: number): number => Math.max(64, rows) * 1024;

/**
 * Rows as HTTP requests, by default as `{ "sync", "run_id", "rows": [{ "key", "operation", "fields" }] }`.
 * `operation` is create, update or delete. A delete has empty `fields`; it is sent by a sync that mirrors, and for
 * a row whose person has another one.
 * Each request carries an `Idempotency-Key` that stays the same when it is tried again.
 */
export const requestObject = defineObject<WebhookClient, RequestOptions>({
  slug: 'request',
  title: 'HTTP request',
  options: requestOptions,
  modes: ['insert', 'update', 'upsert', 'mirror', 'archive', 'audience', 'events'],
  tuning: ['rows_per_request', 'answer', 'merged'],
  batchSize: (options) => options.rows_per_request,
  concurrency: (_options, { config }) => config.concurrency,
  deletes: (options) => mergedOf(options) !== 'keep',
  rekeys: (options) => mergedOf(options) === 'rekey',
  async perform(rows, client, options, context) {
    const { config } = client;
    if (rows.length === 0) return [];
    const shape = {
      template: options.body,
      contentType: contentType(config),
      single: options.rows_per_request === 1,
    };
    const reply = await ask(client, {
      method: config.method,
      body: renderBody(shape, rows, context),
      idempotencyKey: idempotencyKey(context, rows.length),
      signal: context.signal,
      readAtMost: readAtMost(rows.length),
    });
    return judge(config, options.answer, rows, reply);
  },
});
