import { AuthError, messageOf, Unavailable, WarehouseError, type WeftError } from '../../errors.ts';

const firstParagraph = (message: string): string => message.split('\n\n')[0] ?? message;

/** The engine's error as one of Weft's; the first matching rule decides. */
const rules: [pattern: RegExp, make: (message: string, cause: unknown) => WeftError][] = [
  [
    /password authentication failed|no password supplied/i,
    (_, cause) =>
      new AuthError('The catalogue database refused the password', {
        mend: 'Check WEFT_WAREHOUSE_URL.',
        cause,
      }),
  ],
  [
    /connection refused|could not connect|unable to connect|server closed the connection|could not translate host|timeout expired|terminating connection/i,
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

export function toWarehouseError(error: unknown): WeftError {
  const message = messageOf(error);
  for (const [pattern, make] of rules) if (pattern.test(message)) return make(message, error);
  return new WarehouseError(message.trim(), { cause: error });
}
