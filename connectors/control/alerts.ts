import { and, desc, eq, gt, inArray, isNull, lt, notInArray, or, sql } from 'drizzle-orm';
import { databaseNow } from './clock.ts';
import type { Control } from './connect.ts';
import { type AlertDetail, alertStates } from './schema.ts';

export type AlertState = Omit<typeof alertStates.$inferSelect, 'workspaceId'>;

/** What was found of one subject: that an alert stands, or that it does not. */
export interface FoundAlert {
  subject: string;
  kind: string;
  stands: boolean;
  detail: AlertDetail;
  runId: string | null;
}

/** How long telling may take before another process does it. */
const claimMs = 2 * 60_000;

/** What could not be told for so long is told no more. */
const tellWithin = sql`interval '1 day'`;

const columns = {
  subject: alertStates.subject,
  kind: alertStates.kind,
  state: alertStates.state,
  since: alertStates.since,
  toldAt: alertStates.toldAt,
  detail: alertStates.detail,
  runId: alertStates.runId,
  untold: alertStates.untold,
  attempts: alertStates.attempts,
  claimedUntil: alertStates.claimedUntil,
};

const isOf = (control: Control, { subject, kind }: Pick<FoundAlert, 'subject' | 'kind'>) =>
  and(
    eq(alertStates.workspaceId, control.workspaceId),
    eq(alertStates.subject, subject),
    eq(alertStates.kind, kind),
  );

/** Records what was found; what changes by it is to be told to `channels`. May be tried again. */
export async function recordAlert(
  control: Control,
  found: FoundAlert,
  channels: readonly string[],
): Promise<void> {
  const { subject, kind, stands, detail, runId } = found;
  await control.transaction(async (database) => {
    if (stands) {
      // A row to lock, where there was none.
      await database
        .insert(alertStates)
        .values({
          ...{ workspaceId: control.workspaceId, subject, kind, detail, runId },
          ...{ state: 'normal', since: databaseNow, untold: [] },
        })
        .onConflictDoNothing();
    }
    const [before] = await database
      .select(columns)
      .from(alertStates)
      .where(isOf(control, found))
      .for('update');
    if (!before || (before.state === 'open') === stands) return;
    // Whoever never heard of it need not hear that it is over; while it is being told nobody knows who heard.
    const heard = (name: string) => before.claimedUntil !== null || !before.untold.includes(name);
    await database
      .update(alertStates)
      .set({
        ...{ state: stands ? 'open' : 'normal', since: databaseNow, detail, runId },
        ...{ toldAt: null, attempts: 0, claimedUntil: null },
        untold: stands ? [...channels] : channels.filter(heard),
      })
      .where(isOf(control, found));
  });
}

/** Takes what is yet to be told, of some subjects or of all, so that no other process tells it at the same time. */
export async function claimUntold(
  control: Control,
  { subjects }: { subjects?: readonly string[] } = {},
): Promise<AlertState[]> {
  return control.query((database) =>
    database
      .update(alertStates)
      .set({
        attempts: sql`${alertStates.attempts} + 1`,
        claimedUntil: sql`now() + ${claimMs} * interval '1 millisecond'`,
      })
      .where(
        and(
          eq(alertStates.workspaceId, control.workspaceId),
          sql`jsonb_array_length(${alertStates.untold}) > 0`,
          gt(alertStates.since, sql`now() - ${tellWithin}`),
          or(isNull(alertStates.claimedUntil), lt(alertStates.claimedUntil, sql`now()`)),
          subjects === undefined ? undefined : inArray(alertStates.subject, [...subjects]),
        ),
      )
      .returning(columns),
  );
}

/** Records whom a claimed alert is still to be told; nothing where it has changed meanwhile. */
export async function recordTold(
  control: Control,
  claimed: AlertState,
  untold: readonly string[],
): Promise<void> {
  const anybody = untold.length < claimed.untold.length;
  await control.query((database) =>
    database
      .update(alertStates)
      .set({
        untold: [...untold],
        claimedUntil: null,
        ...(anybody ? { toldAt: sql`coalesce(${alertStates.toldAt}, now())` } : {}),
      })
      .where(
        and(
          isOf(control, claimed),
          eq(alertStates.state, claimed.state),
          eq(alertStates.since, claimed.since),
        ),
      ),
  );
}

/** Alerts that stand, the latest first. */
export async function openAlerts(control: Control): Promise<AlertState[]> {
  return control.query((database) =>
    database
      .select(columns)
      .from(alertStates)
      .where(and(eq(alertStates.workspaceId, control.workspaceId), eq(alertStates.state, 'open')))
      .orderBy(desc(alertStates.since), alertStates.subject, alertStates.kind),
  );
}

/** Ends alerts of what is no longer declared, without a word. */
export async function forgetAlerts(control: Control, declared: readonly string[]): Promise<void> {
  await control.query((database) =>
    database
      .delete(alertStates)
      .where(
        and(eq(alertStates.workspaceId, control.workspaceId), notInArray(alertStates.subject, [...declared])),
      ),
  );
}
