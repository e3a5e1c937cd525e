import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Control } from './connect.ts';
import { identityPlans, runSteps, runs } from './schema.ts';

export type IdentityPlan = Omit<typeof identityPlans.$inferSelect, 'workspaceId'>;

export type NewIdentityPlan = Pick<
  IdentityPlan,
  'id' | 'schema' | 'hash' | 'rulesInForce' | 'rulesProposed' | 'comparedRun' | 'createdBy'
>;

const planColumns = {
  id: identityPlans.id,
  status: identityPlans.status,
  schema: identityPlans.schema,
  hash: identityPlans.hash,
  rulesInForce: identityPlans.rulesInForce,
  rulesProposed: identityPlans.rulesProposed,
  comparedRun: identityPlans.comparedRun,
  createdBy: identityPlans.createdBy,
  createdAt: identityPlans.createdAt,
  endedAt: identityPlans.endedAt,
  report: identityPlans.report,
};

const isPlan = (control: Control, id: string) =>
  and(eq(identityPlans.workspaceId, control.workspaceId), eq(identityPlans.id, id));

/** Records a plan before its schema is made, so that the schema is found again whatever happens. */
export async function startIdentityPlan(control: Control, plan: NewIdentityPlan): Promise<void> {
  await control.query((database) =>
    database.insert(identityPlans).values({ workspaceId: control.workspaceId, ...plan }),
  );
}

/** Keeps what a plan found, or that it failed. */
export async function settleIdentityPlan(
  control: Control,
  id: string,
  outcome: { status: 'ready'; report: Record<string, unknown> } | { status: 'failed' },
): Promise<void> {
  await control.query((database) => database.update(identityPlans).set(outcome).where(isPlan(control, id)));
}

/** Records that a plan's schema is gone. One that was never settled has failed. */
export async function endIdentityPlan(control: Control, id: string): Promise<void> {
  await control.query((database) =>
    database
      .update(identityPlans)
      .set({
        endedAt: sql`now()`,
        status: sql`case when ${identityPlans.status} = 'running' then 'failed' else ${identityPlans.status} end`,
      })
      .where(isPlan(control, id)),
  );
}

/** Plans whose schema may still be there. */
export async function openIdentityPlans(control: Control): Promise<Pick<IdentityPlan, 'id' | 'schema'>[]> {
  return control.query((database) =>
    database
      .select({ id: identityPlans.id, schema: identityPlans.schema })
      .from(identityPlans)
      .where(and(eq(identityPlans.workspaceId, control.workspaceId), isNull(identityPlans.endedAt))),
  );
}

/** The latest plan that was made of a change from one hash of the rules to another. */
export async function findIdentityPlan(
  control: Control,
  rules: { inForce: string; proposed: string },
): Promise<IdentityPlan | undefined> {
  const [found] = await control.query((database) =>
    database
      .select(planColumns)
      .from(identityPlans)
      .where(
        and(
          eq(identityPlans.workspaceId, control.workspaceId),
          eq(identityPlans.rulesInForce, rules.inForce),
          eq(identityPlans.rulesProposed, rules.proposed),
          eq(identityPlans.status, 'ready'),
        ),
      )
      .orderBy(desc(identityPlans.createdAt), desc(identityPlans.id))
      .limit(1),
  );
  return found;
}

/** The latest refresh that resolved identity, or undefined where none ever did. */
export async function lastResolution(control: Control): Promise<{ runId: string; at: Date } | undefined> {
  const [found] = await control.query((database) =>
    database
      .select({ runId: runs.id, at: runs.createdAt })
      .from(runs)
      .innerJoin(runSteps, eq(runSteps.runId, runs.id))
      .where(
        and(
          eq(runs.workspaceId, control.workspaceId),
          eq(runs.kind, 'refresh'),
          eq(runSteps.name, 'identity_members'),
          inArray(runSteps.status, ['succeeded', 'warned']),
        ),
      )
      .orderBy(desc(runs.createdAt), desc(runs.id))
      .limit(1),
  );
  return found;
}

export async function getIdentityPlan(control: Control, id: string): Promise<IdentityPlan | undefined> {
  const [found] = await control.query((database) =>
    database.select(planColumns).from(identityPlans).where(isPlan(control, id)),
  );
  return found;
}

/** Plans, latest first. */
export async function listIdentityPlans(control: Control, limit: number): Promise<IdentityPlan[]> {
  return control.query((database) =>
    database
      .select(planColumns)
      .from(identityPlans)
      .where(eq(identityPlans.workspaceId, control.workspaceId))
      .orderBy(desc(identityPlans.createdAt), desc(identityPlans.id))
      .limit(limit),
  );
}
