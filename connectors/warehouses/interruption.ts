import { WarehouseError } from '../errors.ts';

/** What a statement ends in when its caller's signal aborts. */
export const statementCancelled = (signal: AbortSignal): WarehouseError =>
  new WarehouseError('The statement was cancelled', { cause: signal.reason });

/** What a statement ends in when `QueryOptions.timeoutMs` is over. */
export const statementTimedOut = (timeoutMs: number): WarehouseError =>
  new WarehouseError(`The statement took longer than its limit of ${timeoutMs / 1000} s and was cancelled`, {
    mend: 'Let it read less, or run it again when the warehouse is less busy.',
  });

export const warehouseClosed = (): WarehouseError =>
  new WarehouseError('The connection to the warehouse was closed', { mend: 'Open the warehouse again.' });
