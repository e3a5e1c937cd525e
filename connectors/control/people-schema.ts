import {
  bigint,
  boolean,
  index,
  integer,
  json,
  jsonb,
  primaryKey,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import { weft, workspaces } from './schema.ts';

/** People, how they sign in, and what they may do. The first six tables have the shape that better-auth reads. */
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const users = weft.table('users', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean('email_verified').notNull().default(false),
  image: text(),
  twoFactorEnabled: boolean('two_factor_enabled').notNull().default(false),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
});

const userId = () =>
  text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' });

export const sessions = weft.table(
  'sessions',
  {
    id: text().primaryKey(),
    token: text().notNull().unique(),
    userId: userId(),
    expiresAt: moment('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [index('sessions_of_user').on(table.userId)],
);

/** A way in: a password as argon2id hash, or the account at an identity provider. */
export const accounts = weft.table(
  'accounts',
  {
    id: text().primaryKey(),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    userId: userId(),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: moment('access_token_expires_at'),
    refreshTokenExpiresAt: moment('refresh_token_expires_at'),
    scope: text(),
    password: text(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [index('accounts_of_user').on(table.userId)],
);

export const verifications = weft.table(
  'verifications',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: moment('expires_at').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [index('verifications_of_identifier').on(table.identifier)],
);

export const twoFactors = weft.table(
  'two_factors',
  {
    id: text().primaryKey(),
    /** Encrypted, as the backup codes are. */
    secret: text().notNull(),
    backupCodes: text('backup_codes').notNull(),
    userId: userId(),
    verified: boolean().notNull().default(true),
    failedVerificationCount: integer('failed_verification_count').notNull().default(0),
    lockedUntil: moment('locked_until'),
  },
  (table) => [index('two_factors_of_user').on(table.userId)],
);

/** Attempts to sign in, by address. */
export const signInLimits = weft.table('sign_in_limits', {
  id: text().primaryKey(),
  key: text().notNull().unique(),
  count: integer().notNull(),
  lastRequest: bigint('last_request', { mode: 'number' }).notNull(),
});

export const roles = ['admin', 'data_engineer', 'marketer', 'viewer'] as const;
export type Role = (typeof roles)[number];

const workspaceId = () =>
  integer('workspace_id')
    .notNull()
    .references(() => workspaces.id, { onDelete: 'cascade' });

/** Who may enter a workspace, and as what. */
export const members = weft.table(
  'members',
  {
    workspaceId: workspaceId(),
    userId: userId(),
    role: text({ enum: roles }).notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.userId] })],
);

/** A link that lets one person in; only the hash of its token is kept. */
export const invitations = weft.table('invitations', {
  id: text().primaryKey(),
  workspaceId: workspaceId(),
  email: text().notNull(),
  role: text({ enum: roles }).notNull(),
  tokenHash: text('token_hash').notNull().unique(),
  invitedBy: text('invited_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at').notNull(),
  acceptedAt: moment('accepted_at'),
});

export const keyScopes = ['read', 'sync.run', 'refresh', 'segment.edit', 'data.edit', 'sync.edit'] as const;
export type KeyScope = (typeof keyScopes)[number];

/** A key of the API: its SHA-256 is kept, and its first characters to know it by. */
export const apiKeys = weft.table('api_keys', {
  id: text().primaryKey(),
  workspaceId: workspaceId(),
  name: text().notNull(),
  start: text().notNull(),
  hash: text().notNull().unique(),
  scopes: jsonb().$type<KeyScope[]>().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at'),
  lastUsedAt: moment('last_used_at'),
  revokedAt: moment('revoked_at'),
});

/** What somebody is making of a resource and has not put in force; it may be unfinished. */
export const drafts = weft.table(
  'drafts',
  {
    id: text().primaryKey(),
    workspaceId: workspaceId(),
    kind: text().notNull(),
    slug: text().notNull(),
    author: text().notNull(),
    /** `json`, as the order of a map counts. */
    spec: json().notNull(),
    /** The version that wrote what the draft began from; 0 for a new resource. */
    baseVersion: integer('base_version').notNull(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    /** When its author asked for somebody's approval, and with which words; null until then. */
    askedAt: moment('asked_at'),
    note: text(),
  },
  (table) => [unique('drafts_of_author').on(table.workspaceId, table.kind, table.slug, table.author)],
);

/** The way of somebody to a vendor and back, by which a destination gets its token. */
export const oauthRequests = weft.table(
  'oauth_requests',
  {
    /** By which the form asks what became of it. */
    id: text().primaryKey(),
    workspaceId: workspaceId(),
    /** SHA-256 of the state that the vendor gives back. */
    stateHash: text('state_hash').notNull().unique(),
    /** The session that began it, which alone may end it. */
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    actor: text().notNull(),
    /** Of the destination. */
    type: text().notNull(),
    /** Whose draft gets the token: the destination's slug, or `new`. */
    draft: text().notNull(),
    redirectUri: text('redirect_uri').notNull(),
    /** The verifier of PKCE, encrypted. */
    verifier: text().notNull(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
    /** What became of it, and what the vendor said. */
    outcome: text(),
    said: text(),
  },
  (table) => [index('oauth_requests_ending').on(table.expiresAt)],
);
