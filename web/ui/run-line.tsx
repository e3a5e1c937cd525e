import { useTranslations } from 'next-intl';
import type { RunView } from '../data/runs.ts';
import { useFormats } from '../i18n/use-formats.ts';
import type { Formats } from './format.ts';
import { RunStatus } from './run-status.tsx';
import { triggerWord } from './run-words.ts';
import { Time } from './values.tsx';

export function tookWords(format: Formats, run: RunView): string | null {
  const started = run.startedAt ?? run.createdAt;
  return run.endedAt === null ? null : format.seconds((Date.parse(run.endedAt) - Date.parse(started)) / 1000);
}

/** A run in a line: how it went, when, how long, and what asked for it. */
export function RunLine({ run, zone }: { run: RunView; zone: string }) {
  const format = useFormats();
  const words = useTranslations('runs');
  const took = tookWords(format, run);
  return (
    <>
      <RunStatus status={run.status} /> · <Time at={run.startedAt ?? run.createdAt} zone={zone} full />
      {took === null ? null : ` · ${words('took', { time: took })}`} · {triggerWord(words, run.trigger)}
    </>
  );
}
