import { useTranslations } from 'next-intl';
import type { Bar } from '../../data/trait-distribution.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import css from './bars.module.css';

interface BarsProps {
  bars: readonly Bar[];
  /** What a bar's share is of. */
  known: number;
}

/** A histogram drawn on the server: a list of columns, each of which says its range and its people. */
export function Histogram({ bars, known }: BarsProps) {
  const format = useFormats();
  const words = useTranslations('traits.bars');
  const highest = Math.max(1, ...bars.map((bar) => bar.people));
  const [first, last] = [bars[0], bars.at(-1)];
  return (
    <figure className={css.figure}>
      <ol className={css.columns}>
        {bars.map((bar) => {
          const says = words('says', {
            ...{ label: bar.label, count: bar.people, share: format.share(bar.people, known) },
          });
          // A bar with anybody in it can be seen.
          const height = bar.people === 0 ? 0 : Math.max(1.5, (bar.people / highest) * 100);
          return (
            <li key={bar.label} className={css.column} title={says}>
              <span style={{ height: `${height}%` }}>
                <span className={css.spoken}>{says}</span>
              </span>
            </li>
          );
        })}
      </ol>
      <div className={css.ends} aria-hidden="true">
        <span>{first?.label}</span>
        <span>{bars.length > 1 ? last?.label : null}</span>
      </div>
    </figure>
  );
}

/** The commonest values, one a line. */
export function ValueBars({ bars, known, others }: BarsProps & { others: number }) {
  const format = useFormats();
  const words = useTranslations('traits.bars');
  const highest = Math.max(1, ...bars.map((bar) => bar.people));
  return (
    <figure className={css.figure}>
      <dl className={css.rows}>
        {[...bars, ...(others > 0 ? [{ label: words('others'), people: others }] : [])].map((bar) => (
          <div key={bar.label} style={{ display: 'contents' }}>
            <dt title={bar.label}>{bar.label}</dt>
            <dd>
              <span className={css.track} aria-hidden="true">
                <span style={{ width: `${Math.min(100, (bar.people / highest) * 100)}%` }} />
              </span>
              <span className={css.people}>
                {format.count(bar.people)} · {format.share(bar.people, known)}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}
