import 'server-only';
import { cache } from 'react';
import { getRun, listRuns, type Run, type RunStep } from '../../connectors/control/runs.ts';
import { sentence } from '../words/sentence.ts';
import { authorise } from './authorise.ts';
import { withControl } from './control.ts';

/** A run as pages show it: times as text, its error in words. */
export interface RunView {
  id: string;
  kind: Run['kind'];
  subject: string;
  status: Run['status'];
  trigger: string;
  workflowId: string | null;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  error: { message: string; mend: string | null } | null;
}

export interface StepView {
  name: string;
  kind: string;
  status: RunStep['status'];
  startedAt: string | null;
  seconds: number | null;
  rows: number | null;
  message: string | null;
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

const runView = (run: Run): RunView => ({
  id: run.id,
  kind: run.kind,
  subject: run.subject,
  status: run.status,
  trigger: run.trigger,
  workflowId: run.workflowId,
  createdAt: run.createdAt.toISOString(),
  startedAt: iso(run.startedAt),
  endedAt: iso(run.endedAt),
  error: run.error === null ? null : { message: sentence(run.error.message), mend: run.error.mend ?? null },
});

const stepView = (step: RunStep): StepView => ({
  name: step.name,
  kind: step.kind,
  status: step.status,
  startedAt: iso(step.startedAt),
  seconds: step.seconds,
  rows: step.rows,
  message: step.message,
});

export interface Refresh {
  id: string;
  startedAt: string;
  endedAt: string;
}

/** The last refresh that succeeded: what the warehouse's numbers are as of. Null before the first. */
export const lastRefresh = cache(async (): Promise<Refresh | null> => {
  await authorise('read');
  const { runs } = await withControl((control) =>
    listRuns(control, { kind: 'refresh', status: 'succeeded', limit: 1 }),
  );
  const run = runs[0];
  if (!run?.endedAt) return null;
  return {
    id: run.id,
    startedAt: (run.startedAt ?? run.createdAt).toISOString(),
    endedAt: run.endedAt.toISOString(),
  };
});

const refreshesPageSize = 25;

/** Refreshes, latest first, a page at a time; `next` is where the next page begins. */
export async function refreshes(before: string | null): Promise<{ runs: RunView[]; next: string | null }> {
  await authorise('read');
  const page = await withControl((control) =>
    listRuns(control, { kind: 'refresh', limit: refreshesPageSize, ...(before === null ? {} : { before }) }),
  );
  return { runs: page.runs.map(runView), next: page.next ?? null };
}

/** A run with its steps, or null. */
export async function findRun(id: string): Promise<{ run: RunView; steps: StepView[] } | null> {
  await authorise('read');
  const found = await withControl((control) => getRun(control, id));
  return found === undefined ? null : { run: runView(found.run), steps: found.steps.map(stepView) };
}
