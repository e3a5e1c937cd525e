'use client';

import { Button, Group } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import { sendRow } from '../../data/actions/send-test-row.ts';
import type { Tried } from '../../data/sync-editor.ts';
import { Dialog } from '../dialog.tsx';
import { describeFinding } from '../editor/describe-finding.ts';
import { ProblemNote } from '../notes.tsx';
import type { Problem } from '../problem.ts';
import { Status } from '../status.tsx';
import css from './request-aside.module.css';

interface SendRowDialogProps {
  spec: Sync;
  rowKey: string;
  destinationName: string;
  onClose: () => void;
}

/** Asks before one row is sent, and shows what the destination answered. */
export function SendRowDialog({ spec, rowKey, destinationName, onClose }: SendRowDialogProps) {
  const words = useTranslations('syncs.editor.request');
  const common = useTranslations('common');
  const [pending, setPending] = useState(false);
  const [answer, setAnswer] = useState<Tried | { problem: Problem } | null>(null);
  const send = async () => {
    setPending(true);
    setAnswer(
      await sendRow({ spec, key: rowKey }).catch(() => ({ problem: { cause: words('unreachable') } })),
    );
    setPending(false);
  };
  const again = spec.mode === 'insert' || spec.mode === 'events';
  return (
    <Dialog size="lg" onClose={onClose} title={words('ask', { name: destinationName })}>
      {answer === null ? (
        <>
          <p>
            {words.rich('explain', {
              row: rowKey,
              name: destinationName,
              code: (chunks) => <code className={css.key}>{chunks}</code>,
            })}
          </p>
          <p className={css.dim}>{words(again ? 'sentTwice' : 'sentAgain')}</p>
        </>
      ) : (
        <Answered answer={answer} />
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {common(answer === null ? 'cancel' : 'close')}
        </Button>
        {answer === null ? (
          <Button
            loading={pending}
            leftSection={<IconSend size={16} stroke={1.5} aria-hidden="true" />}
            onClick={send}
          >
            {words('sendOne')}
          </Button>
        ) : null}
      </Group>
    </Dialog>
  );
}

function Answered({ answer }: { answer: Tried | { problem: Problem } }) {
  const words = useTranslations('syncs.editor.request');
  if ('problem' in answer) return <ProblemNote problem={answer.problem} />;
  if (answer.tried === null) {
    return (
      <ProblemNote
        problem={{ cause: answer.problems.map(describeFinding).join('. '), effect: words('nothingSent') }}
      />
    );
  }
  const { refused, result, fault, told } = answer.tried;
  if (refused !== null) return <ProblemNote problem={{ cause: refused, effect: words('nothingSent') }} />;
  return (
    <div className={css.answer} role="status">
      {result === null ? null : (
        <p>
          <Status tone={result.status === 'accepted' ? 'good' : 'bad'}>
            {words(`results.${result.status}`)}
          </Status>
          {'reason' in result ? ` ${result.reason}` : null}
        </p>
      )}
      {fault === null ? null : (
        <ProblemNote problem={{ cause: fault.message, mend: fault.mend ?? undefined }} />
      )}
      {told.map((one) =>
        one.kind !== 'http' || one.answer === null ? null : (
          <figure key={one.url} className={css.figure}>
            <figcaption>
              <code>{words('answered', { status: one.answer.status })}</code>
            </figcaption>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
            <pre className={css.text} tabIndex={0}>
              {one.answer.text === '' ? words('noBody') : one.answer.text}
            </pre>
          </figure>
        ),
      )}
    </div>
  );
}
