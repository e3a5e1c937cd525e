'use client';

import { useCallback, useEffect, useState } from 'react';
import type { Problem } from './problem.ts';

export interface Answer<T> {
  /** The last answer; it stays while a newer question is under way. */
  data: T | null;
  problem: Problem | null;
  pending: boolean;
  /** Asks the same once more. */
  again: () => void;
}

/** Asks a handler of this app; throws the signal's reason where it was aborted. */
export async function askPage<T>(
  address: string,
  question: object,
  signal?: AbortSignal,
): Promise<{ data: T; problem: null } | { data: null; problem: Problem }> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
      signal: signal ?? null,
    });
    const body: T & { problem?: Problem } = await response.json();
    if (response.ok) return { data: body, problem: null };
    return { data: null, problem: body.problem ?? { cause: `${response.status}` } };
  } catch (error) {
    signal?.throwIfAborted();
    return { data: null, problem: { cause: error instanceof Error ? error.message : String(error) } };
  }
}

/**
 * The answer to a question that changes as one types. It is asked once typing rests, an older one is given up, and of
 * two answers the newer question's counts. A null question asks nothing and forgets the answer.
 */
export function useAnswer<T>(address: string, question: object | null, restMs = 300): Answer<T> {
  const text = question === null ? null : JSON.stringify(question);
  const [times, setTimes] = useState(0);
  const [state, setState] = useState<Omit<Answer<T>, 'again'>>({
    ...{ data: null, problem: null },
    pending: text !== null,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `times` asks the same once more
  useEffect(() => {
    if (text === null) {
      setState({ data: null, problem: null, pending: false });
      return;
    }
    const stop = new AbortController();
    setState((before) => ({ ...before, pending: true }));
    const timer = setTimeout(() => {
      askPage<T>(address, JSON.parse(text), stop.signal).then(
        (answer) =>
          setState((before) => ({
            data: answer.data ?? before.data,
            ...{ problem: answer.problem, pending: false },
          })),
        () => undefined,
      );
    }, restMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [address, text, restMs, times]);
  const again = useCallback(() => setTimes((before) => before + 1), []);
  return { ...state, again };
}
