import type { RunView } from '../data/runs.ts';
import { runWords } from '../words/run-words.ts';
import { formatSeconds } from './format.ts';
import { Status } from './status.tsx';
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
  const { tone, word } = runWords(run.status);
  const took = tookWords(run);
  return (
    <>
      <Status tone={tone}>{word}</Status> · <Time at={run.startedAt ?? run.createdAt} zone={zone} full />
      {took === null ? null : ` · took ${took}`} · {triggerWords(run.trigger)}
    </>
  );
}
