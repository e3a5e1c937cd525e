'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { ValuesAnswer } from '../../data/column-values.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { useBuilder } from './builder-context.ts';
import type { Offer } from './subject-list.tsx';
import css from './subject-picker.module.css';
import { useAsked } from './use-asked.ts';

/** What a subject means, how fresh it is, and its commonest values. */
export function SubjectPreview({ offer }: { offer: Offer }) {
  const format = useFormats();
  const { ask, asOf } = useBuilder();
  const words = useTranslations('segments.picker');
  const { family, name } = offer;
  const question = useMemo(
    () => (family === 'trait' || family === 'profile' ? { of: { person: name } } : null),
    [family, name],
  );
  const { data, stale } = useAsked<ValuesAnswer>(ask('values'), question, 150);
  const values = question === null || stale ? [] : (data?.values ?? []).slice(0, 8);
  return (
    <>
      <h3 className={css.previewTitle}>{offer.title}</h3>
      <p className={css.previewKind}>
        {words(`families.${family}`)}
        {offer.detail === '' ? null : ` · ${offer.detail}`}
      </p>
      {offer.description === '' ? null : <p className={css.previewText}>{offer.description}</p>}
      {values.length === 0 ? null : (
        <dl className={css.values}>
          {values.map(({ value, count }) => (
            <div key={value}>
              <dt title={value}>{value}</dt>
              <dd>{format.count(count)}</dd>
            </div>
          ))}
        </dl>
      )}
      {asOf === null || family === 'segment' ? null : (
        <p className={css.previewKind}>{words('asOf', { time: asOf })}</p>
      )}
    </>
  );
}
