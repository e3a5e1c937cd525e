'use client';

import { UnstyledButton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { OverlapAnswer } from '../../../data/segment-answers.ts';
import { useFormats } from '../../../i18n/use-formats.ts';
import { ProblemNote } from '../../notes.tsx';
import { useBuilder } from '../builder-context.ts';
import { useAsked } from '../use-asked.ts';
import { eulerOf } from './euler.ts';
import css from './panels.module.css';

const mostOthers = 4;

/** How the people are shared with other segments: circles for one, regions for more. */
export function OverlapPanel({ question, slug, name }: { question: object; slug: string; name: string }) {
  const { ask, catalogue } = useBuilder();
  const words = useTranslations('segments.overlap');
  const others = catalogue.segments.filter((segment) => segment.slug !== slug);
  const [chosen, setChosen] = useState<string[]>(() => others.slice(0, 1).map((one) => one.slug));
  const asked = useMemo(
    () => (chosen.length === 0 ? null : { ...question, others: chosen }),
    [question, chosen],
  );
  const { data, stale, problem } = useAsked<OverlapAnswer | null>(ask('overlap'), asked);
  if (others.length === 0) return <p className={css.dim}>{words('alone')}</p>;
  return (
    <div className={css.panel}>
      <p className={css.dim}>{words('choose', { count: mostOthers })}</p>
      <div className={css.chips}>
        {others.map((other) => {
          const on = chosen.includes(other.slug);
          return (
            <UnstyledButton
              key={other.slug}
              className={css.chip}
              aria-pressed={on}
              title={other.name}
              disabled={!on && chosen.length >= mostOthers}
              onClick={() =>
                setChosen(on ? chosen.filter((one) => one !== other.slug) : [...chosen, other.slug])
              }
            >
              {other.name}
            </UnstyledButton>
          );
        })}
      </div>
      {problem ? <ProblemNote problem={problem} /> : null}
      {data && chosen.length > 0 ? (
        <div className={stale ? css.stale : undefined}>
          {data.segments.length === 2 ? <Circles data={data} name={name} /> : null}
          <Regions data={data} name={name} />
        </div>
      ) : null}
    </div>
  );
}

function Circles({ data: { segments, regions }, name }: { data: OverlapAnswer; name: string }) {
  const format = useFormats();
  const words = useTranslations('segments.overlap');
  const [one, other] = segments;
  if (!one || !other) return null;
  const both = regions.find(({ of }) => of.length === 2)?.people ?? 0;
  const { left, right, width, height } = eulerOf(one.size, other.size, both);
  const middle = height / 2;
  return (
    <figure className={css.figure}>
      <svg
        className={css.euler}
        viewBox={`-2 -2 ${width + 4} ${height + 4}`}
        role="img"
        aria-label={words('both', { one: name, other: other.name, count: format.count(both) })}
      >
        <circle
          cx={left.x}
          cy={middle}
          r={left.r}
          fill="var(--weft-chart-1)"
          fillOpacity="0.45"
          stroke="var(--weft-chart-1)"
          strokeWidth="1.5"
        />
        <circle
          cx={right.x}
          cy={middle}
          r={right.r}
          fill="var(--weft-chart-2)"
          fillOpacity="0.4"
          stroke="var(--weft-chart-2)"
          strokeWidth="1.5"
          strokeDasharray="5 3"
        />
      </svg>
      <figcaption className={css.key}>
        <span className={css.series} data-series="1">
          {name}
        </span>
        <span className={css.series} data-series="2">
          {other.name}
        </span>
      </figcaption>
    </figure>
  );
}

function Regions({ data: { segments, regions }, name }: { data: OverlapAnswer; name: string }) {
  const format = useFormats();
  const words = useTranslations('segments.overlap');
  const highest = Math.max(1, ...regions.map(({ people }) => people));
  if (regions.length === 0) return <p className={css.dim}>{words('nobody')}</p>;
  const called = (index: number) => (index === 0 ? name : (segments[index]?.name ?? ''));
  return (
    <ul className={css.regions}>
      {regions.map(({ of, people }) => (
        <li key={of.join()}>
          <span className={css.names}>
            {of.length === 1 ? words('only', { name: called(of[0] ?? 0) }) : of.map(called).join(' + ')}
          </span>
          <span className={css.track} aria-hidden="true">
            <span style={{ width: `${(people / highest) * 100}%` }} />
          </span>
          <span className={css.number}>{format.count(people)}</span>
        </li>
      ))}
    </ul>
  );
}
