import { expect } from 'vitest';
import { WeftError } from '../../connectors/errors.ts';

export interface Refusal {
  kind: string;
  message: string;
  mend: string;
}

/** The error of an import: what happened and what to do, and none of these secrets. */
export async function refusal(work: Promise<unknown>, secrets: readonly string[]): Promise<Refusal> {
  const error = await work.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof WeftError)) throw error;
  const shown = `${error.message}\n${error.mend}\n${String(error.cause)}\n${error.stack}`;
  for (const secret of secrets) expect(shown).not.toContain(secret);
  expect(error.mend).toBeTruthy();
  return { kind: error.name, message: error.message, mend: error.mend ?? '' };
}
