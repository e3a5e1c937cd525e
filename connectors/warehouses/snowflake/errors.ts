import {
  AuthError,
  ConfigError,
  messageOf,
  RateLimited,
  Unavailable,
  WarehouseError,
  WeftError,
} from '../../errors.ts';
import { statementTimedOut } from '../interruption.ts';
import { type Asker, grantOn, name, roleOf, warehouseOf } from './grants.ts';

interface Refused {
  code: string;
  message: string;
  asker: Asker;
  cause: unknown;
}

const firstLine = (message: string): string =>
  message
    .replace(/^SQL (?:compilation|access control|execution) error:\s*/i, '')
    .trim()
    .slice(0, messageLimit);

const run = (statement: string): string => `An administrator runs: ${statement}`;

type Rule = [codes: RegExp, pattern: RegExp, make: (refused: Refused, match: RegExpExecArray) => WeftError];

const any = /[\s\S]*/;

/** By Snowflake's code and text; the first that matches decides. */
const rules: Rule[] = [
  [
    /^39010[01]$|^390106$/,
    any,
    ({ asker, cause }) =>
      new AuthError(`Snowflake refused the user name or the password of ${asker.address.user}`, {
        mend: 'Check the user in WEFT_WAREHOUSE_URL and SNOWFLAKE_PASSWORD. Snowflake locks a user for 15 minutes after five wrong passwords.',
        cause,
      }),
  ],
  [
    /^390144$|^39430\d$/,
    any,
    ({ asker, cause, message }) =>
      new AuthError(`Snowflake refused the key pair of ${asker.address.user}: ${message}`, {
        mend: run(`alter user ${name(asker.address.user)} set rsa_public_key='…';`).concat(
          ' The key is the public half of SNOWFLAKE_PRIVATE_KEY_PATH; also check that the account in WEFT_WAREHOUSE_URL and the clock are right.',
        ),
        cause,
      }),
  ],
  [
    /^390303$|^390318$|^390195$|^39030\d$/,
    any,
    ({ asker, cause }) =>
      new AuthError(
        `Snowflake refused the OAuth token of ${asker.address.user}: it is wrong or has expired`,
        {
          mend: 'Get a new token and set SNOWFLAKE_TOKEN to it.',
          cause,
        },
      ),
  ],
  [
    /^390189$|^390186$/,
    any,
    ({ asker, cause }) =>
      new AuthError(`The role ${roleOf(asker)} is not there or not granted to ${asker.address.user}`, {
        mend: run(`grant role ${roleOf(asker)} to user ${name(asker.address.user)};`),
        cause,
      }),
  ],
  [
    /^39042[02]$/,
    any,
    ({ message, cause }) =>
      new AuthError(`Snowflake's network policy keeps this machine out: ${message}`, {
        mend: "An administrator adds this machine's address to the network policy.",
        cause,
      }),
  ],
  [
    /^(390104|390110|390111|390112|390113|390114|390115|407002)$/,
    any,
    ({ cause }) => new Unavailable('The session at Snowflake has ended', { cause }),
  ],
  [
    /^000606$/,
    any,
    ({ asker, cause }) =>
      new WarehouseError(
        asker.address.warehouse === undefined
          ? `The user ${asker.address.user} has no warehouse to run statements on`
          : `The warehouse ${warehouseOf(asker)} is suspended, not there, or may not be used by the role ${roleOf(asker)}`,
        {
          mend: run(
            `${asker.address.warehouse === undefined ? '' : `alter warehouse ${warehouseOf(asker)} set auto_resume = true; `}grant usage on warehouse ${warehouseOf(asker)} to role ${roleOf(asker)};`,
          ).concat(
            asker.address.warehouse === undefined ? ' Then add ?warehouse=NAME to WEFT_WAREHOUSE_URL.' : '',
          ),
          cause,
        },
      ),
  ],
  [
    /./,
    /resource monitor '?"?([^'"\s]+)'?"? has exceeded its quota/i,
    ({ message, cause }, [, monitor = '']) =>
      new WarehouseError(`The quota of the resource monitor ${monitor} is used up: ${firstLine(message)}`, {
        mend: run(`alter resource monitor ${name(monitor)} set credit_quota = …;`).concat(
          ' Or wait for its next period.',
        ),
        cause,
      }),
  ],
  [
    /^000630$/,
    /timeout of (\d+) second/i,
    (_, [, seconds = '0']) => statementTimedOut(Number(seconds) * 1000),
  ],
  [
    /^000604$/,
    any,
    ({ cause }) => new WarehouseError('The statement was cancelled', { mend: 'Run it again.', cause }),
  ],
  [
    /^(000625|000639|000645)$/,
    any,
    ({ message, cause }) =>
      new WarehouseError(`Another writer changed the same table: ${firstLine(message)}`, {
        retryable: true,
        cause,
      }),
  ],
  [
    /^003001$|^002003$/,
    /Insufficient privileges to operate on ([a-z ]+?) '([^']+)'/i,
    ({ asker, cause }, [, kind = '', object = '']) =>
      new AuthError(`The role ${roleOf(asker)} lacks a right on the ${kind.toLowerCase()} ${object}`, {
        // A database that cannot be used is not seen at all; what is refused is to make a schema in it.
        mend: run(
          kind.toLowerCase() === 'database'
            ? grantOn(kind, object, asker, 'usage, create schema')
            : grantOn(kind, object, asker),
        ),
        cause,
      }),
  ],
  [
    /^003001$/,
    any,
    ({ asker, message, cause }) =>
      new AuthError(`The role ${roleOf(asker)} lacks a right: ${firstLine(message)}`, {
        mend: '`weft warehouse setup --type snowflake` prints the grants that Weft needs.',
        cause,
      }),
  ],
  [
    /^(002003|002043|003003|390201)$/,
    /(?:(Table|View|Object|Schema|Database|Warehouse|Stage)\s+)?'?((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))*)'? does not exist(?: or not authorized)?/i,
    ({ asker, cause }, [, kind = 'Object', object = '']) => notFound(kind, object, asker, cause),
  ],
  [
    /^09010[56]$/,
    any,
    ({ asker, cause }) =>
      new AuthError(
        `The database ${asker.address.database} is not there, or the role ${roleOf(asker)} may not use it`,
        {
          mend: run(`grant usage on database ${name(asker.address.database)} to role ${roleOf(asker)};`),
          cause,
        },
      ),
  ],
  [
    /^000904$/,
    /invalid identifier '"?([^']+?)"?'/i,
    ({ cause }, [, column = '']) =>
      new WarehouseError(`There is no column ${column}`, {
        mend: 'Check its name, also upper and lower case; it may have been renamed or dropped in the source.',
        cause,
      }),
  ],
  [
    /^(001003|000904|002043|001007|001044|000002)$/,
    any,
    ({ message, cause }) =>
      new WarehouseError(`Snowflake does not accept the statement: ${firstLine(message)}`, {
        mend: correctIt,
        cause,
      }),
  ],
  [
    /^100051$/,
    any,
    ({ cause }) =>
      new WarehouseError('Division by zero', { mend: 'Write a / nullif(b, 0), which is null there.', cause }),
  ],
  [
    /^1000(35|38|39|69|71|72|46|96)$|^100132$|^100183$/,
    any,
    ({ message, cause }) =>
      new WarehouseError(`A value does not fit: ${firstLine(message)}`, {
        mend: 'Correct the value in its source, or convert it with try_cast, which is null where it does not fit.',
        cause,
      }),
  ],
];

const correctIt = 'Correct the statement, or the SQL of the declaration that it was made from.';
/** Of a message, which may quote the whole statement. */
const messageLimit = 1500;

function notFound(kind: string, object: string, asker: Asker, cause: unknown): WarehouseError {
  const word = kind.toLowerCase() === 'object' ? 'table' : kind.toLowerCase();
  const grant = grantOn(word, object, asker);
  return new WarehouseError(
    `The ${word} ${object} is not there, or the role ${roleOf(asker)} may not see it`,
    {
      mend: `Check its name, also upper and lower case. Where it is there, an administrator runs: ${grant}`,
      missing: object.replaceAll('"', ''),
      cause,
    },
  );
}

/** What the driver throws, so far as it says more than its message. */
interface DriverError {
  code: string;
  status: number | undefined;
  message: string;
}

function driverError(error: unknown): DriverError {
  const given: { code?: unknown; response?: { statusCode?: unknown; status?: unknown } } =
    typeof error === 'object' && error !== null ? error : {};
  const status = given.response?.statusCode ?? given.response?.status;
  return {
    code: given.code === undefined ? '' : String(given.code).padStart(6, '0'),
    status: typeof status === 'number' ? status : undefined,
    message: messageOf(error).trim(),
  };
}

/** The driver's error as one of Weft's; one of Weft's stays. */
export function toSnowflakeError(error: unknown, asker: Asker): WeftError {
  if (error instanceof WeftError) return error;
  const { code, status, message } = driverError(error);
  if (status === 429) return new RateLimited('Snowflake asks to slow down', { cause: error });
  if (status === 403 || status === 404) return unknownAccount(asker, error);
  if (
    /^40[12]00\d$/.test(code) ||
    status !== undefined ||
    /ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|socket hang up/.test(message)
  ) {
    return new Unavailable(`Snowflake does not answer (${placeOf(asker)})`, {
      mend: 'Check the network, and the account in WEFT_WAREHOUSE_URL. What was running is run again.',
      cause: error,
    });
  }
  for (const [codes, pattern, make] of rules) {
    const match = codes.test(code) ? pattern.exec(message) : null;
    if (match) return make({ code, message, asker, cause: error }, match);
  }
  return new WarehouseError(firstLine(message), { mend: correctIt, cause: error });
}

const placeOf = ({ address }: Asker): string =>
  address.accessUrl && URL.canParse(address.accessUrl) ? new URL(address.accessUrl).host : address.account;

const unknownAccount = (asker: Asker, cause: unknown): ConfigError =>
  new ConfigError(`There is no Snowflake account at ${placeOf(asker)}`, {
    mend: 'Check the account in WEFT_WAREHOUSE_URL: it is written organization-account, see Admin > Accounts.',
    cause,
  });
