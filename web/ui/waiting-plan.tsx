import { IconHourglass } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import css from './waiting-plan.module.css';

interface WaitingPlanProps {
  title: string;
  /** Why it waits, each in words. */
  reasons: readonly string[];
  /** What is done about it. */
  children: ReactNode;
}

/** A plan that waits for somebody's word: why, and what to do. */
export function WaitingPlan({ title, reasons, children }: WaitingPlanProps) {
  const words = useTranslations('runs.plan');
  return (
    <section className={css.banner} aria-label={words('label')}>
      <IconHourglass className={css.icon} size={20} stroke={1.5} aria-hidden="true" />
      <div className={css.words}>
        <p className={css.title}>{title}</p>
        <ul className={css.reasons}>
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
      <div className={css.actions}>{children}</div>
    </section>
  );
}
