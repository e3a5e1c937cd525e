import { Go } from './go.tsx';
import css from './tabs.module.css';

export interface Chip {
  name: string;
  count?: string;
  href: string;
  active: boolean;
}

/** Filters that are links, each with how much it leaves. */
export function Chips({ label, chips }: { label: string; chips: readonly Chip[] }) {
  return (
    <nav className={css.chips} aria-label={label}>
      {chips.map((chip) => (
        <Go
          key={chip.name}
          className={css.chip}
          href={chip.href}
          aria-current={chip.active ? 'true' : undefined}
          replace
          scroll={false}
        >
          {chip.name}
          {chip.count === undefined ? null : <span className={css.count}>{chip.count}</span>}
        </Go>
      ))}
    </nav>
  );
}
