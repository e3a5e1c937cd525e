import { and, desc, eq, gt, sql } from 'drizzle-orm';
import type { Control } from './connect.ts';
import { sessions } from './people-schema.ts';

export interface SessionRecord {
  id: string;
  /** As the browser names itself. */
  userAgent: string | null;
  ipAddress: string | null;
  createdAt: Date;
  /** When it was last renewed, which it is once an hour of use. */
  seenAt: Date;
}

/** The sessions of somebody that have not ended, the latest first. */
export async function sessionsOf(control: Control, userId: string): Promise<SessionRecord[]> {
  return control.query((database) =>
    database
      .select({
        id: sessions.id,
        userAgent: sessions.userAgent,
        ipAddress: sessions.ipAddress,
        createdAt: sessions.createdAt,
        seenAt: sessions.updatedAt,
      })
      .from(sessions)
      .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, sql`now()`)))
      .orderBy(desc(sessions.updatedAt)),
  );
}

/** Ends one session of somebody; one of somebody else is left. */
export async function endSession(
  control: Control,
  { id, userId }: { id: string; userId: string },
): Promise<void> {
  await control.query((database) =>
    database.delete(sessions).where(and(eq(sessions.id, id), eq(sessions.userId, userId))),
  );
}
