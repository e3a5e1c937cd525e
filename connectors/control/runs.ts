import { and, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Control } from './connect.ts';
import { type RunError, type RunKind, type RunStatus, runSteps, runs, type StepStatus } from './schema.ts';

export type Run = Omit<typeof runs.$inferSelect, 'workspaceId'>;
export type RunStep = Omit<typeof runSteps.$inferSelect, 'runId' | 'position'>;
type FinalStatus = Exclude<RunStatus, 'queued' | 'running'>;
export type Counts = Record<string, unknown>;

export interface NewRun {
  id: string;
  kind: RunKind;
  /** A sync's slug, a loaded table; `models` for a refresh. */
  subject: string;
  /** What asked for it: `cli`, `app`, `schedule`, `refresh`. */
  trigger: string;
  workflowId?: string | null;
}

const runColumns = {
  id: runs.id,
  kind: runs.kind,
  subject: runs.subject,
  workflowId: runs.workflowId,
  status: runs.status,
  trigger: runs.trigger,
  createdAt: runs.createdAt,
  startedAt: runs.startedAt,
  endedAt: runs.endedAt,
  counts: runs.counts,
  error: runs.error,
};

const isRun = (control: Control, id: string) =>
  and(eq(runs.workspaceId, control.workspaceId), eq(runs.id, id));

/** Records a run as queued; one that is recorded already stays as it is, so that this may be tried again. */
export async function createRun(control: Control, run: NewRun): Promise<void> {
  await control.query((database) =>
    database
      .insert(runs)
      .values({ workspaceId: control.workspaceId, ...run })
      .onConflictDoNothing(),
  );
}

/** Marks a run as running, from its first start on. */
export async function startRun(control: Control, id: string): Promise<void> {
  await control.query((database) =>
    database
      .update(runs)
      .set({ status: 'running', startedAt: sql`coalesce(${runs.startedAt}, now())` })
      .where(and(isRun(control, id), isNull(runs.endedAt))),
  );
}

/** Records a run as running, whether or not it was queued before. May be tried again. */
export async function ensureRun(control: Control, run: NewRun): Promise<void> {
  await createRun(control, run);
  await startRun(control, run.id);
}

/** Replaces the counts of a run that is under way. */
export async function updateRunCounts(control: Control, id: string, counts: Counts): Promise<void> {
  await control.query((database) =>
    database
      .update(runs)
      .set({ counts })
      .where(and(isRun(control, id), isNull(runs.endedAt))),
  );
}

export interface RunOutcome {
  status: FinalStatus;
  counts?: Counts;
  error?: { message: string; mend?: string | null | undefined } | null;
}

/** Closes a run. The first outcome stands: a second one is a retry of the same, or comes too late. */
export async function finishRun(
  control: Control,
  id: string,
  { status, counts, error }: RunOutcome,
): Promise<void> {
  await control.query((database) =>
    database
      .update(runs)
      .set({
        status,
        startedAt: sql`coalesce(${runs.startedAt}, now())`,
        endedAt: sql`now()`,
        ...(counts === undefined ? {} : { counts }),
        error: error ? storableError(error) : null,
      })
      .where(and(isRun(control, id), isNull(runs.endedAt))),
  );
}

export interface StepReport {
  runId: string;
  name: string;
  /** `model`, `test`, `stage`. */
  kind: string;
  status: StepStatus;
  startedAt?: Date | null;
  seconds?: number | null;
  rows?: number | null;
  message?: string | null;
}

/** Records where a step stands. What a report leaves out stays as an earlier one said. */
export async function upsertStep(control: Control, report: StepReport): Promise<void> {
  const step = report.message == null ? report : { ...report, message: storable(report.message) };
  await control.query((database) =>
    database
      .insert(runSteps)
      .values(step)
      .onConflictDoUpdate({ target: [runSteps.runId, runSteps.name], set: step }),
  );
}

export interface RunFilter {
  kind?: RunKind;
  subject?: string;
  status?: RunStatus;
  limit?: number;
  /** `next` of the page before. */
  before?: string;
}

export interface RunPage {
  runs: Run[];
  /** Where the next page begins; absent on the last one. */
  next?: string;
}

/** Runs, latest first. */
export async function listRuns(control: Control, filter: RunFilter = {}): Promise<RunPage> {
  const { kind, subject, status, limit = 50, before } = filter;
  const found = await control.query((database) =>
    database
      .select(runColumns)
      .from(runs)
      .where(
        and(
          eq(runs.workspaceId, control.workspaceId),
          kind === undefined ? undefined : eq(runs.kind, kind),
          subject === undefined ? undefined : eq(runs.subject, subject),
          status === undefined ? undefined : eq(runs.status, status),
          before === undefined ? undefined : isBefore(before),
        ),
      )
      .orderBy(desc(runs.createdAt), desc(runs.id))
      .limit(limit + 1),
  );
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return found.length > limit && last ? { runs: page, next: cursorOf(last) } : { runs: page };
}

const cursorOf = ({ createdAt, id }: Run): string => `${createdAt.getTime()}.${id}`;

function isBefore(cursor: string): SQL | undefined {
  const [, time, id] = /^(\d+)\.(.*)$/s.exec(cursor) ?? [];
  if (time === undefined || id === undefined) return sql`false`;
  const at = new Date(Number(time)).toISOString();
  return sql`(${runs.createdAt}, ${runs.id}) < (${at}::timestamptz, ${id})`;
}

/** One run with its steps in the order in which they began, or undefined. */
export async function getRun(
  control: Control,
  id: string,
): Promise<{ run: Run; steps: RunStep[] } | undefined> {
  return control.query(async (database) => {
    const [run] = await database.select(runColumns).from(runs).where(isRun(control, id));
    if (!run) return undefined;
    const { name, kind, status, startedAt, seconds, rows, message } = runSteps;
    const steps = await database
      .select({ name, kind, status, startedAt, seconds, rows, message })
      .from(runSteps)
      .where(eq(runSteps.runId, id))
      .orderBy(asc(runSteps.position));
    return { run, steps };
  });
}

/** The latest run of each subject of a kind, by subject. */
export async function latestRuns(control: Control, kind: RunKind): Promise<Map<string, Run>> {
  const found = await control.query((database) =>
    database
      .selectDistinctOn([runs.subject], runColumns)
      .from(runs)
      .where(and(eq(runs.workspaceId, control.workspaceId), eq(runs.kind, kind)))
      .orderBy(runs.subject, desc(runs.createdAt), desc(runs.id)),
  );
  return new Map(found.map((run) => [run.subject, run]));
}

const storableError = ({
  message,
  mend,
}: {
  message: string;
  mend?: string | null | undefined;
}): RunError => ({
  message: storable(message),
  ...(mend == null ? {} : { mend: storable(mend) }),
});

/** A vendor's or an engine's message as PostgreSQL takes it: no NUL, whole characters, and not without end. */
const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed().slice(0, 10_000);
