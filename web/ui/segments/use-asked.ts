'use client';

import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../problem.ts';

export interface Asked<T> {
  /** The last answer, also while a newer one is awaited; undefined before the first. */
  data: T | undefined;
  /** Whether the answer is of an earlier question. */
  stale: boolean;
  problem: Problem | null;
  /** The question that `data` answers. */
  of: object | null;
  again: () => void;
}

/** Asks one of the app's answers; throws what keeps it from one, and an AbortError where it was given up. */
export async function askApp<T>(address: string, question: unknown, signal: AbortSignal): Promise<T> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
    signal,
  });
  const answer: T & { problem?: Problem } = await response.json();
  if (answer !== null && typeof answer === 'object' && answer.problem) throw new AskFailed(answer.problem);
  if (!response.ok) throw new AskFailed({ cause: response.statusText });
  return answer;
}

class AskFailed extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.cause);
    this.problem = problem;
  }
}

/**
 * The answer to a question that changes while one types. A newer question gives up the older, so that of two answers
 * the last question's shows whichever comes first; until then the old one stays.
 */
export function useAsked<T>(address: string, question: object | null, restMs = 300): Asked<T> {
  const [state, setState] = useState<{
    data: T | undefined;
    answered: object | null;
    of: object | null;
    problem: Problem | null;
  }>({ data: undefined, answered: null, of: null, problem: null });
  const [attempt, setAttempt] = useState(0);
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the same question again
  useEffect(() => {
    if (question === null) return;
    const abort = new AbortController();
    const timer = setTimeout(
      async () => {
        try {
          const data = await askApp<T>(address, question, abort.signal);
          if (!abort.signal.aborted) setState({ data, answered: question, of: question, problem: null });
        } catch (error) {
          if (abort.signal.aborted) return;
          const problem = error instanceof AskFailed ? error.problem : { cause: String(error) };
          setState((before) => ({ ...before, of: question, problem }));
        }
      },
      first.current ? 0 : restMs,
    );
    first.current = false;
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [address, question, restMs, attempt]);
  return {
    data: state.data,
    stale: question !== null && state.of !== question,
    problem: state.problem,
    of: state.answered,
    again: () => setAttempt((before) => before + 1),
  };
}
