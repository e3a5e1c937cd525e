import { z } from 'zod';

/** How the connection is encrypted, in the words of libpq. */
const sslModes = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

const shared = {
  ssl: z
    .enum(sslModes)
    .default('verify-full')
    .describe(
      'verify-full checks the certificate and the host name, verify-ca the certificate alone, require encrypts without checking, disable does not encrypt.',
    ),
  ca: z
    .string()
    .startsWith('-----BEGIN CERTIFICATE-----', 'must be a certificate in PEM form')
    .optional()
    .describe('Certificate of the authority that signed the server’s, where it is not a public one.'),
  timeout_ms: z
    .int()
    .min(100)
    .max(600_000)
    .default(60_000)
    .describe('How long one statement may take, waits for locks included.'),
};

const fields = z.strictObject({
  host: z
    .string()
    .regex(/^[^\s/@]+$/, 'must be a host name or an address')
    .describe('Name or address of the server.'),
  port: z.int().min(1).max(65_535).default(5432),
  database: z.string().min(1),
  user: z.string().min(1),
  password: z.string().min(1).meta({ secret: true }),
  ...shared,
});

const byUrl = z.strictObject({
  url: z
    .string()
    .refine((text) => addressIn(text) !== undefined, {
      error: 'must be postgres://USER:PASSWORD@HOST:PORT/DATABASE, without parameters',
    })
    .meta({ secret: true })
    .describe('All of the address in one: postgres://USER:PASSWORD@HOST:PORT/DATABASE.'),
  ...shared,
});

export const postgresConfig = z.union([byUrl, fields]);
export type PostgresConfig = z.infer<typeof postgresConfig>;

export interface Address {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
}

export function addressOf(config: PostgresConfig): Address {
  if (!('url' in config)) return config;
  const address = addressIn(config.url);
  if (address === undefined) throw new TypeError('the address was not checked before');
  return address;
}

function addressIn(text: string): Address | undefined {
  const url = URL.parse(text);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || url.search !== '') return undefined;
  try {
    const address = {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(url.port || 5432),
      database: decodeURIComponent(url.pathname.slice(1)),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    };
    return Object.values(address).includes('') ? undefined : address;
  } catch {
    // A per cent sign that encodes nothing.
    return undefined;
  }
}
