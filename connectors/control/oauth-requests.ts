import { randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import type { Control } from './connect.ts';
import { oauthRequests } from './people-schema.ts';
import { tokenHash } from './token.ts';

export type OAuthRequest = Omit<typeof oauthRequests.$inferSelect, 'workspaceId' | 'stateHash'>;

interface Beginning
  extends Pick<OAuthRequest, 'sessionId' | 'actor' | 'type' | 'draft' | 'redirectUri' | 'verifier'> {
  state: string;
}

/** Notes that somebody is on their way to a vendor; they have ten minutes to come back. */
export async function noteOAuthRequest(control: Control, { state, ...request }: Beginning): Promise<void> {
  await control.query(async (database) => {
    await database.delete(oauthRequests).where(lt(oauthRequests.expiresAt, sql`now() - interval '1 day'`));
    await database.insert(oauthRequests).values({
      ...request,
      id: randomBytes(12).toString('hex'),
      workspaceId: control.workspaceId,
      stateHash: tokenHash(state),
      expiresAt: sql`now() + interval '10 minutes'`,
    });
  });
}

/**
 * What somebody began who comes back with a state: once, in the session that began it, of that type of destination and
 * in time; null for everything else.
 */
export async function takeOAuthRequest(
  control: Control,
  { state, sessionId, type }: { state: string; sessionId: string; type: string },
): Promise<OAuthRequest | null> {
  const [found] = await control.query((database) =>
    database
      .update(oauthRequests)
      .set({ usedAt: sql`now()` })
      .where(
        and(
          eq(oauthRequests.workspaceId, control.workspaceId),
          eq(oauthRequests.stateHash, tokenHash(state)),
          eq(oauthRequests.sessionId, sessionId),
          eq(oauthRequests.type, type),
          isNull(oauthRequests.usedAt),
          gt(oauthRequests.expiresAt, sql`now()`),
        ),
      )
      .returning(),
  );
  return found ?? null;
}

/** Notes what became of it, for the form. */
export async function endOAuthRequest(
  control: Control,
  { id, outcome, said }: { id: string; outcome: string; said: string | null },
): Promise<void> {
  await control.query((database) =>
    database.update(oauthRequests).set({ outcome, said }).where(eq(oauthRequests.id, id)),
  );
}

/** What became of a request that this session made; null where it made none of that id. */
export async function outcomeOfOAuth(
  control: Control,
  { id, sessionId }: { id: string; sessionId: string },
): Promise<{ outcome: string | null; said: string | null; redirectUri: string } | null> {
  const { outcome, said, redirectUri } = oauthRequests;
  const [found] = await control.query((database) =>
    database
      .select({ outcome, said, redirectUri })
      .from(oauthRequests)
      .where(
        and(
          eq(oauthRequests.workspaceId, control.workspaceId),
          eq(oauthRequests.id, id),
          eq(oauthRequests.sessionId, sessionId),
        ),
      ),
  );
  return found ?? null;
}
