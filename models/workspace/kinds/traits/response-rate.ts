import { z } from 'zod';
import { columnName, duration } from '../shared.ts';
import { eventNames, sharedName } from './event-names.ts';
import { type Output, traitKindOf } from './kind.ts';

/** A value as the end of a column's name: `E-Mail` is `e_mail`. */
export const valueSuffix = (value: string): string =>
  value
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');

const best = 'best';

/** Values that would give no column, or one that is there already. */
const unusableValue = (values: readonly string[]): string | undefined =>
  values.find((value, index) => {
    const suffix = valueSuffix(value);
    return (
      suffix === '' || suffix === best || values.findIndex((other) => valueSuffix(other) === suffix) < index
    );
  });

const schema = z
  .strictObject({
    sent: eventNames,
    response: eventNames,
    /** A property that a response shares with the message that it answers, such as campaign_id. */
    match: columnName,
    within: duration,
    /** A property of the message, such as its channel, and those of its values that have a column. */
    by: columnName.optional(),
    values: z.array(z.string().min(1)).min(1).optional(),
  })
  .superRefine(({ sent, response, by, values }, context) => {
    const refuse = (message: string, path: string) =>
      context.addIssue({ code: 'custom', message, path: [path] });
    if (sharedName(sent, response) !== undefined)
      refuse('an event is a message or a response, not both', 'response');
    if (by !== undefined && values === undefined) refuse('needs `values`, those that have a column', 'by');
    if (values === undefined) return;
    if (by === undefined) refuse('needs `by`, the property whose values these are', 'values');
    const unusable = unusableValue(values);
    if (unusable !== undefined)
      refuse(
        `"${unusable}" gives no column of its own: each value needs a letter or digit, not one spelling twice nor "${best}"`,
        'values',
      );
  });

/**
 * The share of a person's messages that were answered: with at least one response of the same person and the same
 * value of `match`, at the moment of the message or later by at most `within`. Every message counts from when it was
 * sent; one without a value of `match` is never answered. One response may answer several messages.
 */
export const responseRate = traitKindOf({
  schema,
  reads: 'rows',
  events: true,
  outputs: ({ values }) => [
    { suffix: '', kind: 'double', description: 'Share of the messages that were answered.' },
    ...(values ?? []).map(
      (value): Output => ({
        suffix: valueSuffix(value),
        kind: 'double',
        description: `Share of the messages of ${value} that were answered.`,
      }),
    ),
    ...(values === undefined
      ? []
      : [
          {
            suffix: best,
            kind: 'text' as const,
            description:
              'The value with the highest share; of equal ones that with more messages, then by name.',
          },
        ]),
  ],
  columns: ({ match, by }) => [{ column: match }, ...(by === undefined ? [] : [{ column: by }])],
  timed: () => true,
});
