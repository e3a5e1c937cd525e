import { useFormats } from '../i18n/use-formats.ts';
import { Go } from './go.tsx';
import css from './reason-list.module.css';

interface ReasonListProps {
  reasons: readonly { reason: string; rows: number }[];
  /** Where the rows of a reason are; without it there are none to show. */
  href?: (reason: string) => string;
}

/** Reasons with how many rows have each. */
export function ReasonList({ reasons, href }: ReasonListProps) {
  const format = useFormats();
  return (
    <ul className={css.reasons}>
      {reasons.map(({ reason, rows }) => (
        <li key={reason}>
          <span className={css.count}>{format.exact(rows)}</span>
          {href === undefined ? (
            <span className={css.reason}>{reason}</span>
          ) : (
            <Go className={css.reason} href={href(reason)} replace scroll={false}>
              {reason}
            </Go>
          )}
        </li>
      ))}
    </ul>
  );
}
