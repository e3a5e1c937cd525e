import type { BatchContext } from './define.ts';

/**
 * Names a batch to the vendor: the same on every attempt. The number of rows is part of it because the
 * first half of a refused batch starts where the whole batch did, and is another request.
 */
export function idempotencyKey(context: BatchContext, rows: number): string {
  return `${context.runId}/${context.chunk}/${context.offset}-${context.offset + rows}`;
}
