import { useTranslations } from 'next-intl';
import { stateOf } from '../words/run-words.ts';
import { statusWord } from './run-words.ts';
import { Status } from './status.tsx';

/** How a run, a step or a row stands, in the product's words. */
export function RunStatus({ status }: { status: string }) {
  const words = useTranslations('runs');
  return <Status tone={stateOf(status).tone}>{statusWord(words, status)}</Status>;
}
