import 'server-only';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { genericOAuth, twoFactor } from 'better-auth/plugins';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import pino from 'pino';
import { appSecret } from '../../connectors/control/app-secret.ts';
import { connectionOptions } from '../../connectors/control/connect.ts';
import { hashPassword, shortestPassword, verifyPassword } from '../../connectors/control/people.ts';
import {
  accounts,
  sessions,
  signInLimits,
  twoFactors,
  users,
  verifications,
} from '../../connectors/control/people-schema.ts';
import { controlAddress, type Settings } from '../../connectors/settings.ts';
import { controlPlace } from '../data/control.ts';
import { Kept } from '../data/kept.ts';
import { settings } from '../data/settings.ts';
import { signOnProvider } from './sign-on.ts';

const log = pino({ name: 'sign-in', level: process.env.WEFT_LOG_LEVEL ?? 'info' });

const days = 86_400;

function authOptions(given: Settings, database: ReturnType<typeof drizzle>) {
  const { env } = given;
  const secure = env.WEFT_PUBLIC_URL?.startsWith('https:') ?? false;
  const provider = signOnProvider(given);
  const hosts = [
    ...['127.0.0.1', 'localhost', '[::1]', env.WEFT_HOST].flatMap((host) => [host, `${host}:*`]),
    ...(env.WEFT_PUBLIC_URL === undefined ? [] : [new URL(env.WEFT_PUBLIC_URL).host]),
  ];
  return {
    appName: 'Weft',
    secret: appSecret(given),
    // Where it is reached is known from the request alone; the proxy in front has refused other names.
    baseURL: {
      allowedHosts: hosts,
      protocol: secure ? 'https' : 'http',
      ...(env.WEFT_PUBLIC_URL === undefined ? {} : { fallback: env.WEFT_PUBLIC_URL }),
    },
    database: drizzleAdapter(database, {
      provider: 'pg',
      transaction: true,
      schema: {
        user: users,
        session: sessions,
        account: accounts,
        verification: verifications,
        twoFactor: twoFactors,
        rateLimit: signInLimits,
      },
    }),
    // People come by an invitation or by single sign-on; the first by the set-up.
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: 200,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
      revokeSessionsOnPasswordReset: true,
    },
    session: { expiresIn: 30 * days, updateAge: 3600 },
    account: {
      encryptOAuthTokens: true,
      accountLinking: { enabled: true, trustedProviders: ['sign-on'] },
    },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 300,
      customRules: {
        '/sign-in/email': { window: 60, max: 20 },
        '/two-factor/*': { window: 60, max: 20 },
      },
    },
    advanced: { cookiePrefix: 'weft', useSecureCookies: secure },
    plugins: [
      twoFactor({ issuer: 'Weft' }),
      ...(provider === null ? [] : [genericOAuth({ config: [provider] })]),
    ],
    telemetry: { enabled: false },
    logger: {
      log: (level, message, ...details) => log[level === 'error' ? 'error' : 'debug']({ details }, message),
    },
    onAPIError: { errorURL: '/sign-in' },
  } satisfies BetterAuthOptions;
}

const open = (given: Settings) => {
  const pool = new pg.Pool({ ...connectionOptions(given, controlAddress(given)), max: 5 });
  // A connection that breaks while idle is replaced at the next query; unheard, its error ends the process.
  pool.on('error', () => undefined);
  return { auth: betterAuth(authOptions(given, drizzle(pool))), pool };
};

const kept = new Kept<ReturnType<typeof open>>({
  name: 'auth',
  address: controlPlace,
  open: async () => open(settings()),
  close: async ({ pool }) => pool.end(),
});

/** Work with better-auth on the control database, with the one that the process keeps. */
export const withAuth = <R>(work: (auth: ReturnType<typeof open>['auth']) => Promise<R>): Promise<R> =>
  kept.use(({ auth }) => work(auth));
