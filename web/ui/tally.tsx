import { useFormats } from '../i18n/use-formats.ts';
import { Go } from './go.tsx';
import css from './tally.module.css';

export interface Tallied {
  name: string;
  value: number;
  /** Where its rows are. */
  href?: string;
  current?: boolean;
  tone?: 'bad' | 'warning';
  /** What the number counts, where its name does not say. */
  title?: string;
}

function Count({ name, value }: Tallied) {
  const format = useFormats();
  return (
    <>
      <span className={css.value}>{format.exact(value)}</span>
      <span className={css.name}>{name}</span>
    </>
  );
}

/** Counts side by side, those with rows to show as links that filter them. */
export function Tally({ label, counts }: { label: string; counts: readonly Tallied[] }) {
  return (
    <ul className={css.tally} aria-label={label}>
      {counts.map((count) => (
        <li
          key={count.name}
          className={css.count}
          data-tone={count.value > 0 ? count.tone : undefined}
          title={count.title}
        >
          {count.href === undefined || count.value === 0 ? (
            <span className={css.inner}>
              <Count {...count} />
            </span>
          ) : (
            <Go
              className={css.inner}
              href={count.href}
              aria-current={count.current ? 'true' : undefined}
              replace
              scroll={false}
            >
              <Count {...count} />
            </Go>
          )}
        </li>
      ))}
    </ul>
  );
}
