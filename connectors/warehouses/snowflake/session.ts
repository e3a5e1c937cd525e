import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Bind, Binds, Connection, ConnectionOptions, RowStatement } from 'snowflake-sdk';
import { ConfigError, Unavailable } from '../../errors.ts';
import type { QueryOptions, Row } from '../connection.ts';
import { statementCancelled, statementTimedOut } from '../interruption.ts';
import type { Credentials, SnowflakeLogin } from './credentials.ts';
import { snowflakeDriver } from './driver.ts';
import { toSnowflakeError } from './errors.ts';
import { rewriteParameters } from './parameters.ts';
import { fetchedAsText, rowReader } from './values.ts';

/** What each session is set to, whatever the account's or the user's defaults are. */
const sessionParameters = {
  timezone: "'UTC'",
  quoted_identifiers_ignore_case: 'false',
  strict_json_output: 'true',
  json_indent: '0',
  time_output_format: "'HH24:MI:SS.FF6'",
  binary_output_format: "'HEX'",
  rows_per_resultset: '0',
  autocommit: 'true',
};

const rowsPerBatch = 2000;
/** How long a cancelled statement may take to end before its session is given up. */
const cancelGraceMs = 10_000;
const closeLimitMs = 5000;

export function loginOptions({ credentials }: SnowflakeLogin): ConnectionOptions {
  switch (credentials.kind) {
    case 'key pair':
      return { authenticator: 'SNOWFLAKE_JWT', privateKey: privateKey(credentials) };
    case 'password':
      return { password: credentials.password };
    case 'token':
      return { authenticator: 'OAUTH', token: credentials.token };
  }
}

/** The private key in PEM, without its passphrase: the driver reports one that is wrong in OpenSSL's words. */
function privateKey({ path, passphrase }: Extract<Credentials, { kind: 'key pair' }>): string {
  try {
    const key = createPrivateKey({
      key: readFileSync(path),
      ...(passphrase === undefined ? {} : { passphrase }),
    });
    return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch (cause) {
    throw new ConfigError(`The private key of SNOWFLAKE_PRIVATE_KEY_PATH cannot be opened: ${path}`, {
      mend:
        passphrase === undefined
          ? 'Set SNOWFLAKE_PRIVATE_KEY_PASSPHRASE to its passphrase.'
          : 'Correct SNOWFLAKE_PRIVATE_KEY_PASSPHRASE.',
      cause,
    });
  }
}

/** A value as the driver takes it: it knows no bigint, and half of a surrogate pair is no character. */
function bindOf(value: string | number | bigint | boolean | null): Bind {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? value.toWellFormed() : value;
}

/** Logs in. Throws AuthError, ConfigError or Unavailable. */
export async function openSession(login: SnowflakeLogin, tag: Record<string, string>): Promise<Session> {
  const { address } = login;
  const driver = await snowflakeDriver();
  let connection: Connection;
  try {
    connection = driver.createConnection({
      ...loginOptions(login),
      account: address.account,
      username: address.user,
      database: address.database,
      ...(address.warehouse === undefined ? {} : { warehouse: address.warehouse }),
      ...(address.role === undefined ? {} : { role: address.role }),
      ...(address.accessUrl === undefined ? {} : { accessUrl: address.accessUrl }),
      application: 'Weft',
      sfRetryMaxLoginRetries: 3,
      rowMode: 'array',
      streamResult: true,
      fetchAsString: [...fetchedAsText],
      representNullAsStringNull: false,
      rowStreamHighWaterMark: rowsPerBatch,
    });
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    throw toSnowflakeError(error, login);
  }
  const session = new Session(connection, login, tag);
  const settings = Object.entries(sessionParameters).map(([name, value]) => `${name} = ${value}`);
  try {
    await session.run(`alter session set ${settings.join(' ')}`);
  } catch (error) {
    await session.close();
    throw error;
  }
  return session;
}

/** One login at Snowflake. It runs one statement at a time. */
export class Session {
  readonly #connection: Connection;
  readonly #login: SnowflakeLogin;
  readonly #tag: Record<string, string>;
  /** Whether a statement has ended well since it was taken from the pool: then it must not be run again elsewhere. */
  used = false;
  /** Not to be used again: its state, or what it still runs, is not known. */
  broken = false;

  constructor(connection: Connection, login: SnowflakeLogin, tag: Record<string, string>) {
    this.#connection = connection;
    this.#login = login;
    this.#tag = tag;
  }

  get isUp(): boolean {
    return !this.broken && this.#connection.isUp();
  }

  /** Runs one statement until its result can be read. */
  async run(sql: string, options: QueryOptions & { describeOnly?: boolean } = {}): Promise<RowStatement> {
    const { signal, timeoutMs } = options;
    if (signal?.aborted) throw statementCancelled(signal);
    let reason: 'signal' | 'timeout' | undefined;
    let giveUp: NodeJS.Timeout | undefined;
    let timer: NodeJS.Timeout | undefined;
    let onAbort: (() => void) | undefined;
    try {
      const statement = await new Promise<RowStatement>((resolve, reject) => {
        const running = this.#connection.execute({
          ...this.#written(sql, options),
          parameters: this.#parameters(options),
          ...(options.describeOnly ? { describeOnly: true } : {}),
          complete: (error, done) => (error ? reject(error) : resolve(done)),
        });
        const stop = (why: 'signal' | 'timeout') => {
          reason ??= why;
          running.cancel(() => undefined);
          giveUp ??= setTimeout(() => reject(new Unavailable('Snowflake does not answer')), cancelGraceMs);
        };
        onAbort = () => stop('signal');
        signal?.addEventListener('abort', onAbort, { once: true });
        if (timeoutMs !== undefined) timer = setTimeout(() => stop('timeout'), timeoutMs);
      });
      this.used = true;
      return statement;
    } catch (error) {
      const known = toSnowflakeError(error, this.#login);
      if (known instanceof Unavailable) this.broken = true;
      if (reason === 'signal' && signal) throw statementCancelled(signal);
      if (reason === 'timeout' && timeoutMs !== undefined) throw statementTimedOut(timeoutMs);
      throw known;
    } finally {
      clearTimeout(timer);
      clearTimeout(giveUp);
      if (onAbort) signal?.removeEventListener('abort', onAbort);
    }
  }

  async rows(sql: string, options?: QueryOptions): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const batch of this.stream(sql, options)) for (const row of batch) rows.push(row);
    return rows;
  }

  async execute(sql: string, options?: QueryOptions): Promise<number> {
    const statement = await this.run(sql, options);
    return Math.max(0, statement.getNumUpdatedRows() ?? 0);
  }

  async *stream(sql: string, options: QueryOptions = {}): AsyncGenerator<Row[]> {
    yield* this.read(await this.run(sql, options), options);
  }

  /** The rows of a statement that has run, in batches; the next part is fetched when the consumer wants it. */
  async *read(
    statement: RowStatement,
    { signal, limit }: { signal?: AbortSignal | undefined; limit?: number } = {},
  ): AsyncGenerator<Row[]> {
    if (limit === 0) return;
    const toRow = rowReader(statement.getColumns() ?? []);
    const stream = statement.streamRows(limit === undefined ? {} : { end: limit - 1 });
    let batch: Row[] = [];
    try {
      for await (const values of stream) {
        batch.push(toRow(values));
        if (batch.length < rowsPerBatch) continue;
        if (signal?.aborted) throw statementCancelled(signal);
        yield batch;
        batch = [];
      }
    } catch (error) {
      if (signal?.aborted) throw statementCancelled(signal);
      throw toSnowflakeError(error, this.#login);
    } finally {
      stream.destroy();
    }
    if (batch.length > 0) yield batch;
  }

  /** Ends the session at Snowflake; an error of it concerns nobody, and a network that is gone holds nobody up. */
  close(): Promise<void> {
    this.broken = true;
    return new Promise((resolve) => {
      setTimeout(resolve, closeLimitMs).unref();
      this.#connection.destroy(() => resolve());
    });
  }

  /** `$1` as the driver's `:1`, and the values as it takes them. */
  #written(sql: string, { values }: QueryOptions): { sqlText: string; binds?: Binds } {
    if (!values || values.length === 0) return { sqlText: sql };
    const sqlText = rewriteParameters(sql, (position) =>
      typeof values[position - 1] === 'bigint' ? `cast(:${position} as number(38, 0))` : `:${position}`,
    );
    return { sqlText, binds: values.map(bindOf) };
  }

  #parameters({ tag, timeoutMs }: QueryOptions): Record<string, unknown> {
    return {
      QUERY_TAG: JSON.stringify({ ...this.#tag, ...tag }),
      MULTI_STATEMENT_COUNT: 1,
      // For when this process ends before it can cancel.
      ...(timeoutMs === undefined ? {} : { STATEMENT_TIMEOUT_IN_SECONDS: Math.ceil(timeoutMs / 1000) + 10 }),
    };
  }
}
