'use client';

import { Button, CloseButton, Skeleton } from '@mantine/core';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { PersonGraph } from '../../data/identity-graph.ts';
import { type Answer, ask } from '../ask.ts';
import { ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';
import type { Deciding } from './decide-dialog.tsx';
import css from './detail-panels.module.css';
import type { InspectorNode } from './graph-model.ts';

interface PathPanelProps {
  graph: PersonGraph;
  workspace: string;
  pair: [InspectorNode, InspectorNode];
  onDecide: (deciding: Deciding) => void;
  onClear: () => void;
}

/** Why two nodes are of one person, in sentences. */
export function PathPanel({ graph, workspace, pair, onDecide, onClear }: PathPanelProps) {
  const words = useTranslations('identity.inspector');
  const [answer, setAnswer] = useState<Answer<{ sentences: string[] }> | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [one, other] = pair;
  const url = pathsOf(workspace).identityGraph(graph.weftId, 'path');
  const unreachable = words('unreachable');

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the same again
  useEffect(() => {
    const aborting = new AbortController();
    setAnswer(null);
    ask<{ sentences: string[] }>(
      url,
      { from: one.id, to: other.id },
      { signal: aborting.signal, unreachable },
    ).then(setAnswer, () => undefined);
    return () => aborting.abort();
  }, [url, one.id, other.id, unreachable, attempt]);

  const records = one.kind === 'record' && other.kind === 'record';
  return (
    <section id="identity-path" className={css.panel} tabIndex={-1} aria-label={words('why')}>
      <div className={css.head}>
        <h2 className={css.title}>{words('why')}</h2>
        <CloseButton aria-label={words('clearSecond')} onClick={onClear} />
      </div>
      <div aria-live="polite" aria-busy={answer === null}>
        {answer === null ? (
          <div className={css.stack} data-pending="">
            <Skeleton height={14} />
            <Skeleton height={14} width="80%" />
          </div>
        ) : answer.state === 'failed' ? (
          <div className={css.stack}>
            <ProblemNote problem={answer.problem} />
            <Button variant="default" size="xs" onClick={() => setAttempt((before) => before + 1)}>
              {words('again')}
            </Button>
          </div>
        ) : (
          <Sentences sentences={answer.data.sentences} />
        )}
      </div>
      {records && graph.editable ? (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconArrowsSplit2 size={14} stroke={1.5} aria-hidden="true" />}
          onClick={() => onDecide({ decision: 'different', node: one, other })}
        >
          {words('splitPair')}
        </Button>
      ) : null}
    </section>
  );
}

function Sentences({ sentences: [first, ...steps] }: { sentences: string[] }) {
  return (
    <>
      <p className={css.sentence}>{first}</p>
      {steps.length === 0 ? null : (
        <ol className={css.steps}>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
    </>
  );
}
