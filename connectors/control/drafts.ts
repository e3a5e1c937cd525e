import { randomUUID } from 'node:crypto';
import { and, desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Kind } from '../../models/workspace/resource.ts';
import type { Control } from './connect.ts';
import { drafts } from './people-schema.ts';

export interface DraftKey {
  kind: Kind;
  slug: string;
  author: string;
}

export type Draft = Omit<typeof drafts.$inferSelect, 'workspaceId'>;

const isDraft = (control: Control, { kind, slug, author }: DraftKey) =>
  and(
    eq(drafts.workspaceId, control.workspaceId),
    eq(drafts.kind, kind),
    eq(drafts.slug, slug),
    eq(drafts.author, author),
  );

export async function readDraft(control: Control, key: DraftKey): Promise<Draft | null> {
  const [found] = await control.query((database) =>
    database.select().from(drafts).where(isDraft(control, key)),
  );
  return found ?? null;
}

/** Keeps what somebody is making; one draft for each author and resource. What was asked for approval is asked anew. */
export async function writeDraft(
  control: Control,
  { kind, slug, author, spec, baseVersion }: DraftKey & { spec: unknown; baseVersion: number },
): Promise<void> {
  const draft = { kind, slug, author, spec, baseVersion };
  await control.query((database) =>
    database
      .insert(drafts)
      .values({ id: randomUUID(), workspaceId: control.workspaceId, ...draft })
      .onConflictDoUpdate({
        target: [drafts.workspaceId, drafts.kind, drafts.slug, drafts.author],
        set: { spec: sql`excluded.spec`, baseVersion, updatedAt: sql`now()`, askedAt: null, note: null },
      }),
  );
}

/** Asks others to put a draft in force. */
export async function askApproval(control: Control, key: DraftKey, note: string | null): Promise<void> {
  await control.query((database) =>
    database.update(drafts).set({ askedAt: sql`now()`, note }).where(isDraft(control, key)),
  );
}

/** A draft by its id, or null. */
export async function findDraft(control: Control, id: string): Promise<Draft | null> {
  const [found] = await control.query((database) =>
    database
      .select()
      .from(drafts)
      .where(and(eq(drafts.workspaceId, control.workspaceId), eq(drafts.id, id))),
  );
  return found ?? null;
}

/** Ends the asking: the draft goes with its approval, and is its author's again where it was declined. */
export async function endAsking(control: Control, id: string, approved: boolean): Promise<void> {
  const isIt = and(eq(drafts.workspaceId, control.workspaceId), eq(drafts.id, id));
  await control.query((database) =>
    approved
      ? database.delete(drafts).where(isIt)
      : database.update(drafts).set({ askedAt: null, note: null }).where(isIt),
  );
}

export async function dropDraft(control: Control, key: DraftKey): Promise<void> {
  await control.query((database) => database.delete(drafts).where(isDraft(control, key)));
}

/** Drafts of an author, or those whose authors wait for approval; the latest first. */
export async function listDrafts(
  control: Control,
  of: { author: string } | { asked: true },
): Promise<Draft[]> {
  return control.query((database) =>
    database
      .select()
      .from(drafts)
      .where(
        and(
          eq(drafts.workspaceId, control.workspaceId),
          'author' in of ? eq(drafts.author, of.author) : isNotNull(drafts.askedAt),
        ),
      )
      .orderBy(desc(drafts.updatedAt)),
  );
}
