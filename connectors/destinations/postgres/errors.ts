import { DatabaseError } from 'pg';
import { AuthError, BatchRejected, ConfigError, messageOf, Unavailable, WeftError } from '../../errors.ts';
import { shown } from '../exchange.ts';
import { addressOf, type PostgresConfig } from './config.ts';

/** Failed transactions that succeed when they are tried again: serialization, deadlock, a lock, a timeout. */
const passing = new Set(['40001', '40P01', '40003', '55P03', '55006', '57014', '25006', '25P03', '25P04']);
/** Classes for a server that cannot now: connections, resources, an operator, the system, its own faults. */
const away = ['08', '53', '57', '58', 'F0', 'XX'];
/** Authentication, and a right that the user lacks. */
const refused = ['28', '0P'];
/** Names and types that are not there, syntax, and features that the server lacks: the same for every row. */
const misdeclared = ['42', '3D', '3F', '0A'];

const classOf = (error: DatabaseError): string => error.code?.slice(0, 2) ?? '';

/**
 * What the driver throws, as one of Weft's errors. What is left over is a fault of the data (a constraint, a type,
 * a trigger that raises): `BatchRejected` with PostgreSQL's own words, so that halving finds the row.
 */
export function postgresError(error: unknown, config: PostgresConfig): unknown {
  if (error instanceof WeftError) return error;
  const { host, port, user, database, password } = addressOf(config);
  const server = `PostgreSQL at ${host}:${port}`;
  const said = shown(messageOf(error) || 'no answer', [password]);
  if (!(error instanceof DatabaseError)) return networkError(error, server, said);
  const code = error.code ?? '';
  const kind = classOf(error);
  // A policy of row-level security has the code of a missing right, and judges the row.
  if (code === '42501' && error.routine !== 'ExecWithCheckOptions') {
    return new AuthError(`${server} does not let the user "${user}" do this: ${said}`, {
      mend: `Grant what is missing, for a table: grant select, insert, update, delete on … to ${user}.`,
      cause: error,
    });
  }
  if (refused.includes(kind)) {
    return new AuthError(`${server} refused the user "${user}": ${said}`, {
      mend: 'Check `user` and `password`, and what pg_hba.conf says of them.',
      cause: error,
    });
  }
  if (passing.has(code) || away.includes(kind)) {
    return new Unavailable(`${server} cannot do this now: ${said} (${code})`, {
      mend: 'It is tried again; if it stays, look into the server’s log, and check that it is no standby.',
      cause: error,
    });
  }
  if (misdeclared.includes(kind) && code !== '42501') {
    return new ConfigError(`${server}, database "${database}", does not know this: ${said} (${code})`, {
      mend: 'Check `database`, `table`, `match` and the mapped fields.',
      cause: error,
    });
  }
  return new BatchRejected(withDetail(error, said), { cause: error });
}

/** Of a key PostgreSQL tells in its detail which it was; other details repeat the whole row. */
function withDetail({ code, detail }: DatabaseError, said: string): string {
  return (code === '23505' || code === '23503') && detail ? shown(`${said}: ${detail}`, []) : said;
}

/** Whether the data do not fit their types; PostgreSQL then does not name the column. */
export const isUnfit = (error: unknown): error is DatabaseError =>
  error instanceof DatabaseError && classOf(error) === '22';

const certificateFault = /certificate|self.signed|altname|CERT_/i;

function networkError(error: unknown, server: string, said: string): WeftError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/does not support SSL/i.test(said)) {
    return new ConfigError(`${server} does not encrypt connections`, {
      mend: 'Let it, or set `ssl: disable` where the way there is safe by itself.',
      cause: error,
    });
  }
  if (certificateFault.test(said) || certificateFault.test(code)) {
    return new ConfigError(`the certificate of ${server} cannot be trusted: ${said}`, {
      mend: 'Give the certificate of its authority as `ca`; without one, `ssl: require` encrypts without checking.',
      cause: error,
    });
  }
  const what = code === 'ECONNREFUSED' ? 'refused the connection' : `cannot be reached: ${said}`;
  return new Unavailable(`${server} ${what}`, {
    mend: 'Check `host` and `port`, and that the server runs; sending is tried again.',
    cause: error,
  });
}
