import type { useTranslations } from 'next-intl';
import { humanise } from '../../models/words/names.ts';
import type { Messages } from '../i18n/locales.ts';
import { isStatus } from '../words/run-words.ts';

/** The words of runs, of `useTranslations` or `getTranslations`. What they do not know stays as it is written. */
export type RunsWords = ReturnType<typeof useTranslations<'runs'>>;

type Names<G extends keyof Messages['runs']> = readonly (keyof Messages['runs'][G])[];

const oneOf = <K extends string>(names: readonly K[], text: string): K | undefined =>
  names.find((name) => name === text);

export const statusWord = (words: RunsWords, status: string): string =>
  isStatus(status) ? words(`status.${status}`) : status;

const kinds: Names<'kind'> = ['sync', 'full', 'replay', 'undo'];

/** What a run of a sync was for; `inside` a line, where another word begins it. */
export function kindWord(words: RunsWords, kind: string, place: 'first' | 'inside' = 'first'): string {
  const known = oneOf(kinds, kind);
  if (known === undefined) return kind;
  return words(place === 'first' ? `kind.${known}` : `kindInside.${known}`);
}

const triggers: Names<'trigger'> = ['app', 'cli', 'schedule', 'refresh'];

export function triggerWord(words: RunsWords, trigger: string): string {
  const known = oneOf(triggers, trigger);
  return known === undefined ? trigger : words(`trigger.${known}`);
}

const operations: Names<'operation'> = ['create', 'update', 'delete', 'archive'];

/** What a row asks of the destination. */
export function operationWord(
  words: RunsWords,
  operation: string,
  place: 'first' | 'inside' = 'first',
): string {
  const known = oneOf(operations, operation);
  if (known === undefined) return place === 'first' ? humanise(operation) : operation;
  return words(place === 'first' ? `operation.${known}` : `operationInside.${known}`);
}
