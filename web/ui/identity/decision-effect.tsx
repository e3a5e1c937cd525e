'use client';

import { Skeleton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { EffectView } from '../../data/decision-effect.ts';
import type { Answer } from '../ask.ts';
import { ProblemNote } from '../notes.tsx';
import css from './detail-panels.module.css';

/** What a decision would do at the next refresh: the people it changes, today and then. */
export function DecisionEffect({ answer, weftId }: { answer: Answer<EffectView> | null; weftId: string }) {
  const words = useTranslations('identity.decide');
  if (answer === null) {
    return (
      <div className={css.stack} data-pending="" aria-busy="true">
        <Skeleton height={14} width="60%" />
        <Skeleton height={14} width="80%" />
      </div>
    );
  }
  if (answer.state === 'failed') return <ProblemNote problem={answer.problem} />;
  const { before, after, replaces, segments } = answer.data;
  const name = (id: string) =>
    id === weftId ? words('thisPerson') : words('otherPerson', { id: id.slice(0, 8) });
  return (
    <div className={css.stack} role="status">
      <p className={css.sentence}>
        {after.length === 0
          ? words('nothingChanges')
          : words('becomes', { before: before.length, after: after.length })}
      </p>
      {after.length === 0 ? null : (
        <>
          <h3 className={css.subtitle}>{words('today')}</h3>
          <ul className={css.links}>
            {before.map((one) => (
              <li key={one.weftId}>{words('size', { who: name(one.weftId), records: one.records })}</li>
            ))}
          </ul>
          <h3 className={css.subtitle}>{words('then')}</h3>
          <ul className={css.links}>
            {after.slice(0, 12).map((one, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: people who are not there yet have no id
              <li key={place}>
                {words('personOf', { records: one.records })}
                {one.from.length > 1 ? (
                  <span className={css.reason}>
                    {one.from
                      .map((from) => words('size', { who: name(from.weftId), records: from.records }))
                      .join(' + ')}
                  </span>
                ) : null}
              </li>
            ))}
          </ul>
          {after.length > 12 ? (
            <p className={css.note}>{words('andMore', { count: after.length - 12 })}</p>
          ) : null}
        </>
      )}
      {segments.length === 0 || after.length === 0 ? null : (
        <p className={css.note}>{words('segments', { count: segments.length, list: segments.join(', ') })}</p>
      )}
      {replaces === null ? null : (
        <p className={css.note}>
          {words('replaces', { by: replaces.by, what: words(`is.${replaces.decision}`) })}
        </p>
      )}
      <p className={css.note}>{words('takesEffect')}</p>
    </div>
  );
}
