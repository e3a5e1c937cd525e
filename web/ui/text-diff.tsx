import { diffLines } from 'diff';
import css from './text-diff.module.css';

/** Lines of an unchanged part that are shown around a change. */
const around = 3;

function cut(lines: string[], first: boolean, last: boolean): string[] {
  if (lines.length <= 2 * around + 1) return lines;
  const head = first ? [] : lines.slice(0, around);
  const tail = last ? [] : lines.slice(-around);
  return [...head, '…', ...tail];
}

/** Two texts as one, by lines: what went struck and red, what came green, and a few lines around. */
export function TextDiff({ before, after }: { before: string; after: string }) {
  const parts = diffLines(before, after);
  return (
    <pre className={css.diff}>
      {parts.map(({ added, removed, value }, index) => {
        const lines = value.replace(/\n$/, '').split('\n');
        const Tag = added ? 'ins' : removed ? 'del' : 'span';
        const shown = added || removed ? lines : cut(lines, index === 0, index === parts.length - 1);
        const sign = added ? '+ ' : removed ? '− ' : '  ';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text, in its order
          <Tag key={index} className={css.part}>
            {shown.map((line) => `${sign}${line}\n`).join('')}
          </Tag>
        );
      })}
    </pre>
  );
}
