import { setTimeout as delay } from 'node:timers/promises';
import type { Control } from '../control/connect.ts';
import { intervalMs, reserveRequests, takeOfDay } from '../control/limits.ts';
import { RateLimited } from '../errors.ts';
import type { ConnectContext, Limits } from './define.ts';
import { Places } from './places.ts';

export type Throttle = ConnectContext['throttle'];

const nothingHeld = () => undefined;

export const unthrottled: Throttle = async () => nothingHeld;

/** Requests that are reserved together: what an account may ask in about this time. */
const reservedMs = 200;

/**
 * Lets requests go when the limits of their account allow, whichever sync and whichever process they come from.
 * Reserves a few at a time, so that a fast vendor does not cost a statement for each request.
 */
export function throttleOf(control: Control, limits: Limits | undefined): Throttle {
  if (!limits) return unthrottled;
  const { account, perSecond, perMinute, perDay, concurrent } = limits;
  const windows = [
    ...(perSecond === undefined ? [] : [{ account, window: 'second' as const, limit: perSecond }]),
    ...(perMinute === undefined ? [] : [{ account, window: 'minute' as const, limit: perMinute }]),
  ];
  const places = concurrent === undefined ? undefined : Places.of(control, account, concurrent);
  const paced = windows.length > 0 || perDay !== undefined;
  const apartMs = Math.max(0, ...windows.map(intervalMs));
  const together = apartMs === 0 ? 100 : Math.max(1, Math.floor(reservedMs / apartMs));
  let left = 0;
  /** When the next of those that are reserved may begin, by `performance.now()`. */
  let nextAt = 0;
  let turn: Promise<void> = Promise.resolve();

  /** How many requests of today's are taken: as many as are reserved together, or the last ones one by one. */
  const takeToday = async (limit: number): Promise<number> => {
    if ((await takeOfDay(control, { account, limit }, together)) === 0) return together;
    const retryAfterMs = await takeOfDay(control, { account, limit }, 1);
    if (retryAfterMs === 0) return 1;
    throw new RateLimited(`the ${limit} requests that the account may make today are used up`, {
      mend: 'The run goes on by itself after midnight UTC; or raise the limit of the account.',
      retryAfterMs,
    });
  };

  const reserve = async (): Promise<void> => {
    const count = perDay === undefined ? together : await takeToday(perDay);
    const waits = await Promise.all(windows.map((window) => reserveRequests(control, window, count)));
    left = count;
    nextAt = performance.now() + Math.max(0, ...waits);
  };

  const pace = (signal: AbortSignal): Promise<void> => {
    const mine = turn.then(async () => {
      signal.throwIfAborted();
      if (left === 0) await reserve();
      left -= 1;
      const wait = nextAt - performance.now();
      nextAt += apartMs;
      if (wait > 0) await delay(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    });
    turn = mine.catch(() => undefined);
    return mine;
  };

  return async (signal) => {
    const release = places === undefined ? nothingHeld : await places.take(signal);
    try {
      if (paced) await pace(signal);
      return release;
    } catch (error) {
      release();
      throw error;
    }
  };
}
