import { IconAlertTriangle, IconXboxX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { Need } from '../data/overview.ts';
import { Go } from './go.tsx';
import css from './needs.module.css';
import { Prose } from './prose.tsx';
import { Time } from './values.tsx';

/** What needs someone: the cause, since when, who is affected, and the way to mend it. */
export function Needs({ needs, zone }: { needs: readonly Need[]; zone: string }) {
  const words = useTranslations('overview');
  if (needs.length === 0) return <p className={css.calm}>{words('calm')}</p>;
  return (
    <ul className={css.needs}>
      {needs.map((need) => {
        const Icon = need.tone === 'bad' ? IconXboxX : IconAlertTriangle;
        return (
          <li key={need.id} className={css.need} data-tone={need.tone}>
            <Icon className={css.icon} size={20} stroke={1.5} aria-hidden="true" />
            <div>
              <p className={css.cause} title={need.cause}>
                <Prose text={need.cause} />
              </p>
              <p className={css.effect}>
                <Prose text={need.effect} />
                {need.since === null ? null : (
                  <>
                    {' · '}
                    <Time at={need.since} zone={zone} />
                  </>
                )}
              </p>
            </div>
            {need.mend ? (
              <Go className={css.mend} href={need.mend.href}>
                {need.mend.text}
              </Go>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
