import type { Notice } from './define.ts';

/** A notice as plain text, without its title. */
export function bodyText({ lines, mend, link }: Notice): string {
  return [
    ...lines,
    ...(mend === null ? [] : ['', `What to do: ${mend}`]),
    ...(link === null ? [] : ['', link]),
  ].join('\n');
}
