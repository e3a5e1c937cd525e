'use server';

import { refresh } from 'next/cache';
import type { z } from 'zod';
import type { Problem } from '../../ui/problem.ts';
import { attempt, troubleOf } from '../problem.ts';
import { loadUpload, upload } from '../uploads.ts';

export type LoadedUpload =
  | { state: 'loaded'; rows: number }
  /** A table of that name is there: ask before it is made anew. */
  | { state: 'taken' }
  | { state: 'failed'; problem: Problem };

/** Loads a file whose parts have all come into a table. */
export async function loadUploaded(input: z.input<typeof upload>): Promise<LoadedUpload> {
  const outcome = await attempt(() => loadUpload(upload.parse(input)), 'nothingLoaded');
  if (outcome.state === 'ready') {
    if ('taken' in outcome.data) return { state: 'taken' };
    refresh();
    return { state: 'loaded', rows: outcome.data.rows };
  }
  return { state: 'failed', problem: troubleOf(outcome) };
}
