import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { MissingWeft } from './motif.tsx';
import css from './notes.module.css';
import type { Problem } from './problem.ts';
import { Prose } from './prose.tsx';

/** Nothing is here: what would be, and the one thing to do about it. */
export function Empty({
  children,
  detail,
  action,
  quiet,
}: {
  children: ReactNode;
  /** A line instead of a picture, for a part among others. */
  quiet?: boolean;
  detail?: ReactNode;
  action?: ReactNode;
}) {
  if (quiet) return <p className={css.quiet}>{children}</p>;
  return (
    <div className={css.empty}>
      <MissingWeft />
      <p className={css.emptyText}>{children}</p>
      {detail ? (
        <p className={css.emptyDetail}>{typeof detail === 'string' ? <Prose text={detail} /> : detail}</p>
      ) : null}
      {action}
    </div>
  );
}

/** A part that could not be shown, in its own place: cause, effect, mend and reference. */
export function ProblemNote({ problem, tone = 'bad' }: { problem: Problem; tone?: 'bad' | 'warning' }) {
  const words = useTranslations('common');
  return (
    <div className={css.problem} data-tone={tone} role="alert">
      <IconAlertTriangle className={css.problemIcon} size={20} stroke={1.5} aria-hidden="true" />
      <div className={css.problemBody}>
        <p>
          <Prose text={problem.cause} />
        </p>
        {problem.effect || problem.mend ? (
          <p className={css.mend}>
            <Prose text={[problem.effect, problem.mend].filter(Boolean).join(' ')} />
          </p>
        ) : null}
        {problem.reference ? (
          <p className={css.ref}>{words('reference', { reference: problem.reference })}</p>
        ) : null}
      </div>
    </div>
  );
}

/** A remark on what is shown. */
export function Note({ children }: { children: ReactNode }) {
  return (
    <p className={css.note}>
      <IconInfoCircle size={16} stroke={1.5} aria-hidden="true" style={{ flex: 'none', marginTop: 1 }} />
      <span>{children}</span>
    </p>
  );
}
