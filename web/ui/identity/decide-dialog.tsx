'use client';

import { Button, Group, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { decidePerson, undoDecision } from '../../data/actions/decide-person.ts';
import type { Candidate, EffectView } from '../../data/decision-effect.ts';
import type { DecisionView } from '../../data/identity-decisions.ts';
import type { PersonGraph } from '../../data/identity-graph.ts';
import { type Answer, ask } from '../ask.ts';
import { Dialog } from '../dialog.tsx';
import { ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';
import type { Problem } from '../problem.ts';
import { DecisionEffect } from './decision-effect.tsx';
import css from './detail-panels.module.css';
import type { InspectorNode } from './graph-model.ts';
import { PersonPicker } from './person-picker.tsx';

/** What is about to be decided. */
export type Deciding =
  | { decision: 'same' | 'different' | 'alone'; node: InspectorNode; other: InspectorNode | null }
  | { undo: DecisionView };

interface DecideDialogProps {
  graph: PersonGraph;
  workspace: string;
  deciding: Deciding;
  onClose: () => void;
}

const nameOf = (node: InspectorNode): string =>
  `${node.title} ${node.masked ? '•••' : (node.value ?? '')}`.trim();

/** What a decision would do, the reason for it, and the decision. A click outside decides nothing and loses nothing. */
export function DecideDialog({ graph, workspace, deciding, onClose }: DecideDialogProps) {
  const words = useTranslations('identity.decide');
  const common = useTranslations('common');
  const [person, setPerson] = useState<Candidate | null>(null);
  const [effect, setEffect] = useState<Answer<EffectView> | null>(null);
  const [why, setWhy] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [pending, setPending] = useState(false);

  const undone = 'undo' in deciding ? deciding.undo : null;
  const asked =
    'undo' in deciding
      ? null
      : {
          decision: deciding.decision,
          node: deciding.node.id,
          other:
            deciding.other !== null
              ? { node: deciding.other.id }
              : person === null
                ? null
                : { weftId: person.weftId },
        };
  const complete = asked !== null && (asked.decision === 'alone' || asked.other !== null);
  const question = complete ? JSON.stringify(asked) : null;
  const url = pathsOf(workspace).identityGraph(graph.weftId, 'effect');
  const unreachable = words('unreachable');

  useEffect(() => {
    setEffect(null);
    if (question === null) return;
    const aborting = new AbortController();
    ask<EffectView>(url, JSON.parse(question), { signal: aborting.signal, unreachable }).then(
      setEffect,
      () => undefined,
    );
    return () => aborting.abort();
  }, [url, question, unreachable]);

  const kind = undone ? 'undo' : asked?.decision === 'same' ? 'join' : 'split';
  const title = undone
    ? words('undoTitle')
    : 'undo' in deciding
      ? ''
      : words(`title.${deciding.decision}`, {
          one: nameOf(deciding.node),
          other: deciding.other ? nameOf(deciding.other) : '',
        });
  const ready = why.trim() !== '' && (undone !== null || (complete && effect?.state === 'ready'));

  const decideNow = async () => {
    setPending(true);
    setProblem(null);
    const result = undone
      ? await undoDecision(undone.id, why)
      : asked === null
        ? null
        : await decidePerson({ ...asked, weftId: graph.weftId }, why);
    setPending(false);
    if (result?.problem) return setProblem(result.problem);
    notifications.show({ message: words(undone ? 'undone' : 'done'), color: 'moss' });
    onClose();
  };

  return (
    <Dialog title={title} onClose={onClose}>
      <div className={css.panel}>
        {undone ? <p className={css.sentence}>{words('undoText')}</p> : null}
        {asked?.decision === 'same' && !('undo' in deciding) && deciding.other === null ? (
          <PersonPicker graph={graph} workspace={workspace} chosen={person} onChoose={setPerson} />
        ) : null}
        {complete ? <DecisionEffect answer={effect} weftId={graph.weftId} /> : null}
        <Textarea
          label={words('why')}
          description={words('whyHelp')}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
          maxLength={2000}
          autosize
          minRows={2}
          maxRows={6}
          required
        />
        {problem === null ? null : <ProblemNote problem={problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button disabled={!ready} loading={pending} onClick={() => void decideNow()}>
            {words(`confirm.${kind}`)}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}
