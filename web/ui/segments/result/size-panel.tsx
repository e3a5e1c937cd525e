'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { SizeAnswer } from '../../../data/segment-answers.ts';
import { useFormats } from '../../../i18n/use-formats.ts';
import { ProblemNote } from '../../notes.tsx';
import { useBuilder } from '../builder-context.ts';
import type { Asked } from '../use-asked.ts';
import css from './panels.module.css';

/** The size in one line: "18,204 people · 1.8 % of 1,003,112 · as of 06:10". */
export function SizeLine({ asked, nothing }: { asked: Asked<SizeAnswer | null>; nothing: boolean }) {
  const format = useFormats();
  const words = useTranslations('segments.size');
  const { asOf } = useBuilder();
  const { data, stale } = asked;
  if (nothing) return <span>{words('nothing')}</span>;
  if (asked.problem && !stale) return <span>{words('failed')}</span>;
  if (!data) return <span>{words('counting')}</span>;
  return (
    <span className={stale ? css.stale : undefined}>
      <strong>{words('people', { count: format.exact(data.members) })}</strong>
      {' · '}
      {words('shareOf', { share: format.share(data.members, data.persons), all: format.exact(data.persons) })}
      {asOf === null ? null : ` · ${words('asOf', { time: asOf })}`}
    </span>
  );
}

export function SizePanel({
  asked,
  nothing,
  before,
}: {
  asked: Asked<SizeAnswer | null>;
  /** Whether there is nothing that can be counted. */
  nothing: boolean;
  /** People in it by the last refresh; null of a new one. */
  before: number | null;
}) {
  const format = useFormats();
  const words = useTranslations('segments.size');
  const { asOf } = useBuilder();
  const { data, stale, problem, again } = asked;
  if (nothing)
    return (
      <div className={css.panel}>
        <p className={css.size}>–</p>
        <p className={css.dim}>{words('nothing')}</p>
      </div>
    );
  return (
    <div className={css.panel} aria-busy={stale} data-counting={stale || undefined}>
      {problem && !stale ? (
        <>
          <ProblemNote problem={{ ...problem, effect: words('safe') }} />
          <div>
            <Button variant="default" size="xs" onClick={again}>
              {words('retry')}
            </Button>
          </div>
        </>
      ) : null}
      <div className={stale ? css.stale : undefined}>
        <div className={css.line}>
          <span className={css.size} title={data ? format.exact(data.members) : undefined} data-members="">
            {data ? format.count(data.members) : '–'}
          </span>
          {data && data.error > 0 ? <span>± {format.count(data.error)}</span> : null}
        </div>
        {data ? (
          <p className={css.share}>
            {words('shareOf', {
              share: format.share(data.members, data.persons),
              all: format.exact(data.persons),
            })}
          </p>
        ) : null}
      </div>
      {data ? (
        <div className={css.meter} aria-hidden="true">
          <span style={{ width: `${data.persons === 0 ? 0 : (data.members / data.persons) * 100}%` }} />
        </div>
      ) : null}
      <p className={css.dim} role="status">
        {stale
          ? words('counting')
          : data && data.error > 0
            ? words('sampled')
            : asOf === null
              ? ''
              : words('asOf', { time: asOf })}
      </p>
      {before !== null && data && data.error === 0 ? (
        <p className={css.dim}>
          {data.members === before
            ? words('beforeSame')
            : words('before', { count: format.exact(before), change: format.signed(data.members - before) })}
        </p>
      ) : null}
    </div>
  );
}
