import { useTranslations } from 'next-intl';
import type { AccessCheck } from '../../connectors/warehouses/connection.ts';
import { CopyText } from './copy-text.tsx';
import { Prose } from './prose.tsx';
import css from './rights.module.css';
import { Status, type Tone } from './status.tsx';

const states = {
  ok: { tone: 'good', word: 'granted' },
  warn: { tone: 'warning', word: 'look' },
  fail: { tone: 'bad', word: 'missing' },
} as const satisfies Record<AccessCheck['result'], { tone: Tone; word: string }>;

/** A mend's words, and the statement or command in it that an administrator runs. */
function partsOf(mend: string): { words: string | null; command: string | null } {
  const [, words, command] = /^(.*\bruns:)\s+(.+)$/s.exec(mend) ?? [];
  if (words !== undefined && command !== undefined) return { words, command };
  return /^(gcloud|bq|grant|create|alter|\.\/weft) /i.test(mend)
    ? { words: null, command: mend }
    : { words: mend, command: null };
}

function Mend({ name, mend }: { name: string; mend: string }) {
  const { words, command } = partsOf(mend);
  return (
    <div className={css.mend}>
      {words === null ? null : (
        <p>
          <Prose text={words} />
        </p>
      )}
      {command === null ? null : (
        <div className={css.command}>
          <code>{command}</code>
          <CopyText text={command} label={name} />
        </div>
      )}
    </div>
  );
}

/** The rights that Weft needs, a line each; below one that is missing what an administrator runs. */
export function Rights({ checks }: { checks: readonly AccessCheck[] }) {
  const words = useTranslations('warehouse');
  return (
    <ul className={css.rights}>
      {checks.map(({ name, result, detail, mend }) => (
        <li key={name} className={css.right}>
          <Status tone={states[result].tone}>{words(states[result].word)}</Status>
          <div className={css.what}>
            <span className={css.name}>{name}</span>
            <span className={css.detail}>{detail}</span>
          </div>
          {mend === undefined ? null : <Mend name={name} mend={mend} />}
        </li>
      ))}
    </ul>
  );
}
