import type { Preview, SqlNames } from '../../data/sql-preview.ts';
import type { Problem } from '../problem.ts';

export type Answer<T> = T | { problem: Problem };

async function ask<T>(path: string, body: unknown, signal?: AbortSignal): Promise<Answer<T>> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  // What the app's own handler answers, of the version that made this page.
  return (await response.json()) as Answer<T>;
}

export const askPreview = (
  path: string,
  question: { sql: string; reveal: boolean; limit: number },
  signal?: AbortSignal,
): Promise<Answer<Preview>> => ask(path, question, signal);

export const askNames = (path: string): Promise<Answer<SqlNames>> => ask(path, {});
