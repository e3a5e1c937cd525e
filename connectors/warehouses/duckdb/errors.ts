import { AuthError, messageOf, Unavailable, WarehouseError, type WeftError } from '../../errors.ts';

const firstParagraph = (message: string): string => message.split('\n\n')[0] ?? message;

/** The engine's error as one of Weft's; the first matching rule decides. */
const rules: [pattern: RegExp, make: (message: string, cause: unknown) => WeftError][] = [
  [
    /error for HTTP (?:GET|PUT|POST|HEAD|DELETE) to/i,
    (_, cause) =>
      new Unavailable("The object storage with the warehouse's files does not answer", {
        mend: 'Check AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, AWS_REGION, and the data_path of WEFT_WAREHOUSE_URL.',
        cause,
      }),
  ],
  [
    /HTTP (?:GET|PUT|POST|HEAD|DELETE) error[^\n]*\b40[13]\b|\(HTTP 40[13]|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken/i,
    (_, cause) =>
      new AuthError("The object storage with the warehouse's files refused the credentials", {
        mend: 'Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN: they must list, read, write and delete below the data_path of WEFT_WAREHOUSE_URL.',
        cause,
      }),
  ],
  [
    /password authentication failed|no password supplied/i,
    (_, cause) =>
      new AuthError('The catalogue database refused the password', {
        mend: 'Check WEFT_WAREHOUSE_URL.',
        cause,
      }),
  ],
  [
    new RegExp(
      [
        'connection refused|could not connect|unable to connect|server closed the connection|terminating connection',
        'could not translate host|timeout expired|no connection to the server|SSL SYSCALL|could not (send|receive) data',
        'the database system is (starting up|shutting down|in recovery mode|not (yet )?accepting)',
        // A server that died in mid-transaction: the statements around it say nothing else.
        'Failed to execute query "(BEGIN|COMMIT|ROLLBACK)',
      ].join('|'),
      'i',
    ),
    (_, cause) =>
      new Unavailable("The warehouse's catalogue database does not answer", {
        mend: 'See `./weft status`; start Weft with `./weft up`, or check WEFT_WAREHOUSE_URL.',
        cause,
      }),
  ],
  [
    /transaction conflict|conflicts with|Failed to commit DuckLake transaction|could not serialize/i,
    (message, cause) =>
      new WarehouseError(`Another writer changed the same table: ${firstParagraph(message)}`, {
        retryable: true,
        cause,
      }),
  ],
  [
    /No space left on device|disk quota|Could not write file/i,
    (message, cause) =>
      new WarehouseError(`The disk is full: ${firstParagraph(message)}`, {
        mend: 'Free some space and run it again; nothing was half-written.',
        cause,
      }),
  ],
  [
    /INTERRUPT/,
    (_, cause) => new WarehouseError('The statement was cancelled or took longer than its limit', { cause }),
  ],
];

const missing = /(?:Table|View|Schema) with name "?(\S+?)"? does not exist/i;

/** What to do about an error of the statement itself, by the first words of the engine's message. */
const mends: [pattern: RegExp, mend: string][] = [
  [missing, 'Check the name: `./weft query "show all tables"` lists what there is.'],
  [
    /^Binder Error: (Referenced|Table .* does not have a) column/,
    "Check the name against the table's columns.",
  ],
  [/^(Parser|Binder|Catalog) Error/, 'Correct the statement.'],
  [
    /^(Conversion|Out of Range|Invalid Input|Constraint) Error/,
    'Correct the value, or cast it with try_cast.',
  ],
  [/^Permission Error/, 'Read tables of the warehouse alone; `./weft load` loads files into it.'],
];

/** The catalogue's own tables are no suggestion to anyone. */
const inward = /\nDid you mean "__ducklake_metadata[^\n]*/;

export function toWarehouseError(error: unknown): WeftError {
  const message = messageOf(error);
  for (const [pattern, make] of rules) if (pattern.test(message)) return make(message, error);
  const name = missing.exec(message)?.[1];
  const mend = mends.find(([pattern]) => pattern.test(message))?.[1];
  return new WarehouseError(message.trim().replace(inward, ''), {
    cause: error,
    ...(name === undefined ? {} : { missing: name }),
    ...(mend === undefined ? {} : { mend }),
  });
}
