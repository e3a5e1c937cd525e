import type { BatchContext, OutgoingRow, SyncMode } from '../../../connectors/destinations/define.ts';

/** What the batches of the tests belong to. */
export const contextOf = (mode: SyncMode): BatchContext => ({
  runId: 'run-1',
  sync: 'people',
  mode,
  chunk: 0,
  offset: 0,
  fields: [],
  scratch: '',
  signal: AbortSignal.timeout(20_000),
});

export const row = (
  key: string,
  fields: OutgoingRow['fields'] = {},
  operation: OutgoingRow['operation'] = 'create',
): OutgoingRow => ({ key, operation, fields });

/** Tries often enough, and waits for nothing. */
export const hasty = { maxAttempts: 3, baseDelayMs: 1, maxDelayMs: 2 };

/** A throttle that lets all go, and counts into `waited`. */
export const counting = (waited: string[]) => async () => {
  waited.push('x');
  return () => undefined;
};

/** What a promise is rejected with; undefined where it is not. */
export const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error) => error,
  );

export const statuses = (results: { status: string }[]) => results.map(({ status }) => status);
