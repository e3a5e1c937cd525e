import { ApplicationFailure } from '@temporalio/common';
import {
  AuthError,
  ConfigError,
  DbtError,
  messageOf,
  NotFound,
  RateLimited,
  Unavailable,
  WarehouseError,
  WeftError,
} from '../connectors/errors.ts';

/** Any error as the failure that tells Temporal whether to try again; the one place where they are turned. */
export function toFailure(error: unknown): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  if (!(error instanceof WeftError)) {
    return ApplicationFailure.create({ message: messageOf(error), type: 'Error', nonRetryable: false });
  }
  return ApplicationFailure.create({
    message: error.message,
    type: error.name,
    nonRetryable: !error.retryable,
    details: [{ mend: error.mend ?? null }],
    nextRetryDelay: error instanceof RateLimited ? error.retryAfterMs : undefined,
  });
}

/** What a run's record says of an error: the innermost message that Weft wrote, with its mend. */
export function describeFailure(error: unknown): { message: string; mend: string | null } {
  let current: unknown = error;
  let found: { message: string; mend: string | null } = { message: messageOf(error), mend: null };
  while (current instanceof Error) {
    if (current instanceof ApplicationFailure) {
      const detail = current.details?.[0];
      const mend = detail && typeof detail === 'object' && 'mend' in detail ? detail.mend : null;
      found = { message: current.message, mend: typeof mend === 'string' ? mend : null };
    } else if (current instanceof WeftError) {
      found = { message: current.message, mend: current.mend ?? null };
    }
    current = current.cause;
  }
  return found;
}

const classes = { AuthError, ConfigError, DbtError, NotFound, Unavailable, WarehouseError };

/** The class of the error that an activity threw, by the failure of its workflow; empty where there is none. */
export function typeOfFailure(error: unknown): string {
  let type = '';
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if (each instanceof ApplicationFailure && each.type) type = each.type;
  }
  return type;
}

/** A failed workflow's error as the one that its activity threw, for whoever waited for it. */
export function fromFailure(error: unknown): Error {
  const type = typeOfFailure(error);
  const { message, mend } = describeFailure(error);
  const known = Object.entries(classes).find(([name]) => name === type)?.[1] ?? Unavailable;
  return new known(message, { mend: mend ?? undefined, cause: error });
}

/** Wraps activities so that whatever they throw reaches the workflow as a failure. */
export function withFailures<T extends Record<string, (...args: never[]) => Promise<unknown>>>(
  activities: T,
): T {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    async (...args: never[]) => {
      try {
        return await activity(...args);
      } catch (error) {
        // A cancellation keeps its own type, by which the worker knows it.
        if (error instanceof Error && error.name === 'CancelledFailure') throw error;
        throw toFailure(error);
      }
    },
  ]);
  return Object.fromEntries(wrapped);
}
