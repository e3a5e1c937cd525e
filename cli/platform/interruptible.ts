import type { Settings } from '../../connectors/settings.ts';
import { note } from '../output.ts';
import { listenForInterrupt } from './interrupt.ts';
import { withPlatform } from './platform.ts';

/**
 * Work with the warehouse that Ctrl-C stops: `signal` ends its statements first, so that what they held is let go.
 * Rejects with the interrupt, whatever the statement that it stopped says of itself.
 */
export async function interruptible<T>(
  settings: Settings,
  purpose: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, end } = listenForInterrupt();
  try {
    return await withPlatform(settings, ['postgres'], () => work(signal), { purpose, onWait: note });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    end();
  }
}
