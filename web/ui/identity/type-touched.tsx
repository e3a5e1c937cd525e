'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { IdentifierType } from '../../../models/workspace/kinds/identity.ts';
import type { Touched } from '../../data/rules-touch.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { type Answer, ask } from '../ask.ts';
import { pathsOf } from '../paths.ts';
import css from './rules-editor.module.css';

const restMs = 300;

/** What the bounds and patterns of a type touch among today's values; the last answer stays while the next comes. */
export function TypeTouched({ type, workspace }: { type: IdentifierType; workspace: string }) {
  const format = useFormats();
  const words = useTranslations('identity.rules');
  const [answer, setAnswer] = useState<Answer<Touched> | null>(null);
  const [pending, setPending] = useState(true);
  const [asked, setAsked] = useState<readonly string[]>([]);
  const url = pathsOf(workspace).identityRulesAsk('touched');
  const question = JSON.stringify({
    type: type.type,
    limit: type.limit ?? null,
    maxRecords: type.max_records ?? null,
    block: type.block,
  });
  const unreachable = words('unreachable');

  useEffect(() => {
    const aborting = new AbortController();
    setPending(true);
    const timer = setTimeout(() => {
      const { block }: { block: string[] } = JSON.parse(question);
      ask<Touched>(url, JSON.parse(question), { signal: aborting.signal, unreachable }).then(
        (given) => {
          setAnswer(given);
          setAsked(block);
          setPending(false);
        },
        () => undefined,
      );
    }, restMs);
    return () => {
      clearTimeout(timer);
      aborting.abort();
    };
  }, [url, question, unreachable]);

  if (answer === null) return <p className={css.touched}>{words('counting')}</p>;
  if (answer.state === 'failed') return <p className={css.touched}>{answer.problem.cause}</p>;
  const { overLimit, overRecords, blocked } = answer.data;
  const lines = [
    ...(overLimit === null ? [] : [words('overLimit', { people: overLimit, limit: type.limit ?? 0 })]),
    ...(overRecords === null
      ? []
      : [
          words('overRecords', {
            values: overRecords.values,
            records: overRecords.records,
            most: format.count(type.max_records ?? 0),
          }),
        ]),
    ...(blocked === null
      ? [words('hashed')]
      : blocked.map(({ values, records }, place) =>
          words('matches', { pattern: asked[place] ?? '', values, records }),
        )),
  ];
  return (
    <ul className={css.touched} aria-busy={pending} data-stale={pending}>
      {lines.length === 0 ? (
        <li>{words('nothingTouched')}</li>
      ) : (
        lines.map((line) => <li key={line}>{line}</li>)
      )}
    </ul>
  );
}
