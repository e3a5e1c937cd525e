import { closest, distance } from 'fastest-levenshtein';
import {
  AuthError,
  ConfigError,
  messageOf,
  Unavailable,
  WarehouseError,
  WeftError,
} from '../../../errors.ts';
import { type Source, sourceName } from './source.ts';

/** What was read when the source refused, for the message. */
export interface Reading {
  source: Source;
  /** `schema.table`. */
  table?: string;
  /** The statement that gives the right to read it. */
  grant?: string;
}

/** The words of an error and of what caused it, without the password. */
export function wordsOf(error: unknown, { password }: Source): string {
  const messages: string[] = [];
  for (let each = error; each !== undefined && each !== null && messages.length < 5; ) {
    messages.push(messageOf(each));
    each = each instanceof Error ? each.cause : undefined;
  }
  const words = messages.join('\n');
  return password === undefined ? words : words.replaceAll(password, '***');
}

/** What MySQL's scanner says of a connection that is gone: the query, and no reason. */
const cutOff = /Failed to fetch result row for MySQL query "[\s\S]*":\s*(?:\n|$)/;

/** The server's own sentence of what the scanner says around it. */
const sentence = (words: string): string =>
  cutOff.test(words)
    ? 'it gave no reason'
    : ((/(?:FATAL|ERROR):\s+([^\n]+)/.exec(words)?.[1] ?? /failed: ([^\n]+)/.exec(words)?.[1] ?? words)
        .split('\n')[0]
        ?.replace(/^[A-Z][\w ]* Error: /, '')
        .slice(0, 300) ?? '');

const lost =
  /terminating connection|server closed the connection|lost connection|gone away|connection was killed|connection to (?:the )?server was lost|SSL SYSCALL|connection reset|connection timed out|could not receive data|no connection to the server|connection not open|packets out of order|error reading.*packet/i;

type Rule = [pattern: RegExp, make: (words: string, reading: Reading, cause: unknown) => WeftError];

const rules: Rule[] = [
  [
    /password authentication failed|no password supplied|role "[^"]*" does not exist|Access denied for user '[^']*'@'[^']*' \(using/i,
    (words, { source }, cause) =>
      new AuthError(`The ${sourceName(source)} refused the user ${source.user}: ${sentence(words)}`, {
        mend: `Check the user, and its password in ${source.type === 'postgres' ? 'PGPASSWORD' : 'MYSQL_PWD'}.`,
        cause,
      }),
  ],
  [
    /no pg_hba\.conf entry|Host '[^']*' is not allowed/i,
    (words, { source }, cause) =>
      new AuthError(`The ${sourceName(source)} does not let this machine in: ${sentence(words)}`, {
        mend:
          source.type === 'postgres'
            ? 'Let its administrator add this machine to pg_hba.conf, or try ?sslmode=require.'
            : `Let its administrator make the user for this machine: create user '${source.user}'@'%' …`,
        cause,
      }),
  ],
  [
    /Access denied for user '[^']*'@'[^']*' to database/i,
    (words, { source }, cause) =>
      new AuthError(
        `${source.user} may not use the ${sourceName(source)}, or there is none: ${sentence(words)}`,
        {
          mend: `Check the name; an administrator gives the right: grant select on \`${source.database}\`.* to '${source.user}'@'%';`,
          cause,
        },
      ),
  ],
  [
    /permission denied for|command denied to user/i,
    (words, { source, table, grant }, cause) =>
      new AuthError(`${source.user} may not read ${table ?? source.database}: ${sentence(words)}`, {
        mend: `An administrator gives the right: ${grant ?? `grant select on ${table ?? `all tables in schema`} to ${source.user};`}`,
        cause,
      }),
  ],
  [
    /does not support SSL|SSL is required|SSL negotiation|certificate|TLS\/SSL error/i,
    (words, { source }, cause) =>
      new ConfigError(`No encrypted connection to the ${sourceName(source)}: ${sentence(words)}`, {
        mend: `Set ${source.type === 'postgres' ? '?sslmode=… and ?sslrootcert=…' : '?ssl_mode=… and ?ssl_ca=…'} of the URL as the server needs them.`,
        cause,
      }),
  ],
  [
    new RegExp(`${lost.source}|${cutOff.source}`, 'i'),
    (words, { source, table }, cause) =>
      new Unavailable(
        `The connection to the ${sourceName(source)} broke${table ? ` while ${table} was read` : ''}: ${sentence(words)}`,
        { mend: 'Run it again; nothing was half-written.', cause },
      ),
  ],
  [
    /connection refused|could not translate host|unknown (?:mysql )?server host|can't connect|timeout expired|no route to host|network is unreachable|unable to connect|failed to connect/i,
    (words, { source }, cause) =>
      new Unavailable(`The ${sourceName(source)} cannot be reached: ${sentence(words)}`, {
        mend: 'Check the host and the port of the URL, and that a firewall lets this machine through.',
        cause,
      }),
  ],
  [
    /lock timeout|lock wait timeout/i,
    (words, { source, table }, cause) =>
      new WarehouseError(`${table ?? 'A table'} of the ${sourceName(source)} is locked: ${sentence(words)}`, {
        mend: 'Run it again when the change of the table that another session makes is done.',
        cause,
      }),
  ],
  [
    /(?:relation|column|schema) [^\n]*does not exist|Table '[^']*' doesn't exist|Unknown column|definition has changed|could not open relation/i,
    (words, { source, table }, cause) =>
      new WarehouseError(
        `${table ?? 'A table'} of the ${sourceName(source)} changed while it was read: ${sentence(words)}`,
        { mend: 'Run it again; the table in the warehouse is as it was.', cause },
      ),
  ],
];

/** Said by Weft itself, not by the engine: to be shown as it is. */
const isOwn = (error: unknown): error is WeftError => error instanceof WeftError && error.cause === undefined;

/** The source's refusal as one of Weft's errors; undefined where it is none that is known. */
export function sourceFault(error: unknown, reading: Reading): WeftError | undefined {
  if (isOwn(error)) return error;
  const words = wordsOf(error, reading.source);
  const rule = rules.find(([pattern]) => pattern.test(words));
  // The cause may hold the password, in a statement that the engine quotes.
  return rule?.[1](words, reading, new Error(words));
}

/** The same of any error: what is not known keeps its words. */
export function sourceError(error: unknown, reading: Reading): WeftError {
  const words = wordsOf(error, reading.source);
  return (
    sourceFault(error, reading) ??
    new WarehouseError(`The ${sourceName(reading.source)} could not be read: ${sentence(words)}`, {
      mend: 'Check the URL, or import a view that leaves out what cannot be read.',
      cause: new Error(words),
    })
  );
}

export const isMissingDatabase = (error: unknown, source: Source): boolean =>
  /database "[^"]*" does not exist|Unknown database/i.test(wordsOf(error, source));

/** `; did you mean …?` for a name that is not among those there are, or a list of those. */
export function insteadOf(given: string, names: readonly string[]): string {
  if (names.length === 0) return 'There is none that this user can see.';
  const sameLetters = names.find((name) => name.toLowerCase() === given.toLowerCase());
  if (sameLetters !== undefined)
    return `There is "${sameLetters}": capitals and small letters count. Write it so.`;
  const near = closest(
    given.toLowerCase(),
    names.map((name) => name.toLowerCase()),
  );
  const meant = names.find((name) => name.toLowerCase() === near);
  if (meant !== undefined && distance(given.toLowerCase(), near) <= Math.max(2, given.length / 3))
    return `Did you mean ${meant}?`;
  const shown = names.slice(0, 12).join(', ');
  return `There ${names.length === 1 ? 'is' : 'are'} ${shown}${names.length > 12 ? ` and ${names.length - 12} more` : ''}.`;
}
