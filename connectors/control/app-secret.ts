import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../settings.ts';

/**
 * What signs the sessions and encrypts the second factors: `WEFT_SECRET`, which all replicas share, else one that is
 * made once for this home and that only its user can read.
 */
export function appSecret({ env, home }: Settings): string {
  if (env.WEFT_SECRET !== undefined) return env.WEFT_SECRET;
  const file = join(home, 'secret');
  mkdirSync(home, { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8');
}
