import { runWords } from '../words/run-words.ts';
import { Status } from './status.tsx';

/** How a run, a step or a row stands, in the product's words. */
export function RunStatus({ status }: { status: string }) {
  const { tone, word } = runWords(status);
  return <Status tone={tone}>{word}</Status>;
}
