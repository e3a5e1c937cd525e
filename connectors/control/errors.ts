import { DrizzleQueryError } from 'drizzle-orm';
import { AuthError, ConfigError, messageOf, Unavailable, WeftError } from '../errors.ts';
import type { PostgresAddress } from '../settings.ts';

/** Codes of Node and PostgreSQL for a server that does not answer, or not now. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  '08000',
  '08001',
  '08003',
  '08006',
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);

/**
 * What the driver throws, as one of Weft's errors. Drizzle's own message repeats the statement with its
 * parameters, which are resources and may be long, so the driver's is taken instead.
 */
export function controlError(error: unknown, address: PostgresAddress): unknown {
  if (error instanceof WeftError) return error;
  const cause = error instanceof DrizzleQueryError ? (error.cause ?? error) : error;
  const code = codeOf(cause);
  const server = `${address.host}:${address.port}`;
  const said = messageOf(cause) || code || 'no answer';
  if (unreachable.has(code) || /timeout|terminated unexpectedly/i.test(said)) {
    return new Unavailable(`The control database at ${server} cannot be reached: ${said}`, {
      mend: 'Start Weft with `./weft up`, or check WEFT_CONTROL_URL and that its server runs.',
      cause,
    });
  }
  if (code === '28P01' || code === '28000') {
    return new AuthError(`The control database at ${server} refused the user "${address.user}"`, {
      mend: 'Check the user and the password in WEFT_CONTROL_URL.',
      cause,
    });
  }
  if (code === '42501') {
    return new AuthError(`The user "${address.user}" lacks a right in the control database: ${said}`, {
      mend: `Let it create schemas: grant create on database ${address.database} to ${address.user}.`,
      cause,
    });
  }
  if (code === '3D000') {
    return new ConfigError(`The control database at ${server} has no database "${address.database}"`, {
      mend: 'Create it, or name another in WEFT_CONTROL_URL.',
      cause,
    });
  }
  if (code === '42P01' || code === '3F000') {
    return new ConfigError(`The control database at ${server} lacks Weft's tables`, {
      mend: 'Start Weft with `./weft up`, which makes them.',
      cause,
    });
  }
  if (error instanceof DrizzleQueryError) {
    return new Error(`The control database refused a statement: ${said}`, { cause });
  }
  return error;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
