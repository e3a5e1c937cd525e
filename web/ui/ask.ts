import type { Problem } from './problem.ts';

export type Answer<T> = { state: 'ready'; data: T } | { state: 'failed'; problem: Problem };

/** Asks a route handler of a page what cannot wait for the next one. An aborted question rejects, as fetch does. */
export async function ask<T extends object>(
  url: string,
  question: object,
  { signal, unreachable }: { signal?: AbortSignal; unreachable: string },
): Promise<Answer<T>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
      ...(signal ? { signal } : {}),
    });
    const answer: T | { problem: Problem } = await response.json();
    return 'problem' in answer
      ? { state: 'failed', problem: answer.problem }
      : { state: 'ready', data: answer };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof TypeError || error instanceof SyntaxError)
      return { state: 'failed', problem: { cause: unreachable } };
    throw error;
  }
}
