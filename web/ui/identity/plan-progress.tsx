import { getTranslations } from 'next-intl/server';
import type { StepView } from '../../data/runs.ts';
import { Note } from '../notes.tsx';
import css from './plan-progress.module.css';

/** How far a plan is: the models that it has built, and which it builds now. */
export async function PlanProgress({ steps }: { steps: readonly StepView[] }) {
  const words = await getTranslations('identity.plan');
  const done = steps.filter(({ status }) => status !== 'running');
  const now = steps.filter(({ status }) => status === 'running').map(({ name }) => name);
  return (
    <div className={css.progress} role="status">
      <p className={css.line}>
        <strong>{words('built', { count: done.length })}</strong>
        <span>
          {now.length > 0
            ? words('building', { models: now.join(', ') })
            : words(done.length === 0 ? 'beginning' : 'comparing')}
        </span>
      </p>
      <Note>{words('whileRunning')}</Note>
    </div>
  );
}
