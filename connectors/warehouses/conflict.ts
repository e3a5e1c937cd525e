import { setTimeout as sleep } from 'node:timers/promises';
import { WarehouseError } from '../errors.ts';

/** The longest wait is the first doubled so often. */
const mostDoublings = 7;

/**
 * Does work again that met another writer, as a retryable WarehouseError says: after a wait that doubles, with
 * full jitter. Where the signal aborts meanwhile, the next attempt says so.
 */
export async function againOnConflict<T>(
  { attempts, waitMs, signal }: { attempts: number; waitMs: number; signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const again = error instanceof WarehouseError && error.retryable && attempt < attempts;
      if (!again) throw error;
      const most = waitMs * 2 ** Math.min(attempt, mostDoublings);
      await sleep(Math.random() * most, undefined, { signal }).catch(() => undefined);
    }
  }
}
