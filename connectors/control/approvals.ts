import { and, asc, count, eq, inArray, sql } from 'drizzle-orm';
import type { Control } from './connect.ts';
import { plainEmail } from './people.ts';
import { members, users } from './people-schema.ts';
import { rolesWith } from './permissions.ts';
import { planApprovals } from './schema.ts';

export interface Approval {
  /** As the audit log calls them. */
  by: string;
  /** What people call them; the same where they are nobody who signs in. */
  name: string;
  at: Date;
}

const isOf = (control: Control, { runId, hash }: { runId: string; hash?: string }) =>
  and(
    eq(planApprovals.workspaceId, control.workspaceId),
    eq(planApprovals.runId, runId),
    hash === undefined ? undefined : eq(planApprovals.planHash, hash),
  );

/** Who said yes to the plan of a run so far, the first one first. */
export async function approvalsOf(
  control: Control,
  plan: { runId: string; hash?: string },
): Promise<Approval[]> {
  const found = await control.query((database) =>
    database
      .select({ by: planApprovals.by, name: users.name, at: planApprovals.at })
      .from(planApprovals)
      .leftJoin(users, eq(users.email, planApprovals.by))
      .where(isOf(control, plan))
      .orderBy(asc(planApprovals.at), asc(planApprovals.by)),
  );
  return found.map(({ by, name, at }) => ({ by, name: name ?? by, at }));
}

/** Adds somebody's yes to a plan, once, and resolves to all there are: of two at once one sees the other's. */
export async function addApproval(
  control: Control,
  { runId, hash, by }: { runId: string; hash: string; by: string },
): Promise<string[]> {
  return control.transaction(async (database) => {
    await database.execute(sql`select pg_advisory_xact_lock(${approvalsLock}, hashtext(${runId}))`);
    await database
      .insert(planApprovals)
      // An address in other capitals is nobody else.
      .values({ workspaceId: control.workspaceId, runId, planHash: hash, by: plainEmail(by) })
      .onConflictDoNothing();
    const found = await database
      .select({ by: planApprovals.by })
      .from(planApprovals)
      .where(isOf(control, { runId, hash }))
      .orderBy(asc(planApprovals.at), asc(planApprovals.by));
    return found.map((approval) => approval.by);
  });
}
const approvalsLock = 773_363;

/** How many people may approve syncs. */
export async function countApprovers(control: Control): Promise<number> {
  const [found] = await control.query((database) =>
    database
      .select({ people: count() })
      .from(members)
      .where(
        and(eq(members.workspaceId, control.workspaceId), inArray(members.role, rolesWith('sync.approve'))),
      ),
  );
  return found?.people ?? 0;
}
