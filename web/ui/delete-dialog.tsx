'use client';

import { Anchor, Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Kind } from '../../models/workspace/resource.ts';
import { type SaveResult, saveResource } from '../data/actions/edit-resource.ts';
import { Dialog } from './dialog.tsx';
import { describeFinding } from './editor/describe-finding.ts';
import { Go } from './go.tsx';
import { ProblemNote } from './notes.tsx';
import type { Problem } from './problem.ts';

export interface DeletedResource {
  kind: Kind;
  slug: string;
  name: string;
  spec: object;
  version: number;
  /** Whether files have the say over it. */
  managed: boolean;
  /** What would lose it; while there is any, it stays. Null for what has no page. */
  usedBy: readonly { name: string; href: string | null }[];
  /** Where to go afterwards. */
  after: string;
}

/** Removes a resource after a question, with a way back; one that others use names them and stops. */
export default function DeleteDialog({
  kind,
  slug,
  name,
  spec,
  version,
  managed,
  usedBy,
  after,
  onClose,
}: DeletedResource & { onClose: () => void }) {
  const words = useTranslations('editor.remove');
  const common = useTranslations('common');
  const router = useRouter();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const bringBack = async () => {
    const result = await saveResource({ kind, slug, spec, baseVersion: 0 });
    notifications.show(
      result.state === 'saved'
        ? { message: words('back', { name }), color: 'moss' }
        : { message: words('notBack', { name }), color: 'madder' },
    );
    router.refresh();
  };
  const remove = async () => {
    setPending(true);
    const result = await saveResource({
      ...{ kind, slug, spec: null, baseVersion: version, anyway: managed },
    }).catch((): SaveResult => ({ state: 'failed', problem: { cause: words('unreachable') } }));
    setPending(false);
    const fault = faultOf(result, words('changed'));
    setProblem(fault);
    if (fault !== null) return;
    onClose();
    notifications.show({
      message: (
        <>
          {words('done', { name })}{' '}
          <Anchor component="button" type="button" onClick={bringBack}>
            {common('undo')}
          </Anchor>
        </>
      ),
      autoClose: 10_000,
    });
    router.push(after);
  };
  return (
    <Dialog onClose={onClose} title={words('ask', { name })}>
      {usedBy.length === 0 ? (
        <p>{words('explain')}</p>
      ) : (
        <>
          <p>{words('used', { count: usedBy.length })}</p>
          <ul>
            {usedBy.map((user) => (
              <li key={user.href ?? user.name}>
                {user.href === null ? user.name : <Go href={user.href}>{user.name}</Go>}
              </li>
            ))}
          </ul>
        </>
      )}
      {managed && usedBy.length === 0 ? <p>{common('git.warning')}</p> : null}
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {common(usedBy.length === 0 ? 'cancel' : 'close')}
        </Button>
        {usedBy.length === 0 ? (
          <Button color="madder" loading={pending} onClick={remove}>
            {common('delete')}
          </Button>
        ) : null}
      </Group>
    </Dialog>
  );
}

function faultOf(result: SaveResult, changed: string): Problem | null {
  if (result.state === 'saved') return null;
  if (result.state === 'failed') return result.problem;
  if (result.state === 'invalid') return { cause: result.problems.map(describeFinding).join(' ') };
  return { cause: changed };
}
