'use client';

import { useTranslations } from 'next-intl';
import { Fragment } from 'react';
import type { WordsAnswer } from '../../data/segment-words.ts';
import css from './builder.module.css';

const rowOf = (id: string): HTMLElement | null => document.querySelector(`[data-row="${id}"]`);

/** The definition as one sentence; a phrase lights the row that it is of, and leads there. */
export function Sentence({
  words: answer,
  idOf,
  stale,
}: {
  words: WordsAnswer | undefined;
  idOf: ReadonlyMap<string, string>;
  stale: boolean;
}) {
  const words = useTranslations('segments.builder');
  const parts = answer?.sentence ?? [];
  if (answer !== undefined && parts.length === 0)
    return <p className={css.sentence}>{words('noSentence')}</p>;
  return (
    <p className={css.sentence} data-stale={stale || undefined}>
      {parts.map(({ text, field }, index) => {
        const id = field === null ? undefined : idOf.get(field);
        const key = `${index} ${text}`;
        if (id === undefined) return <Fragment key={key}>{text}</Fragment>;
        return (
          <a
            key={key}
            href={`#${id}`}
            className={css.phrase}
            title={text.length > 200 ? text : undefined}
            onMouseEnter={() => rowOf(id)?.setAttribute('data-lit', '')}
            onMouseLeave={() => rowOf(id)?.removeAttribute('data-lit')}
            onFocus={() => rowOf(id)?.setAttribute('data-lit', '')}
            onBlur={() => rowOf(id)?.removeAttribute('data-lit')}
            onClick={(event) => {
              event.preventDefault();
              rowOf(id)?.focus();
            }}
          >
            {text}
          </a>
        );
      })}
    </p>
  );
}
