'use client';

import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { BreakdownAnswer, CompareAnswer } from '../../../data/segment-answers.ts';
import { useFormats } from '../../../i18n/use-formats.ts';
import { ProblemNote } from '../../notes.tsx';
import { titleOf, useBuilder } from '../builder-context.ts';
import type { Subject } from '../conditions.ts';
import { SubjectPicker } from '../subject-picker.tsx';
import { useAsked } from '../use-asked.ts';
import css from './panels.module.css';

/** The people by the values of a column, and what sets them apart from everyone. */
export function BreakdownPanel({ question }: { question: object }) {
  const { ask, catalogue } = useBuilder();
  const words = useTranslations('segments.breakdown');
  const [subject, setSubject] = useState<Subject | null>(() => {
    const first = catalogue.profile.find(({ kind, personal }) => kind === 'text' && !personal);
    return first ? { family: 'profile', name: first.name } : null;
  });
  const asked = useMemo(
    () => (subject === null ? null : { ...question, column: subject.name }),
    [question, subject],
  );
  const { data, stale, problem } = useAsked<BreakdownAnswer | null>(ask('breakdown'), asked);
  const title = subject === null ? words('choose') : titleOf(catalogue, subject);
  return (
    <div className={css.panel}>
      <div className={css.line}>
        <span>{words('by')}</span>
        <SubjectPicker
          label={words('column')}
          title={title}
          subject={subject}
          only={['trait', 'profile']}
          onChoose={setSubject}
        />
      </div>
      {problem ? <ProblemNote problem={problem} /> : null}
      {data === null ? <p className={css.dim}>{words('none')}</p> : null}
      {data ? <Parts data={data} stale={stale} /> : null}
      <h3 className={css.title}>{words('apart')}</h3>
      <Differences question={question} />
    </div>
  );
}

function Parts({ data: { parts, others }, stale }: { data: BreakdownAnswer; stale: boolean }) {
  const format = useFormats();
  const words = useTranslations('segments.breakdown');
  const total = parts.reduce((sum, { members }) => sum + members, others.members);
  const highest = Math.max(1, others.members, ...parts.map(({ members }) => members));
  if (total === 0) return <p className={css.dim}>{words('nobody')}</p>;
  const bars = [
    ...parts.map(({ value, members }) => ({ label: value ?? words('unknown'), members })),
    ...(others.values > 0
      ? [{ label: words('others', { count: others.values }), members: others.members }]
      : []),
  ];
  return (
    <dl className={stale ? `${css.bars} ${css.stale}` : css.bars}>
      {bars.map(({ label, members }) => (
        <div key={label} style={{ display: 'contents' }}>
          <dt title={label}>{label}</dt>
          <dd>
            <span className={css.track} aria-hidden="true">
              <span style={{ width: `${(members / highest) * 100}%` }} />
            </span>
            <span className={css.number}>
              {format.count(members)} · {format.share(members, total)}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Differences({ question }: { question: object }) {
  const format = useFormats();
  const { ask, catalogue } = useBuilder();
  const words = useTranslations('segments.breakdown');
  const { data, stale, problem } = useAsked<CompareAnswer | null>(ask('compare'), question, 600);
  if (problem) return <ProblemNote problem={problem} />;
  if (data === undefined) return <p className={css.dim}>{words('comparing')}</p>;
  if (data === null || data.members === 0) return <p className={css.dim}>{words('nobody')}</p>;
  const named = (column: string): string => {
    const family = catalogue.traits.some(({ name }) => name === column) ? 'trait' : 'profile';
    return titleOf(catalogue, { family, name: column });
  };
  const rows = [
    ...data.shares.map(({ column, value, members, everyone }) => ({
      ...{ key: `${column} ${value}`, label: `${named(column)}: ${value}` },
      ...{ members: format.share(members, 1), everyone: format.share(everyone, 1) },
    })),
    ...data.numbers.map(({ column, members, everyone }) => ({
      ...{ key: column, label: words('mean', { column: named(column) }) },
      ...{ members: format.measure(members), everyone: format.measure(everyone) },
    })),
  ];
  if (rows.length === 0) return <p className={css.dim}>{words('same')}</p>;
  return (
    <dl className={stale ? `${css.difference} ${css.stale}` : css.difference}>
      <div className={css.dim}>
        <dt />
        <dd>{words('here')}</dd>
        <dd>{words('everyone')}</dd>
      </div>
      {rows.map(({ key, label, members, everyone }) => (
        <div key={key}>
          <dt title={label}>{label}</dt>
          <dd>{members}</dd>
          <dd className={css.dim}>{everyone}</dd>
        </div>
      ))}
    </dl>
  );
}
