import { randomBytes } from 'node:crypto';
import { and, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import { addAudit } from './audit.ts';
import type { Control } from './connect.ts';
import { apiKeys, type KeyScope } from './people-schema.ts';
import { newToken, tokenHash } from './token.ts';

export type ApiKey = Omit<typeof apiKeys.$inferSelect, 'workspaceId' | 'hash'>;

/** Of a key what one knows it by; the rest is shown once, when it is made. */
const startLength = 11;
const prefix = 'weft_';

const columns = {
  id: apiKeys.id,
  name: apiKeys.name,
  start: apiKeys.start,
  scopes: apiKeys.scopes,
  createdBy: apiKeys.createdBy,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  lastUsedAt: apiKeys.lastUsedAt,
  revokedAt: apiKeys.revokedAt,
};

/** Makes a key and resolves to it; nobody can read it again. */
export async function createKey(
  control: Control,
  { name, scopes, days, actor }: { name: string; scopes: KeyScope[]; days: number | null; actor: string },
): Promise<string> {
  const key = `${prefix}${newToken()}`;
  await control.transaction(async (database) => {
    await database.insert(apiKeys).values({
      id: randomBytes(8).toString('hex'),
      workspaceId: control.workspaceId,
      name,
      start: key.slice(0, startLength),
      hash: tokenHash(key),
      scopes,
      createdBy: actor,
      expiresAt: days === null ? null : sql`now() + ${`${days} days`}::interval`,
    });
    await addAudit(database, control.workspaceId, {
      actor,
      action: 'key.create',
      subject: name,
      detail: { start: key.slice(0, startLength), scopes, days },
    });
  });
  return key;
}

export async function listKeys(control: Control): Promise<ApiKey[]> {
  return control.query((database) =>
    database
      .select(columns)
      .from(apiKeys)
      .where(eq(apiKeys.workspaceId, control.workspaceId))
      .orderBy(desc(apiKeys.createdAt)),
  );
}

/** Ends a key at once. */
export async function revokeKey(
  control: Control,
  { id, actor }: { id: string; actor: string },
): Promise<void> {
  await control.transaction(async (database) => {
    const [revoked] = await database
      .update(apiKeys)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(apiKeys.workspaceId, control.workspaceId), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      .returning({ name: apiKeys.name, start: apiKeys.start });
    if (revoked === undefined) return;
    await addAudit(database, control.workspaceId, {
      actor,
      action: 'key.revoke',
      subject: revoked.name,
      detail: { start: revoked.start },
    });
  });
}

/** A key that is in force, or null. Notes that it was used, once a minute. */
export async function findKey(control: Control, key: string): Promise<ApiKey | null> {
  if (!key.startsWith(prefix)) return null;
  return control.query(async (database) => {
    const [found] = await database
      .select(columns)
      .from(apiKeys)
      .where(
        and(
          eq(apiKeys.workspaceId, control.workspaceId),
          eq(apiKeys.hash, tokenHash(key)),
          isNull(apiKeys.revokedAt),
          or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql`now()`)),
        ),
      );
    if (found === undefined) return null;
    await database
      .update(apiKeys)
      .set({ lastUsedAt: sql`now()` })
      .where(
        and(
          eq(apiKeys.id, found.id),
          or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, sql`now() - interval '1 minute'`)),
        ),
      );
    return found;
  });
}
