import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Control, Executor } from './connect.ts';
import { auditLog } from './schema.ts';

export interface AuditEntry {
  actor: string;
  /** The subject's kind and a verb: `workspace.apply`, `sync.run`. */
  action: string;
  subject: string;
  /** References and counts; never a secret or a customer's data. */
  detail?: Record<string, unknown>;
}

export type AuditRecord = Omit<typeof auditLog.$inferSelect, 'workspaceId'>;

/** Adds to the audit log. */
export async function recordAudit(control: Control, entry: AuditEntry): Promise<void> {
  await control.query((database) => addAudit(database, control.workspaceId, entry));
}

/** The same within a transaction, so that the log holds what happened and nothing else. */
export async function addAudit(database: Executor, workspaceId: number, entry: AuditEntry): Promise<void> {
  await database.insert(auditLog).values({ workspaceId, ...entry });
}

/** Latest first; `before` is the id after which the last page ended, `matching` a part of who, what or to what. */
export async function listAudit(
  control: Control,
  {
    limit = 50,
    before,
    subject,
    matching = '',
  }: { limit?: number; before?: number; subject?: string; matching?: string } = {},
): Promise<AuditRecord[]> {
  const { id, at, actor, action, subject: what, detail } = auditLog;
  return control.query((database) =>
    database
      .select({ id, at, actor, action, subject: what, detail })
      .from(auditLog)
      .where(
        and(
          eq(auditLog.workspaceId, control.workspaceId),
          before === undefined ? undefined : lt(id, before),
          subject === undefined ? undefined : eq(what, subject),
          matching === ''
            ? undefined
            : sql`position(lower(${matching}) in lower(concat_ws(' ', ${actor}, ${action}, ${what}))) > 0`,
        ),
      )
      .orderBy(desc(id))
      .limit(limit),
  );
}
