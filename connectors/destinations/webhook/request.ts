import { z } from 'zod';
import { defineObject } from '../define.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { readsVariable, templateFault, templateText } from '../template.ts';
import { answerModes, judge } from './answer.ts';
import { renderBody } from './body.ts';
import { exchange } from './client.ts';
import { contentType, type WebhookConfig } from './config.ts';

const requestOptions = z
  .strictObject({
    body: templateText
      .optional()
      .describe(
        'Handlebars template of the request. It sees sync, run_id and rows, each row with key, operation and fields; with one row a request also row.',
      ),
    rows_per_request: z.int().min(1).max(1000).default(100),
    answer: z
      .enum(answerModes)
      .default('auto')
      .describe('Whether a success answer is searched for results of single rows: auto, always, never.'),
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

/** The answer's bound: what a person can use of an error, and room for one result with a reason per row. */
const readAtMost = (rows: number): number => Math.max(64, rows) * 1024;

/**
 * Rows as HTTP requests, by default as `{ "sync", "run_id", "rows": [{ "key", "operation", "fields" }] }`.
 * `operation` is create, update or delete; a delete has empty `fields`, and is sent only by a sync that mirrors.
 * Each request carries an `Idempotency-Key` that stays the same when it is tried again.
 */
export const requestObject = defineObject<WebhookConfig, RequestOptions>({
  slug: 'request',
  title: 'HTTP request',
  options: requestOptions,
  modes: ['upsert', 'mirror'],
  batchSize: (_config, options) => options.rows_per_request,
  async perform(rows, config, options, context) {
    if (rows.length === 0) return [];
    const shape = {
      template: options.body,
      contentType: contentType(config),
      single: options.rows_per_request === 1,
    };
    const reply = await exchange(config, {
      method: config.method,
      body: renderBody(shape, rows, context),
      idempotencyKey: idempotencyKey(context, rows.length),
      signal: context.signal,
      readAtMost: readAtMost(rows.length),
    });
    return judge(config, options.answer, rows, reply);
  },
});
