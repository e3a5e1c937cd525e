'use client';

import { Button, CopyButton, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconClipboard, IconCopy, IconHistory, IconPencil, IconTrash } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { saveResource } from '../../data/actions/edit-resource.ts';
import type { Use } from '../../data/uses.ts';
import { Dialog } from '../dialog.tsx';
import { Go } from '../go.tsx';
import { GoButton } from '../go-button.tsx';
import { ProblemNote } from '../notes.tsx';
import { pathsOf, resourcePath } from '../paths.ts';
import type { Problem } from '../problem.ts';

interface TraitActionsProps {
  workspace: string;
  slug: string;
  name: string;
  version: number;
  yaml: string;
  managed: boolean;
  editable: boolean;
  usedBy: Use[];
}

/** What can be done with a trait; what is not allowed is not offered. */
export function TraitActions({
  workspace,
  slug,
  name,
  version,
  yaml,
  managed,
  editable,
  usedBy,
}: TraitActionsProps) {
  const words = useTranslations('traits');
  const common = useTranslations('common');
  const paths = pathsOf(workspace);
  const [asked, setAsked] = useState(false);
  return (
    <>
      <CopyButton value={yaml}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            leftSection={<IconClipboard size={16} stroke={1.5} aria-hidden="true" />}
            onClick={copy}
          >
            {copied ? common('copied') : common('copyYaml')}
          </Button>
        )}
      </CopyButton>
      <GoButton href={paths.traitTab(slug, 'versions')} icon={<IconHistory size={16} stroke={1.5} />}>
        {words('versions')}
      </GoButton>
      {editable ? (
        <>
          <GoButton href={paths.newTrait({ from: slug })} icon={<IconCopy size={16} stroke={1.5} />}>
            {words('duplicate')}
          </GoButton>
          <Button
            variant="default"
            leftSection={<IconTrash size={16} stroke={1.5} aria-hidden="true" />}
            onClick={() => setAsked(true)}
          >
            {words('delete.button')}
          </Button>
          <GoButton href={paths.traitEdit(slug)} filled icon={<IconPencil size={16} stroke={1.5} />}>
            {words('edit')}
          </GoButton>
        </>
      ) : null}
      {asked ? (
        <DeleteDialog
          {...{ slug, name, version, managed, usedBy, workspace }}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}

type DeleteDialogProps = Pick<
  TraitActionsProps,
  'workspace' | 'slug' | 'name' | 'version' | 'managed' | 'usedBy'
> & { onClose: () => void };

/** Deletes a trait that nothing reads; of one that is read it says by what, and stops. */
function DeleteDialog({ workspace, slug, name, version, managed, usedBy, onClose }: DeleteDialogProps) {
  const words = useTranslations('traits.delete');
  const router = useRouter();
  const paths = pathsOf(workspace);
  const [pending, startTransition] = useTransition();
  const [problem, setProblem] = useState<Problem | null>(null);
  const used = usedBy.length > 0;
  const remove = () =>
    startTransition(async () => {
      const result = await saveResource({ kind: 'trait', slug, spec: null, baseVersion: version });
      if (result.state === 'saved') {
        notifications.show({ message: words('deleted', { name }), color: 'moss' });
        router.push(paths.traits());
        return;
      }
      setProblem(
        result.state === 'failed'
          ? result.problem
          : result.state === 'managed'
            ? { cause: words('managed') }
            : result.state === 'invalid'
              ? {
                  cause: result.problems.map(({ resource, message }) => `${resource}: ${message}`).join('\n'),
                }
              : { cause: words('conflict') },
      );
    });
  return (
    <Dialog onClose={onClose} title={words(used ? 'used' : 'title', { name })}>
      <p>{used ? words('usedText', { count: usedBy.length }) : managed ? words('managed') : words('text')}</p>
      {used ? (
        <ul>
          {usedBy.map((use) => {
            const href = resourcePath(paths, use.kind, use.slug);
            return (
              <li key={`${use.kind}/${use.slug}`}>
                {href === null ? use.name : <Go href={href}>{use.name}</Go>} ({use.kind})
              </li>
            );
          })}
        </ul>
      ) : null}
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {words('cancel')}
        </Button>
        {used || managed ? null : (
          <Button color="madder" loading={pending} onClick={remove}>
            {words('confirm')}
          </Button>
        )}
      </Group>
    </Dialog>
  );
}
