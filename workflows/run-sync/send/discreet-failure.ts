import { ApplicationFailure } from '@temporalio/common';
import type { OutgoingRow } from '../../../connectors/destinations/define.ts';
import { toFailure } from '../../failures.ts';

/** Shorter values are words and numbers that any message may hold. */
const shortestValue = 4;

/**
 * An error of sending as a failure that repeats no value of the rows. A receiver's answer may quote them, and
 * what an activity throws goes to Temporal's history and to logs, where customer data must not be.
 */
export function discreetFailure(error: unknown, rows: readonly OutgoingRow[]): unknown {
  if (error instanceof Error && error.name === 'CancelledFailure') return error;
  const failure = toFailure(error);
  const message = withoutValues(failure.message, rows);
  if (message === failure.message) return failure;
  return ApplicationFailure.create({
    message,
    type: failure.type ?? undefined,
    nonRetryable: failure.nonRetryable ?? undefined,
    details: failure.details ?? undefined,
    nextRetryDelay: failure.nextRetryDelay,
  });
}

function withoutValues(message: string, rows: readonly OutgoingRow[]): string {
  const found = new Set<string>();
  for (const { key, previousKey, fields } of rows) {
    for (const value of [key, previousKey ?? '', ...textsIn(fields)]) {
      if (value.length >= shortestValue && message.includes(value)) found.add(value);
    }
  }
  let clean = message;
  for (const value of [...found].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(value, '***');
  // A text that was cut may end with the beginning of a value.
  return clean.replace(/\S*…$/, '…');
}

/** Texts and numbers at any depth, also as JSON writes them. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    const quoted = JSON.stringify(value).slice(1, -1);
    return quoted === value ? [value] : [quoted, value];
  }
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return [];
}
