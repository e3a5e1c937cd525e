import type { RunView } from '../data/runs.ts';
import { formatSeconds } from './format.ts';
import { RunStatus } from './run-status.tsx';
import { Time } from './values.tsx';

const triggers: Record<string, string> = {
  app: 'from the app',
  cli: 'from the command line',
  schedule: 'by the schedule',
  refresh: 'after a refresh',
};

export const triggerWords = (trigger: string): string => triggers[trigger] ?? trigger;

export function tookWords(run: RunView): string | null {
  const started = run.startedAt ?? run.createdAt;
  return run.endedAt === null ? null : formatSeconds((Date.parse(run.endedAt) - Date.parse(started)) / 1000);
}

/** A run in a line: how it went, when, how long, and what asked for it. */
export function RunLine({ run, zone }: { run: RunView; zone: string }) {
  const took = tookWords(run);
  return (
    <>
      <RunStatus status={run.status} /> · <Time at={run.startedAt ?? run.createdAt} zone={zone} full />
      {took === null ? null : ` · took ${took}`} · {triggerWords(run.trigger)}
    </>
  );
}
