'use client';

import { useTranslations } from 'next-intl';
import type { SampleAnswer } from '../../../data/segment-answers.ts';
import { Go } from '../../go.tsx';
import { ProblemNote } from '../../notes.tsx';
import type { Paths } from '../../paths.ts';
import { useBuilder } from '../builder-context.ts';
import { useAsked } from '../use-asked.ts';
import css from './panels.module.css';

/** Some of the people, the same ones each time that nothing has changed. */
export function MembersPanel({ question, paths }: { question: object; paths: Paths }) {
  const { ask } = useBuilder();
  const words = useTranslations('segments.sample');
  const { data, stale, problem } = useAsked<SampleAnswer | null>(ask('members'), question);
  if (problem) return <ProblemNote problem={problem} />;
  if (data === undefined) return <p className={css.dim}>{words('reading')}</p>;
  if (data === null || data.people.length === 0) return <p className={css.dim}>{words('nobody')}</p>;
  return (
    <div className={css.panel}>
      <p className={css.dim}>{words('some', { count: data.people.length })}</p>
      <ul className={stale ? `${css.people} ${css.stale}` : css.people}>
        {data.people.map(({ weftId, name, values }) => (
          <li key={weftId}>
            <span>
              <Go href={paths.profile(weftId)} target="_blank">
                {name}
              </Go>
            </span>
            <span className={css.dim}>
              {data.columns
                .map((column) => values[column.name])
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
